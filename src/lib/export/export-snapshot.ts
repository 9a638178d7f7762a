import { archiveFormat, isGood, type Kind, type Manifest } from "../archive/manifest.ts";
import { type Covers, findHeldCovers, keepCovers } from "../covers/keep-covers.ts";
import { ExporterError } from "../errors.ts";
import type { Log } from "../log.ts";
import { pruneAfterExport } from "../prune/prune-after-export.ts";
import { remember } from "../remember/remember.ts";
import { renderObject } from "../render/json.ts";
import type { Profile } from "../spotify/schemas.ts";
import type { RequestCounts } from "../spotify/sender.ts";
import { version } from "../version.ts";
import { beginTogether } from "./begin-together.ts";
import type { Collected } from "./collected.ts";
import type { ExportTools, ReadyTools } from "./export-tools.ts";
import { collectLibrary } from "./library.ts";
import { collectPlaylists } from "./playlists.ts";
import { type Draft, publishSnapshot } from "./publish.ts";
import { closeRun, openRun } from "./run.ts";
import { runUntilPause } from "./run-until-pause.ts";
import { createScratch } from "./scratch.ts";

const collectors = { library: collectLibrary, playlists: collectPlaylists } satisfies Record<Kind, unknown>;

/**
 * Makes one snapshot: reads what is new of a kind, takes the rest from what is kept, then writes the files and the manifest.
 *
 * What Spotify refuses or fails to give is declared in the manifest. Nothing is published when nothing at all could be
 * read, or when an error rises; what was read until then is kept, and the next run goes on from there.
 */
export async function exportSnapshot(kind: Kind, tools: ExportTools): Promise<Manifest> {
  return runUntilPause(tools, (ready) => makeSnapshot(kind, ready), kind);
}

/**
 * Makes a snapshot of each kind. Where an earlier call of this was interrupted, the kinds that it has published are given as
 * they are, and the others are gone on with.
 */
export async function* exportSnapshots(
  kinds: readonly Kind[],
  tools: ExportTools,
): AsyncGenerator<Manifest, void, undefined> {
  const [first, ...others] = kinds;
  if (first !== undefined && others.length === 0) {
    yield await exportSnapshot(first, tools);
    return;
  }
  const together = await runUntilPause(tools, (ready) => beginTogether(kinds, ready));
  for (const kind of kinds) {
    const published = together.published.get(kind);
    const manifest = published ?? (await exportSnapshot(kind, tools));
    await (published === undefined ? together.notePublished(manifest) : undefined);
    yield manifest;
  }
  await together.finish();
}

async function makeSnapshot(kind: Kind, tools: ReadyTools): Promise<Manifest> {
  const { log, now, countRequests } = tools;
  const before = countRequests();
  const scratch = await createScratch();
  try {
    const run = await openRun(kind, { ...tools, scratch });
    const { startedAt, profile, answers } = run;
    const account = toAccount(profile);
    const collected = await collectors[kind]({ ...tools, ...run, scratch });
    const failure = findFailureOfAll(collected);
    if (failure !== undefined) {
      // What was answered led nowhere, so the next run asks again.
      await answers.finish();
      throw new ExporterError(
        `Nothing could be read, so nothing was published. The first failure: ${failure}`,
      );
    }
    const { memories, ...past } = await remember(
      tools.archive,
      { kind, account, ...toPlaylistType(kind, tools), ...collected },
      tools,
    );
    const covers = await collectCovers(collected, account, tools);
    const draft: Draft = {
      kind,
      startedAt,
      toFiles: (id) => {
        const header = { format: archiveFormat, kind, id, account };
        const render = () => renderObject({ ...header, ...collected.renderJson(memories) });
        const csvFiles = collected.toCsvFiles(memories);
        return [...csvFiles, { name: kind, type: "json", rows: collected.jsonRows, render }];
      },
      toManifest: (id, files) => ({
        format: archiveFormat,
        kind,
        id,
        status: isPartial(collected) ? "partial" : "complete",
        account,
        ...toPlaylistType(kind, tools),
        startedAt: startedAt.toISOString(),
        finishedAt: now().toISOString(),
        files,
        sections: collected.sections,
        unavailable: collected.unavailable,
        ...(covers === undefined ? {} : { covers }),
        ...past,
        requests: {
          ...subtractCounts(countRequests(), before),
          reused: answers.countReused() + collected.spared,
        },
        exporter: { version },
      }),
    };
    const manifest = await publishSnapshot(draft, tools);
    logSnapshot(manifest, log);
    await closeRun(run, { log, wanted: collected.wanted });
    if (isGood(manifest)) {
      await pruneAfterExport(tools, tools.keepRules);
    }
    return manifest;
  } finally {
    await scratch.dispose();
  }
}

async function collectCovers(
  { covers }: Collected,
  account: Manifest["account"],
  tools: ReadyTools,
): Promise<Covers | undefined> {
  if (covers === undefined) {
    return undefined;
  }
  const { archive, log, now } = tools;
  return keepCovers(covers, await findHeldCovers(archive, { account, now: now(), log }), tools);
}

function toPlaylistType(kind: Kind, { playlistType }: ReadyTools): Pick<Manifest, "playlistType"> {
  return kind === "playlists" && playlistType !== "all" ? { playlistType } : {};
}

function toAccount({ id, display_name = null, account_id }: Profile): Manifest["account"] {
  return { id, display_name, ...(account_id == null ? {} : { account_id }) };
}

function isPartial({ unavailable }: Collected): boolean {
  return unavailable.some(({ cause }) => cause === "failed");
}

/** A snapshot in which every section failed before its first entry would only pretend to be a backup. */
function findFailureOfAll({ sections, unavailable }: Collected): string | undefined {
  const isEmpty = Object.values(sections).every((section) => section.exported === 0);
  return isEmpty ? unavailable.find(({ cause }) => cause === "failed")?.reason : undefined;
}

function subtractCounts(after: RequestCounts, before: RequestCounts): RequestCounts {
  return {
    sent: after.sent - before.sent,
    retried: after.retried - before.retried,
    throttledMs: after.throttledMs - before.throttledMs,
  };
}

function logSnapshot(manifest: Manifest, log: Log): void {
  const { kind, id, status, sections, unavailable, requests, suspect, changes } = manifest;
  const refused = unavailable.filter((missing) => missing.cause === "refused").length;
  const details = { kind, id, status, sections, requests, refused, changes: changes?.sections };
  if (suspect !== undefined) {
    log.warn("snapshot published, but suspect: less is there than before", { kind, id, suspect });
  }
  if (status === "complete") {
    log.info("snapshot published", details);
  } else {
    const failed = unavailable
      .filter((missing) => missing.cause === "failed")
      .map(({ id, reason }) => ({ id, reason }));
    log.warn("snapshot published, but partial", { ...details, failed });
  }
}
