import type { Manifest } from "../lib/archive/manifest.ts";
import { toSnapshotFolder } from "../lib/archive/snapshot.ts";
import { formatTable } from "./format-table.ts";

/** A published snapshot for people: where it lies, its files, and what is missing and why. */
export function formatSnapshot(manifest: Manifest, location: string): string {
  const { kind, id, status, files, requests, unavailable } = manifest;
  const seconds = (Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt)) / 1_000;
  return [
    `${kind}: ${status}, ${formatCount(requests.sent)} requests in ${seconds.toFixed(1)} s`,
    `${location}/${toSnapshotFolder(kind, id)}`,
    formatTable(
      files.map(({ name, rows, bytes }) => [`  ${name}`, `${formatCount(rows)} rows`, formatBytes(bytes)]),
    ),
    ...unavailable.map(
      ({ kind: why, name, id, reason }) => `  ${why}: ${name ?? id ?? "a playlist"}: ${reason}`,
    ),
  ].join("\n");
}

/** A count for people, as in `12,900`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A size for people in decimal units, as in `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) {
    return `${bytes} B`;
  }
  // From 999,950 bytes on, kilobytes would be rounded up to "1000.0 kB".
  return bytes < 999_950 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
