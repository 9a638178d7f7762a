import { sectionTitles } from "../snapshot/section-titles.ts";
import { createSpotify } from "../spotify/spotify.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";
import type { Claim } from "./claim.ts";
import { spacingMs } from "./count-requests.ts";
import { createSubstitutes } from "./find-substitutes.ts";
import type { Journal } from "./journal.ts";
import { createKnownPlaylists } from "./known-playlists.ts";
import type { Step } from "./plan.ts";
import { type PreparedRestore, planAnew, toSubstitutes } from "./prepare-restore.ts";
import { createReport, type RestoreReport } from "./report.ts";
import { changePlaylist, followPlaylists, makePlaylist } from "./restore-playlist.ts";
import type { RestoreTools } from "./restore-tools.ts";
import { saveSection } from "./save-section.ts";
import type { RestoreWork } from "./work.ts";

/** How a restore is carried out. */
export interface Execution {
  readonly journal: Journal;
  readonly claim: Claim;
  /** How many searches for other releases it may spend. */
  readonly searches: number;
}

/**
 * Does what is planned, step by step. What a step cannot do is told in the report, and the others are done all the same.
 *
 * Whatever ends it, another run that is prepared anew goes on: what is there tells what is left, and the journal what cannot be seen.
 *
 * @throws {PausedError} when Spotify asks for more waiting than the run can afford
 * @throws {ConsentError} when the consent has ended, or lacks a scope
 */
export async function executeRestore(
  tools: RestoreTools,
  prepared: PreparedRestore,
  { journal, claim, searches }: Execution,
): Promise<RestoreReport> {
  const { get, log, onProgress } = tools;
  const { saved, account } = prepared;
  const report = createReport(prepared.failures);
  const substitutes = createSubstitutes({ get, journal, saved, report, budget: searches, log });
  for (const [playlist, id] of prepared.adopted) {
    await journal.note({ type: "made", playlist, id });
  }
  await substitutes.search(prepared.plan.gone);
  const plan = planAnew(prepared, toSubstitutes(journal.memory()));
  const total = plan.requests.writes;
  let done = 0;
  const work: RestoreWork = {
    ...tools,
    spotify: createSpotify(get),
    accountId: account.accountId,
    journal,
    known: createKnownPlaylists(account.playlists.map(({ facts }) => facts)),
    claim,
    substitutes,
    report,
    startSpacing: () => startSpacing(tools),
    tellDone(writes) {
      done += writes;
      // What is planned anew on the way makes some more of them.
      onProgress({ step: "Restoring", done: Math.min(done, total), total });
    },
  };
  for (const step of plan.steps) {
    await claim.renew();
    await tryStep(step, { work, prepared });
  }
  await journal.tidy();
  return report;
}

async function tryStep(
  step: Step,
  { work, prepared }: { readonly work: RestoreWork; readonly prepared: PreparedRestore },
): Promise<void> {
  try {
    await doStep(step, { work, prepared });
  } catch (error) {
    if (!(error instanceof SpotifyError)) {
      throw error;
    }
    work.report.failures.push({ where: nameStep(step), reason: error.message });
  }
}

async function doStep(
  step: Step,
  { work, prepared }: { readonly work: RestoreWork; readonly prepared: PreparedRestore },
): Promise<void> {
  switch (step.type) {
    case "save":
      return saveSection(step, work);
    case "follow":
      return followPlaylists(step, work);
    case "create":
      return makePlaylist(step, work);
    case "change": {
      const { playlists, deletedPlaylists } = prepared.account;
      const target = [...playlists, ...deletedPlaylists].find(({ facts }) => facts.id === step.targetId);
      return changePlaylist(step, { ...work, held: target?.uris });
    }
  }
}

function nameStep(step: Step): string {
  switch (step.type) {
    case "save":
      return sectionTitles[step.section];
    case "follow":
      return "Playlists that are followed";
    case "create":
    case "change":
      return step.playlist.facts.name || step.playlist.facts.id;
  }
}

/** Spotify dates what is saved by the second, and what bears the same date has no order that could be relied on. */
function startSpacing({ now, sleep, signal }: RestoreTools): () => Promise<void> {
  let lastMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const waitMs = lastMs + spacingMs - now().getTime();
    if (waitMs > 0) {
      await sleep(waitMs, signal);
    }
    lastMs = now().getTime();
  };
}
