import type { Words } from "../snapshot/words.ts";
import { parseTitle } from "./title.ts";

/** Longer ones were seen to be refused: https://github.com/spotipy-dev/spotipy/issues/845 */
const longestQuery = 100;
const longestTitle = 50;
const longestArtist = 30;

/**
 * What to search for, the surest first: the recording by its code, then its title with its first artist. Empty where too little is
 * known to tell a recording.
 */
export function toSearchQueries({ name, artists, isrc }: Words): readonly string[] {
  const [artist = ""] = artists;
  const code = isrc.replaceAll(/[^0-9a-z]/gi, "").toUpperCase();
  const { base, parts } = parseTitle(name);
  const version = parts.map(toPlain).join(" ").split(" ").filter(Boolean);
  return [
    ...(code === "" ? [] : [`isrc:${code}`]),
    ...(toPlain(base) === "" || toPlain(artist) === ""
      ? []
      : [fill(`track:"${cut(base, longestTitle)}" artist:"${cut(artist, longestArtist)}"`, version)]),
  ];
}

/** As many words as fit, since each of them narrows what is found. */
function fill(query: string, words: readonly string[]): string {
  return words.reduce(
    (text, word) => (text.length + 1 + word.length <= longestQuery ? `${text} ${word}` : text),
    query,
  );
}

/** As many whole words as fit: it need only be found, and is looked at closely then. */
function cut(text: string, longest: number): string {
  const plain = toPlain(text);
  const end = plain.slice(0, longest + 1).lastIndexOf(" ");
  return plain.length <= longest ? plain : plain.slice(0, end > 0 ? end : longest);
}

/** There is no way to write a quotation mark between quotation marks, and a colon outside of them means a field. */
function toPlain(text: string): string {
  return text.replace(/[":\u201C\u201D\u201E\u00AB\u00BB()[\]\s]+/g, " ").trim();
}
