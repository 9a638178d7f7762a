import type { SectionChanges } from "../lib/archive/manifest.ts";
import type { SnapshotDifference } from "../lib/diff/diff-snapshots.ts";
import { formatCount } from "./format-snapshot.ts";

/** Singular and plural of what is in a section, in the order in which sections are told. */
const words = {
  playlists: ["playlist", "playlists"],
  items: ["entry", "entries"],
  tracks: ["liked song", "liked songs"],
  albums: ["album", "albums"],
  artists: ["artist", "artists"],
  shows: ["show", "shows"],
  episodes: ["episode", "episodes"],
  audiobooks: ["audiobook", "audiobooks"],
} as const;

/** What Spotify took stands apart from what the user removed. */
const changes = [
  ["added", "added"],
  ["removed", "removed"],
  ["moved", "moved"],
  ["edited", "edited"],
  ["vanished", "vanished"],
  ["dropped", "dropped by Spotify"],
  ["returned", "back"],
] as const;

/** The numbers of a comparison in a line. */
export function formatDiffSummary({ kind, before, after, counts, lists }: SnapshotDifference): string {
  const parts = Object.entries(words).flatMap(([section, word]) => {
    const found = counts[section];
    return found === undefined ? [] : formatSection(found, word);
  });
  const none = lists.some(({ missingIn }) => missingIn.length > 0)
    ? "no difference in what can be compared"
    : "no difference";
  return `${kind} ${before} → ${after}: ${parts.length === 0 ? none : parts.join("; ")}`;
}

/** The first of the numbers names what they count. */
function formatSection(found: SectionChanges, [one, many]: readonly [string, string]): readonly string[] {
  const numbers = changes.flatMap(([name, word]) => {
    const count = found[name] ?? 0;
    return count === 0 ? [] : [{ count, word }];
  });
  const texts = numbers.map(({ count, word }, index) => {
    const what = index === 0 ? ` ${count === 1 ? one : many}` : "";
    return `${formatCount(count)}${what} ${word}`;
  });
  return texts.length === 0 ? [] : [texts.join(", ")];
}
