import { toSnapshotFolder } from "../lib/archive/snapshot.ts";
import type { Verification } from "../lib/verify/verification.ts";
import { formatCount } from "./format-count.ts";
import { formatBytes, toPrintable } from "./format-snapshot.ts";

/** What was found, for people: a line for each snapshot, its problems below it, and a summary. */
export function formatVerifications(snapshots: readonly Verification[], location: string): string {
  return [location, ...snapshots.flatMap(formatVerification), formatSummary(snapshots)].join("\n");
}

function formatVerification({
  kind,
  id,
  files,
  entries,
  bytes,
  problems,
  notes,
}: Verification): readonly string[] {
  const found =
    problems.length === 0
      ? `whole, ${files} files, ${formatNumber(entries, "entry", "entries")}, ${formatBytes(bytes)}`
      : formatNumber(problems.length, "problem", "problems");
  return [
    `${kind} ${toPrintable(id)}: ${found}`,
    ...problems.map(({ file, problem }) => `  ${toPrintable(file)}: ${toPrintable(problem)}`),
    ...notes.map((note) => `  note: ${toPrintable(note)}`),
  ];
}

function formatSummary(snapshots: readonly Verification[]): string {
  const damaged = snapshots.filter(({ problems }) => problems.length > 0);
  const verified = formatNumber(snapshots.length, "snapshot", "snapshots");
  if (damaged.length === 0) {
    return `Verified ${verified}: all is whole.`;
  }
  const names = damaged.map(({ kind, id }) => toPrintable(toSnapshotFolder(kind, id)));
  return `Verified ${verified}: ${formatCount(damaged.length)} with problems (${names.join(", ")}). Restore what is damaged from another copy.`;
}

function formatNumber(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
