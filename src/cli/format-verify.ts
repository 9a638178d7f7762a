import { toSnapshotFolder } from "../lib/archive/snapshot.ts";
import type { Verification } from "../lib/verify/verification.ts";
import { formatCount, formatNumberOf } from "./format-count.ts";
import { formatBytes, toPrintable } from "./format-snapshot.ts";

/** What was found, for people: a line for each snapshot, its problems below it, and a summary. */
export function formatVerifications(snapshots: readonly Verification[], location: string): string {
  return [location, ...snapshots.flatMap(formatVerification), formatSummary(snapshots)].join("\n");
}

function formatVerification({
  kind,
  id,
  isPublished,
  files,
  entries,
  bytes,
  problems,
  notes,
}: Verification): readonly string[] {
  const whole = isPublished
    ? `whole, ${formatNumberOf(files, "file")}, ${formatNumberOf(entries, "entry", "entries")}, ${formatBytes(bytes)}`
    : "nothing to verify";
  const found = problems.length === 0 ? whole : formatNumberOf(problems.length, "problem");
  return [
    `${kind} ${toPrintable(id)}: ${found}`,
    ...problems.map(({ file, problem }) => `  ${toPrintable(file)}: ${toPrintable(problem)}`),
    ...notes.map((note) => `  note: ${toPrintable(note)}`),
  ];
}

function formatSummary(snapshots: readonly Verification[]): string {
  const damaged = snapshots.filter(({ problems }) => problems.length > 0);
  const count = snapshots.filter(({ isPublished, problems }) => isPublished || problems.length > 0).length;
  const verified = formatNumberOf(count, "snapshot");
  if (damaged.length === 0) {
    return count === 0 ? "No snapshot was verified." : `Verified ${verified}: all is whole.`;
  }
  const names = damaged.map(({ kind, id }) => toPrintable(toSnapshotFolder(kind, id)));
  return `Verified ${verified}: ${formatCount(damaged.length)} with problems (${names.join(", ")}). Restore what is damaged from another copy.`;
}
