import type { Words } from "../snapshot/words.ts";
import type { SavedEntry } from "./saved-state.ts";

/** What another release of the same recording is looked up by: equal for one track wherever it stands. Undefined where nothing is known. */
export function toGoneKey({ uri, words }: Pick<SavedEntry, "uri" | "words">): string | undefined {
  return (
    uri || (words === undefined ? undefined : JSON.stringify([words.isrc, words.name, ...words.artists]))
  );
}

/** What to search for, the surest first. Empty where too little is known to tell the same recording. */
export function toSearchQueries({ name, artists, isrc }: Words): readonly string[] {
  const [artist = ""] = artists;
  const code = isrc.replaceAll(/[^0-9a-z]/gi, "").toUpperCase();
  return [
    ...(code === "" ? [] : [`isrc:${code}`]),
    ...(name === "" || artist === "" ? [] : [`track:${quote(name)} artist:${quote(artist)}`]),
  ];
}

/** Spotify has no way to write a quotation mark between quotation marks. */
function quote(text: string): string {
  return `"${text.replace(/["\u201C\u201D\u201E\u00AB\u00BB\s]+/g, " ").trim()}"`;
}
