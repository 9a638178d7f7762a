import type { SectionChanges } from "../lib/archive/manifest.ts";
import type { ChangeCounts } from "../lib/diff/count-changes.ts";
import { formatCount, formatNumberOf } from "./format-count.ts";

/** Singular and plural of what is in a section, in the order in which sections are told. */
export const sectionWords = {
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
  ["edited", "with other details"],
  ["vanished", "taken down"],
  ["dropped", "dropped by Spotify"],
  ["returned", "back"],
] as const;

/** Counts of changes for people, as in `14 entries added, 3 removed`; nothing where there are none. */
export function formatChangeCounts(counts: ChangeCounts): string {
  return Object.entries(sectionWords)
    .flatMap(([section, word]) => {
      const found = counts[section];
      return found === undefined ? [] : formatSection(found, word);
    })
    .join("; ");
}

/** The first of the numbers names what they count. */
function formatSection(found: SectionChanges, [one, many]: readonly [string, string]): readonly string[] {
  const numbers = changes.flatMap(([name, word]) => {
    const count = found[name] ?? 0;
    return count === 0 ? [] : [{ count, word }];
  });
  const texts = numbers.map(({ count, word }, index) => {
    const number = index === 0 ? formatNumberOf(count, one, many) : formatCount(count);
    return `${number} ${word}`;
  });
  return texts.length === 0 ? [] : [texts.join(", ")];
}
