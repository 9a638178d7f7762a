import type { ListChanges, Placed } from "../lib/diff/compare-lists.ts";
import type { SnapshotDifference } from "../lib/diff/diff-snapshots.ts";
import type { ListDifference, Side } from "../lib/diff/list-difference.ts";
import { findLastSeen } from "../lib/snapshot/entry.ts";
import { sectionTitles } from "../lib/snapshot/section-titles.ts";
import { formatChangeCounts } from "./format-changes.ts";
import { formatCount, formatNumberOf } from "./format-count.ts";
import { formatEdits } from "./format-edits.ts";
import { formatEntry } from "./format-entry.ts";
import { formatMoves } from "./format-moves.ts";
import { toPrintable } from "./format-snapshot.ts";
import type { Style } from "./terminal.ts";

/** How two snapshots differ, for people: a line of numbers, and then every change. */
export function formatDiff(difference: SnapshotDifference, style: Style): string {
  const { lists } = difference;
  const inNeither = lists.filter(isInNeither);
  const unlisted = lists.filter(({ type }) => type === "unlisted");
  const whole = lists.filter(isWhole).toSorted((a, b) => a.type.localeCompare(b.type));
  const others = lists.filter((list) => ![...inNeither, ...unlisted, ...whole].includes(list));
  return [
    style("bold", formatSummary(difference)),
    ...(whole.length === 0 ? [] : ["", ...whole.flatMap((list) => formatWhole(list, difference, style))]),
    ...others.flatMap((list) => ["", ...formatList(list, difference, style)]),
    ...(inNeither.length === 0 ? [] : ["", formatInNeither(inNeither)]),
    ...(unlisted.length === 0 ? [] : ["", formatUnlisted(unlisted, difference)]),
  ].join("\n");
}

/** The numbers of a comparison in a line. */
function formatSummary({ kind, before, after, counts, lists }: SnapshotDifference): string {
  const none = lists.some(({ missingIn }) => missingIn.length > 0)
    ? "no difference in what can be compared"
    : "no difference";
  return `${kind} ${before} → ${after}: ${formatChangeCounts(counts) || none}`;
}

type Ids = Pick<SnapshotDifference, Side>;

/** A playlist that came or went. */
function isWhole({ type, playlist }: ListDifference): boolean {
  return playlist !== undefined && (type === "added" || type === "removed");
}

/** Its entries are told where it was asked for. */
function formatWhole(list: ListDifference, difference: SnapshotDifference, style: Style): readonly string[] {
  const isAdded = list.type === "added";
  const { length } = isAdded ? list.changes.added : list.changes.removed;
  const contents =
    list.missingIn.length > 0
      ? `contents are not in ${formatSides(list, difference)}`
      : formatNumberOf(length, "entry", "entries");
  const heading = style(isAdded ? "green" : "red", `${isAdded ? "+" : "-"} ${toName(list)} (${contents})`);
  const lines = difference.isOfPlaylist ? formatChanges(list.changes, difference, style) : [];
  return [heading, ...lines.map((line) => `  ${line}`)];
}

function formatList(list: ListDifference, ids: Ids, style: Style): readonly string[] {
  const lines = [
    ...formatEdits(list),
    ...formatChanges(list.changes, ids, style),
    ...(list.missingIn.length === 0 ? [] : [formatMissing(list, ids)]),
  ];
  return [style("bold", toName(list)), ...lines.map((line) => `  ${line}`)];
}

function formatChanges(
  { added, removed, moved, vanished, dropped, returned }: ListChanges,
  { before }: Ids,
  style: Style,
): readonly string[] {
  const line = (sign: string, { position, entry }: Placed, remark = "") =>
    `${sign} ${formatCount(position)}  ${formatEntry(entry)}${remark}`;
  const lastSeen = ({ entry }: Placed) => `last seen in ${toPrintable(findLastSeen(entry, before))}`;
  const isBack = new Set(returned);
  const isAdded = new Set(added);
  return [
    ...removed.map((placed) => style("red", line("-", placed))),
    ...dropped.map((placed) =>
      style("yellow", line("x", placed, ` (dropped by Spotify; ${lastSeen(placed)})`)),
    ),
    ...added.map((placed) =>
      style("green", line("+", placed, isBack.has(placed) ? " (Spotify had dropped it)" : "")),
    ),
    ...formatMoves(moved).map((text) => style("cyan", text)),
    ...vanished.map((placed) =>
      style("yellow", line("!", placed, ` (taken down by Spotify; ${lastSeen(placed)})`)),
    ),
    ...returned
      .filter((placed) => !isAdded.has(placed))
      .map((placed) => style("green", line("*", placed, " (back)"))),
  ];
}

/** A playlist of which neither snapshot has the contents, and that is otherwise as before: so are all that Spotify refuses. */
function isInNeither({ type, playlist, missingIn, edits }: ListDifference): boolean {
  return type === "unknown" && playlist !== undefined && missingIn.length === 2 && edits.length === 0;
}

function formatInNeither(lists: readonly ListDifference[]): string {
  return `Not compared: ${formatNumberOf(lists.length, "playlist")} of which neither snapshot has the contents.`;
}

function formatUnlisted(lists: readonly ListDifference[], ids: Ids): string {
  const playlists = formatNumberOf(lists.length, "playlist");
  const sides = [...new Set(lists.flatMap(({ missingIn }) => missingIn))]
    .map((side) => ids[side])
    .join(" and ");
  return `Not compared: ${playlists} not in ${sides}, which does not list all: other ones were chosen, or the list failed.`;
}

function formatMissing(list: ListDifference, ids: Ids): string {
  return list.playlist === undefined
    ? `? not complete in ${formatSides(list, ids)}, so not compared`
    : `? contents are not in ${formatSides(list, ids)}, so not compared`;
}

function formatSides({ missingIn }: ListDifference, ids: Ids): string {
  return [...new Set(missingIn.map((side) => ids[side]))].join(" and ");
}

function toName({ playlist, collection }: ListDifference): string {
  const facts = playlist?.after ?? playlist?.before;
  return facts === undefined ? sectionTitles[collection] : toPrintable(facts.name || facts.id);
}
