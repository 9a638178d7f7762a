import type { Archive } from "../archive/archive.ts";
import { archiveFormat, type Kind, type Manifest } from "../archive/manifest.ts";
import { ExporterError } from "../errors.ts";
import type { Log } from "../log.ts";
import { renderObject } from "../render/json.ts";
import type { Profile } from "../spotify/schemas.ts";
import type { RequestCounts } from "../spotify/sender.ts";
import { version } from "../version.ts";
import type { Collected, CollectTools } from "./collected.ts";
import { collectLibrary } from "./library.ts";
import { collectPlaylists } from "./playlists.ts";
import { type Draft, publishSnapshot } from "./publish.ts";
import { createScratch } from "./scratch.ts";

/** What an export works with: the clients, and what was chosen. */
export interface ExportTools extends Omit<CollectTools, "profile" | "scratch"> {
  readonly archive: Archive;
  readonly log: Log;
  /** Once it is aborted nothing more is asked or published. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly countRequests: () => RequestCounts;
}

const collectors = { library: collectLibrary, playlists: collectPlaylists } satisfies Record<Kind, unknown>;

/**
 * Makes one snapshot: reads all of a kind into the scratch folder, then writes the files and the manifest.
 *
 * What Spotify refuses or fails to give is declared in the manifest. Nothing is published when nothing at all could be
 * read, or when an error rises.
 */
export async function exportSnapshot(kind: Kind, tools: ExportTools): Promise<Manifest> {
  const { archive, spotify, log, now, countRequests } = tools;
  const startedAt = now();
  const before = countRequests();
  await archive.prepare();
  const profile = await spotify.readProfile();
  const account = toAccount(profile);
  const scratch = await createScratch();
  try {
    const collected = await collectors[kind]({ ...tools, profile, scratch });
    assertSomethingRead(collected);
    const draft: Draft = {
      kind,
      startedAt,
      toFiles: (id) => {
        const header = { format: archiveFormat, kind, id, account };
        const render = () => renderObject({ ...header, ...collected.renderJson() });
        return [...collected.csvFiles, { name: kind, type: "json", rows: collected.jsonRows, render }];
      },
      toManifest: (id, files) => ({
        format: archiveFormat,
        kind,
        id,
        status: isPartial(collected) ? "partial" : "complete",
        account,
        startedAt: startedAt.toISOString(),
        finishedAt: now().toISOString(),
        files,
        sections: collected.sections,
        unavailable: collected.unavailable,
        requests: subtractCounts(countRequests(), before),
        exporter: { version },
      }),
    };
    const manifest = await publishSnapshot(draft, tools);
    logSnapshot(manifest, log);
    return manifest;
  } finally {
    await scratch.dispose();
  }
}

function toAccount({ id, display_name = null, account_id }: Profile): Manifest["account"] {
  return { id, display_name, ...(account_id == null ? {} : { account_id }) };
}

function isPartial({ unavailable }: Collected): boolean {
  return unavailable.some(({ cause }) => cause === "failed");
}

/** A snapshot in which every section failed before its first entry would only pretend to be a backup. */
function assertSomethingRead({ sections, unavailable }: Collected): void {
  const failures = unavailable.filter((missing) => missing.cause === "failed");
  const nothing = Object.values(sections).every((section) => section.exported === 0);
  if (nothing && failures[0] !== undefined) {
    throw new ExporterError(
      `Nothing could be read, so nothing was published. The first failure: ${failures[0].reason}`,
    );
  }
}

function subtractCounts(after: RequestCounts, before: RequestCounts): Manifest["requests"] {
  return {
    sent: after.sent - before.sent,
    reused: 0,
    retried: after.retried - before.retried,
    throttledMs: after.throttledMs - before.throttledMs,
  };
}

function logSnapshot(manifest: Manifest, log: Log): void {
  const { kind, id, status, sections, unavailable, requests } = manifest;
  const refused = unavailable.filter((missing) => missing.cause === "refused").length;
  const details = { kind, id, status, sections, requests, refused };
  if (status === "complete") {
    log.info("snapshot published", details);
  } else {
    const failed = unavailable
      .filter((missing) => missing.cause === "failed")
      .map(({ id, reason }) => ({ id, reason }));
    log.warn("snapshot published, but partial", { ...details, failed });
  }
}
