import { z } from "zod";
import { toEntry, whatIs } from "../snapshot/entry.ts";
import type { MakeEntry } from "../snapshot/lists.ts";
import type { Words } from "../snapshot/words.ts";
import type { SavedEntry } from "./saved-state.ts";

const timed = z.object({ duration_ms: z.coerce.number().positive().nullish().catch(null) }).nullish();
/** An entry names what it holds by its type. */
const timedEntry = z.object({ item: timed, track: timed, episode: timed }).nullable();

/** Makes the entries of one snapshot. A playlist names the same artists and adders again and again: each name is kept once. */
export function createSavedEntries(): MakeEntry<SavedEntry> {
  const kept = new Map<string, string>();
  const keep = (text: string): string => {
    const same = kept.get(text);
    if (same === undefined) {
      kept.set(text, text);
    }
    return same ?? text;
  };
  const keepWords = ({ uri, name, artists, album, isrc }: Words): Words => ({
    uri,
    name,
    artists: artists.map(keep),
    album: keep(album),
    isrc,
  });

  return (collection, value, known) => {
    const entry = toEntry(collection, value, known);
    const words = whatIs(entry);
    const held = timedEntry.parse(value);
    return {
      uri: entry.uri || words?.uri || "",
      status: entry.status === "unavailable" ? "gone" : entry.status,
      words: words === undefined ? undefined : keepWords(words),
      durationMs: (held?.item ?? held?.track ?? held?.episode)?.duration_ms ?? undefined,
      addedBy: keep(entry.addedBy),
    };
  };
}
