import type { Manifest } from "../lib/archive/manifest.ts";
import { toSnapshotFolder } from "../lib/archive/snapshot.ts";
import { formatChangeCounts } from "./format-changes.ts";
import { formatCount, formatNumberOf } from "./format-count.ts";
import { formatTable } from "./format-table.ts";

/** A published snapshot for people: where it lies, its files, and what is missing and why. */
export function formatSnapshot(manifest: Manifest, location: string): string {
  const { kind, id, files, unavailable } = manifest;
  return [
    `${kind}: ${formatStatus(manifest)}, ${formatEffort(manifest)}`,
    `${location}/${toSnapshotFolder(kind, id)}`,
    formatTable(
      files.map(({ name, rows, bytes }) => [`  ${name}`, formatNumberOf(rows, "row"), formatBytes(bytes)]),
    ),
    ...formatUnavailable(unavailable),
    ...formatChanges(manifest),
    ...formatSuspect(manifest),
  ].join("\n");
}

/** Whether a snapshot is whole, and whether it can be believed. */
export function formatStatus({ status, suspect = [] }: Manifest): string {
  return suspect.length === 0 ? status : `${status} but suspect`;
}

function formatChanges({ changes }: Manifest): readonly string[] {
  return changes === undefined
    ? []
    : [`  since ${changes.since}: ${formatChangeCounts(changes.sections) || "no difference"}`];
}

function formatSuspect({ suspect = [], id }: Manifest): readonly string[] {
  return suspect.map(
    ({ section, before, now, since }) =>
      `  suspect: ${section} shrank from ${formatCount(before)} to ${formatCount(now)}. ` +
      `See what is gone: diff ${since} ${id}. If it is right so, say it once: export --accept`,
  );
}

/** What the snapshot took. The time tells nothing where a run went on with one that was killed hours before. */
function formatEffort({ requests: { sent, reused }, startedAt, finishedAt }: Manifest): string {
  const requests = formatNumberOf(sent, "request");
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000;
  return reused === 0
    ? `${requests} in ${seconds.toFixed(1)} s`
    : `${requests}, ${formatCount(reused)} spared`;
}

const mostNames = 5;

/** What is missing, a line for each reason: a listener may follow hundreds of playlists that Spotify refuses alike. */
export function formatUnavailable(unavailable: Manifest["unavailable"]): readonly string[] {
  const byReason = Map.groupBy(unavailable, ({ cause, reason }) => `${cause}\n${reason}`);
  return [...byReason.values()].map((missing) => {
    const names = missing.slice(0, mostNames).map(({ name, id }) => toPrintable(name || id || "a playlist"));
    const more = missing.length > mostNames ? ` and ${formatCount(missing.length - mostNames)} more` : "";
    return `  ${missing[0]?.cause}: ${names.join(", ")}${more}: ${toPrintable(missing[0]?.reason ?? "")}`;
  });
}

/**
 * Text of others, for a terminal: control characters, which could move its cursor, change its colours or turn the direction of what
 * follows, are spaces.
 */
export function toPrintable(text: string): string {
  return text.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, " ");
}

/** A size for people in decimal units, as in `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) {
    return `${bytes} B`;
  }
  // From 999,950 bytes on, kilobytes would be rounded up to "1000.0 kB".
  return bytes < 999_950 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
