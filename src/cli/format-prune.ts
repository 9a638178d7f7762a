import { hasRules, type KeepRules } from "../lib/prune/keep-rules.ts";
import type { PruneResult } from "../lib/prune/prune-archive.ts";
import { formatCount, formatNumberOf } from "./format-count.ts";
import { formatBytes, toPrintable } from "./format-snapshot.ts";
import { formatTable } from "./format-table.ts";

/** What a prune has decided and done, for people. */
export function formatPrune(
  result: PruneResult,
  {
    location,
    rules,
    isDryRun,
  }: { readonly location: string; readonly rules: KeepRules; readonly isDryRun: boolean },
): string {
  const { plan, refused } = result;
  const rows = plan.map(({ kind, id, status, action, reasons }) => [
    kind,
    toPrintable(id),
    status,
    action,
    toPrintable(reasons.join(", ")),
  ]);
  return [
    location,
    ...(rows.length === 0 ? [] : [formatTable([["KIND", "ID", "STATUS", "ACTION", "WHY"], ...rows])]),
    ...formatRemains(result),
    ...refused.map(({ reason }) => `refused: ${toPrintable(reason)}`),
    ...(hasRules(rules)
      ? []
      : ["No rule was given, so every snapshot stays. Give one, such as --keep-weekly 8 or KEEP_WEEKLY."]),
    formatSummary(result, { isDryRun }),
  ].join("\n");
}

/** A line for each folder, since there may be hundreds of files in one. */
function formatRemains({ leftovers, unfinished, unneededState, covers }: PruneResult): readonly string[] {
  const rows = [
    ...countByFolder("leftover", leftovers),
    ...countByFolder("unfinished", unfinished),
    ...countByFolder("covers", covers),
    ...unneededState.map((folder) => ["state", folder, ""]),
  ];
  return rows.length === 0 ? [] : [formatTable(rows)];
}

function countByFolder(what: string, names: readonly string[]): readonly (readonly string[])[] {
  const folders = Map.groupBy(names, (name) => name.slice(0, name.lastIndexOf("/")));
  return [...folders].map(([folder, { length }]) => [what, folder, formatNumberOf(length, "file")]);
}

const listOf = new Intl.ListFormat("en-GB", { type: "conjunction" });

function formatSummary(
  { plan, removed, leftovers, unfinished, unneededState, covers, bytesFreed }: PruneResult,
  { isDryRun }: { readonly isDryRun: boolean },
): string {
  const found = listOf.format([
    formatNumberOf(removed.length, "snapshot"),
    ...(leftovers.length === 0 ? [] : [formatNumberOf(leftovers.length, "leftover file")]),
    ...(unfinished.length === 0 ? [] : [formatNumberOf(unfinished.length, "unfinished file")]),
    ...(covers.length === 0 ? [] : [formatNumberOf(covers.length, "cover")]),
    ...(unneededState.length === 0
      ? []
      : [formatNumberOf(unneededState.length, "folder of unneeded state", "folders of unneeded state")]),
  ]);
  const staying = plan.length - removed.length;
  return isDryRun
    ? `Would remove ${found} (${formatBytes(bytesFreed)}); ${formatCount(staying)} would stay.`
    : `Removed ${found} (${formatBytes(bytesFreed)}); ${formatCount(staying)} ${staying === 1 ? "stays" : "stay"}.`;
}
