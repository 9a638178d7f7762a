import { foldText } from "../snapshot/fold-text.ts";

/** A title as recordings are told apart by it. */
export interface Title {
  /** What stands before and between brackets and dashes, as it is written. */
  readonly base: string;
  /** What stands in brackets or behind a dash and tells a version, as it is written. */
  readonly parts: readonly string[];
}

/**
 * Takes a title to pieces, as in `Song (feat. Ann) - Live at Home`. Who features, and that a recording was remastered, or is that of
 * the album, tells no other recording and is left out.
 */
export function parseTitle(name: string): Title {
  const inBrackets = [...name.matchAll(/[([]([^()[\]]*)[)\]]/g)].map(([, text = ""]) => text);
  const [base = "", ...behind] = name.replace(/[([][^()[\]]*[)\]]/g, " ").split(/\s[-–—]\s/);
  return {
    base: base.replace(/\s+/g, " ").trim() || name,
    parts: [...inBrackets, ...behind].map(dropTolerated).filter((part) => part !== ""),
  };
}

const featuring = /^(?:feat|ft|featuring)\b/i;
const remaster = /\b(?:digital(?:ly)?|re-?master(?:ed)?|version|edition|(?:19|20)\d\d)\b/gi;
const plain =
  /^(?:album version|original (?:mix|version|album version)|bonus track|explicit(?: version)?|deluxe(?: edition| version)?)$/i;

/** A year alone tells concerts apart, but not remasters. */
function dropTolerated(part: string): string {
  const text = part.trim();
  if (featuring.test(text) || plain.test(text)) {
    return "";
  }
  const rest = /\bre-?master/i.test(text) ? text.replace(remaster, " ") : text;
  return /[\p{L}\p{N}]/u.test(rest) ? rest.replace(/\s+/g, " ").trim() : "";
}

/** A text without what writers differ in: accents, capitals, and punctuation unless it has nothing else. */
export function toComparable(text: string): string {
  const folded = foldText(text);
  const plain = folded
    .replaceAll("&", " and ")
    .replaceAll("'", "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return plain || folded;
}

/** Kinds of versions, by the words that tell them behind a title. */
const kinds: Readonly<Record<string, RegExp>> = {
  live: /\b(?:live|unplugged|concert|sessions?)\b/,
  karaoke: /\b(?:karaoke|in the style of|made famous by|tribute|cover)\b/,
  instrumental: /\binstrumentals?\b/,
  acoustic: /\bacoustic\b/,
  "sped up": /\b(?:sped up|speed up|nightcore)\b/,
  slowed: /\b(?:slowed|reverb)\b/,
  "re-recorded": /\b(?:re ?record(?:ed|ing)|\w+s version)\b/,
  demo: /\b(?:demos?|outtakes?|rehearsal)\b/,
  remixed: /\b(?:remix(?:es|ed)?|mix|rework|dub|bootleg|vip)\b/,
  shortened: /\b(?:edit|radio version|single version)\b/,
  extended: /\b(?:extended|12 inch|club)\b/,
  "a cappella": /\b(?:a cappella|acapella)\b/,
  mono: /\bmono\b/,
};

/** Kinds that the name of an album tells of all that is on it; other words say nothing there, as in `Club Hits`. */
const kindsOfAlbums = [
  "live",
  "karaoke",
  "instrumental",
  "acoustic",
  "sped up",
  "slowed",
  "re-recorded",
  "demo",
];

/** The kinds of version that a recording is of, as in `live`. */
export function findKinds({ parts }: Title, album: string): readonly string[] {
  const [ofTitle, ofAlbum] = [parts.join(" - "), album].map(toComparable);
  return Object.entries(kinds).flatMap(([kind, words]) => {
    const isOfAlbum = kindsOfAlbums.includes(kind) && words.test(ofAlbum ?? "");
    return isOfAlbum || words.test(ofTitle ?? "") ? [kind] : [];
  });
}
