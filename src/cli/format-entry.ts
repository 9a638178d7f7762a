import { type Entry, whatIs } from "../lib/snapshot/entry.ts";
import type { Words } from "../lib/snapshot/words.ts";
import { toPrintable } from "./format-snapshot.ts";

/** An entry for people, as in `Title — Artist`, or what it can be where only that is known. */
export function formatEntry(entry: Entry): string {
  const words = whatIs(entry);
  if (words !== undefined) {
    return formatWords(words);
  }
  if (entry.known.length > 0) {
    return `one of: ${entry.known.map(formatWords).join("; ")}`;
  }
  return entry.uri === "" ? "an unknown item" : `an unknown item, ${toPrintable(entry.uri)}`;
}

/** As in `Title — Artist, Another`. */
export function formatWords({ name, artists }: Pick<Words, "name" | "artists">): string {
  const people = artists.filter((artist) => artist !== "").join(", ");
  return toPrintable([name || "(no name)", people].filter(Boolean).join(" — "));
}
