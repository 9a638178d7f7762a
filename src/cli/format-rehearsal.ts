import type { KindRehearsal, Rehearsal } from "../lib/rehearse/rehearsal.ts";
import { sectionTitles } from "../lib/snapshot/section-titles.ts";
import type { Delivery } from "../lib/tell/teller.ts";
import { formatCount, formatNumberOf } from "./format-count.ts";
import { toPrintable } from "./format-snapshot.ts";

const titles: Readonly<Record<string, string>> = {
  ...sectionTitles,
  playlists: "Playlists",
  items: "Playlist entries",
};

/** What an export would do, for people. */
export function formatRehearsal({ account, kinds, requests }: Rehearsal, location: string): string {
  return [
    `A rehearsal: nothing was downloaded or written. An export of ${toPrintable(account.display_name ?? account.id)} into ${location} would hold`,
    ...kinds.flatMap(formatKind),
    `It would send about ${formatNumberOf(requests, "request")}.`,
  ].join("\n");
}

/** Whom the test message has reached. */
export function formatDeliveries(deliveries: readonly Delivery[]): string {
  return deliveries.length === 0
    ? "No channel is set, so nobody is told how exports end."
    : deliveries
        .map(({ channel, failure }) =>
          failure === undefined
            ? `  test message delivered: ${channel}`
            : `  test message not delivered: ${channel}: ${failure}`,
        )
        .join("\n");
}

function formatKind({ kind, sections, playlists, requests }: KindRehearsal): readonly string[] {
  const counts = Object.entries(sections).map(([name, { total, problem }]) => {
    const count = total === null ? `not to be had: ${toPrintable(problem ?? "")}` : formatCount(total);
    return `  ${titles[name] ?? name}: ${count}`;
  });
  const fates =
    playlists === undefined
      ? []
      : [
          `  of ${formatNumberOf(playlists.chosen, "playlist")} chosen: ${formatCount(playlists.toRead)} to read, ` +
            `${formatCount(playlists.unchanged)} unchanged, ${formatCount(playlists.refused)} not given by Spotify`,
        ];
  return [`${kind}: about ${formatNumberOf(requests, "request")}`, ...counts, ...fates];
}
