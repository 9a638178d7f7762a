import type { Findings } from "../lib/find/find-in-snapshots.ts";
import type { FoundItem, FoundList } from "../lib/find/histories.ts";
import type { Span } from "../lib/find/presence.ts";
import { sectionTitles } from "../lib/snapshot/section-titles.ts";
import { formatCount, formatNumberOf } from "./format-count.ts";
import { formatWords } from "./format-entry.ts";
import { toPrintable } from "./format-snapshot.ts";
import { formatTable } from "./format-table.ts";

const mostItems = 20;
const mostPositions = 5;

const header = ["LIST", "ADDED", "NOW", "FIRST SEEN", "LAST SEEN / LEFT"];

/** What was found, for people: each item, and below it a line for each time that a list has held it, the newest first. */
export function formatFindings(
  { items, searched }: Findings,
  { text, location }: { readonly text: string; readonly location: string },
): string {
  const snapshots = formatNumberOf(searched, "snapshot");
  if (items.length === 0) {
    return `Nothing matches ${toPrintable(JSON.stringify(text))} in ${snapshots} of ${location}.`;
  }
  const accounts = new Set(items.flatMap(({ lists }) => lists.map(({ account }) => account)));
  const toTitle = accounts.size > 1 ? toTitleWithAccount : toListTitle;
  const more = items.length - mostItems;
  return [
    `${location}: ${formatCount(items.length)} found in ${snapshots}`,
    ...items.slice(0, mostItems).map((item) => formatItem(item, toTitle)),
    ...(more > 0 ? [`and ${formatCount(more)} more; give more words`] : []),
  ].join("\n\n");
}

function formatItem(item: FoundItem, toTitle: (list: FoundList) => string): string {
  const rows = item.lists.flatMap((list) => toRows(list, toTitle(list)));
  const indented = [header, ...rows].map(([first, ...cells]) => [`  ${first}`, ...cells].map(toPrintable));
  return [formatHeading(item), formatTable(indented)].join("\n");
}

function formatHeading(item: FoundItem): string {
  const { album, isrc, uri } = item;
  const facts = [album, isrc === "" ? "" : `ISRC ${isrc}`, uri].map(toPrintable);
  return [formatWords(item), ...facts].filter(Boolean).join(" · ");
}

function toListTitle({ collection, playlist }: FoundList): string {
  if (playlist === null) {
    return sectionTitles[collection];
  }
  const name = playlist.name || playlist.id;
  return playlist.goneSince === null ? name : `${name} (the playlist is gone since ${playlist.goneSince})`;
}

function toTitleWithAccount(list: FoundList): string {
  return `${list.account}: ${toListTitle(list)}`;
}

function toRows(list: FoundList, title: string): readonly (readonly string[])[] {
  return list.spans
    .toReversed()
    .map((span, index) => [
      index === 0 ? title : "",
      span.addedAt ?? "",
      index === 0 ? formatNow(list) : "earlier",
      span.firstSeen,
      formatEnd(span),
    ]);
}

function formatNow({ now: { state, positions } }: FoundList): string {
  switch (state) {
    case "there":
      return formatPositions(positions, ", ");
    case "taken down":
      return `taken down, ${formatPositions(positions, ", ")}`;
    case "perhaps taken down":
      return `perhaps taken down, ${formatPositions(positions, " or ")}`;
    case "unknown":
      return "not known";
    default:
      return state;
  }
}

function formatPositions(positions: readonly number[], separator: string): string {
  const first = `at ${positions.slice(0, mostPositions).join(separator)}`;
  return positions.length <= mostPositions ? first : `${formatCount(positions.length)} times, ${first}, …`;
}

function formatEnd({ lastSeen, leftBefore, count }: Span): string {
  if (leftBefore === null) {
    return lastSeen;
  }
  const times = count === 1 ? "" : ` (${formatCount(count)} times)`;
  return `left between ${lastSeen} and ${leftBefore}${times}`;
}
