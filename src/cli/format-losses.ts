import { type Loss, type LossReason, lossReasons, type Place } from "../lib/restore/plan.ts";
import { sectionTitles } from "../lib/snapshot/section-titles.ts";
import { cutToWidth } from "./display-width.ts";
import { formatCount, formatNumberOf } from "./format-count.ts";
import { toPrintable } from "./format-snapshot.ts";

/** What is lost, one and many, and how that comes. */
const sentences: Readonly<Record<LossReason, readonly [one: string, many: string, why: string]>> = {
  "added-dates": ["entry gets", "entries get", "the date of the restore, since Spotify takes no other"],
  "added-by": ["entry counts", "entries count", "as added by you, since Spotify takes nobody else"],
  "local-files": ["local file is", "local files are", "left out, since Spotify lets no app add any"],
  "taken-down": [
    "item that Spotify has taken down is",
    "items that Spotify has taken down are",
    "left out, unless the same recording is found elsewhere",
  ],
  "unknown-items": [
    "item that Spotify has taken down is",
    "items that Spotify has taken down are",
    "left out, and nothing tells what was there",
  ],
  unremovable: [
    "entry stays",
    "entries stay",
    "although not in the snapshot: Spotify lets no app take out local files, or what it has taken down",
  ],
  "personalised-playlists": [
    "playlist is",
    "playlists are",
    "made by Spotify for each listener, and cannot be followed by an app",
  ],
  "contents-not-saved": [
    "entry or playlist is",
    "entries or playlists are",
    "not in the snapshot, and so not put back",
  ],
  "contents-not-read": [
    "playlist keeps",
    "playlists keep",
    "the entries of now, since Spotify did not give them to be compared",
  ],
  "not-writable": [
    "playlist of somebody else keeps",
    "playlists of others keep",
    "the details of now, which only the owner can change",
  ],
  "liked-order": [
    "liked song comes",
    "liked songs come",
    "to stand elsewhere, since what is saved now stands above what is there",
  ],
  "list-order": [
    "playlist comes",
    "playlists come",
    "to stand elsewhere in the list, since what is new in it stands above what is there",
  ],
  "too-long": ["entry is", "entries are", "left out at the end, since Spotify keeps 11,000 in a playlist"],
  "name-changed": ["playlist gets", "playlists get", "another name, since Spotify takes 1 to 200 characters"],
  "description-changed": [
    "playlist gets",
    "playlists get",
    "another description, since Spotify takes up to 300 characters in one line, and empties none",
  ],
  collaborators: ["playlist has", "playlists have", "to be shared again with those who collaborated on it"],
  "cover-not-saved": [
    "playlist gets",
    "playlists get",
    "no cover, since the one it had is not in the snapshot",
  ],
  "cover-not-taken": [
    "playlist gets",
    "playlists get",
    "no cover, since Spotify takes only JPEGs of up to 190 KB",
  ],
};

/** What will not be as it was, a line for each reason. */
export function formatLosses(losses: readonly Loss[]): readonly string[] {
  const byReason = Map.groupBy(losses, ({ reason }) => reason);
  return lossReasons.flatMap((reason) => {
    const found = byReason.get(reason) ?? [];
    return found.length === 0 ? [] : [formatReason(reason, found)];
  });
}

function formatReason(reason: LossReason, losses: readonly Loss[]): string {
  const [one, many, why] = sentences[reason];
  const total = losses.reduce((sum, { count }) => sum + count, 0);
  return `${formatNumberOf(total, one, many)} ${why}: ${formatPlaces(losses)}`;
}

const mostPlaces = 5;
/** Of a name. */
const mostColumns = 40;

/** Where most is lost comes first. */
function formatPlaces(losses: readonly Loss[]): string {
  const sorted = losses.toSorted((a, b) => b.count - a.count);
  const some = sorted.slice(0, mostPlaces).map(({ where, count }) => {
    return count === 1 ? formatPlace(where) : `${formatPlace(where)} (${formatCount(count)})`;
  });
  const more = sorted.length - some.length;
  return `${some.join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
}

function formatPlace(where: Place): string {
  if (typeof where === "object") {
    return cutToWidth(toPrintable(where.name || where.id), mostColumns);
  }
  return where === "playlists" ? "List of playlists" : sectionTitles[where];
}
