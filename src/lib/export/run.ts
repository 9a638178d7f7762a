import pLimit from "p-limit";
import { isSameAccount } from "../archive/account.ts";
import type { Archive } from "../archive/archive.ts";
import type { Kind } from "../archive/manifest.ts";
import { listSnapshotIds, parseSnapshotId, readSnapshot } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import type { Profile } from "../spotify/schemas.ts";
import { createSpotify, type Spotify } from "../spotify/spotify.ts";
import { type Answers, openAnswers } from "../state/answers.ts";
import { hashName } from "../state/hash-name.ts";
import { isFuture } from "../state/is-future.ts";
import { openParts, type PartStore } from "../state/parts.ts";
import type { Pauses } from "../state/pauses.ts";
import type { ReadyTools } from "./export-tools.ts";
import { loadRefusals } from "./refusals.ts";
import type { Scratch } from "./scratch.ts";

/** One run's view of Spotify and of what earlier runs have kept. */
export interface Run {
  /** When the run began, or the unfinished one that it goes on with. */
  readonly startedAt: Date;
  readonly profile: Profile;
  readonly spotify: Spotify;
  readonly parts: PartStore;
  readonly answers: Answers;
  readonly pauses: Pauses;
}

const dayMs = 24 * 60 * 60 * 1_000;
/** Who exports every week at the same hour means every 28 days, though a run may begin some minutes late. */
const refreshSlackMs = dayMs / 2;

/** Begins a run, or goes on with one that was killed or paused lately. */
export async function openRun(kind: Kind, tools: ReadyTools & { readonly scratch: Scratch }): Promise<Run> {
  const { archive, state, pauses, scratch, now, log, mode } = tools;
  const profile = await tools.readProfile();
  const folder = toStateFolder(kind, profile);
  const answers = await openAnswers(state, {
    folder: `${folder}/answers`,
    mode,
    pauses: pauses.known,
    publishedAt: await findNewest(archive, { kind, profile, now: now() }),
    now,
    log,
  });
  const { startedAt } = answers;
  if (answers.isGoingOn) {
    log.warn("going on with an unfinished run", { kind, startedAt: startedAt.toISOString() });
  }
  const parts = await openPartsOf(kind, { ...tools, profile, startedAt });
  const limit = pLimit(tools.concurrency);
  const get = answers.recall(tools.get);
  const spotify = createSpotify(
    (path, query) => limit(() => get(path, query)),
    await loadRefusals({ parts, scratch }),
  );
  return { startedAt, profile, spotify, parts, answers, pauses };
}

/** What earlier runs have kept of a kind, for a run that begins at a time. */
export async function openPartsOf(
  kind: Kind,
  tools: Pick<ReadyTools, "state" | "mode" | "fullRefreshDays" | "now" | "log"> &
    Pick<Run, "profile" | "startedAt">,
): Promise<PartStore> {
  const { state, mode, fullRefreshDays, now, log, profile, startedAt } = tools;
  const refreshMs = fullRefreshDays * dayMs - refreshSlackMs;
  return openParts(state, {
    folder: `${toStateFolder(kind, profile)}/parts`,
    startedAt,
    refreshBefore: mode === "full" ? startedAt : new Date(startedAt.getTime() - refreshMs),
    now,
    log,
  });
}

function toStateFolder(kind: Kind, { account_id, id }: Profile): string {
  return `accounts/${hashName(account_id ?? id)}/${kind}`;
}

/** When the newest snapshot of the account began. Ids that are dated later than now tell nothing. */
async function findNewest(
  archive: Archive,
  { kind, profile, now }: { readonly kind: Kind; readonly profile: Profile; readonly now: Date },
): Promise<Date | undefined> {
  const ids = await Array.fromAsync(listSnapshotIds(archive, kind));
  for (const id of ids.toReversed()) {
    const at = parseSnapshotId(id);
    if (at === undefined || isFuture(at, now)) {
      continue;
    }
    const snapshot = await readSnapshot(archive, { kind, id });
    if ("manifest" in snapshot && isSameAccount(snapshot.manifest.account, profile)) {
      return at;
    }
  }
  return undefined;
}

/** Tidies up after a run that has published: what cannot be removed now is removed by the next one. */
export async function closeRun(
  { parts, answers, pauses, startedAt }: Run,
  { log, wanted }: Pick<ReadyTools, "log"> & { readonly wanted: readonly string[] | undefined },
): Promise<void> {
  try {
    await answers.finish();
    await pauses.forgetBefore(new Date(startedAt.getTime() - dayMs));
    if (wanted !== undefined) {
      await parts.removeUnused(wanted);
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) {
      throw error;
    }
    log.warn("what is not needed any more could not be removed", { reason: error.message });
  }
}
