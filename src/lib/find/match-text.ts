import { foldText } from "../snapshot/fold-text.ts";
import type { Words } from "../snapshot/words.ts";

/** What is searched for, in every way that a text can mean an item. */
export interface Query {
  /** Folded; all of them must occur. */
  readonly words: readonly string[];
  /** In lower case, as the other two. */
  readonly uri: string;
  readonly id: string;
  /** Without hyphens. */
  readonly isrc: string;
}

/** Undefined where nothing is left of the text that could be searched for. */
export function parseQuery(text: string): Query | undefined {
  const words = foldText(text).split(" ").filter(Boolean);
  const exact = text.trim().toLowerCase();
  return words.length === 0
    ? undefined
    : { words, uri: toUri(exact) ?? exact, id: exact, isrc: exact.replaceAll("-", "") };
}

/** Whether an item is meant: every word occurs in its name, artists and album, or the text is its URI, id, link or ISRC. */
export function isMatch(query: Query, { uri, name, artists, album, isrc }: Words): boolean {
  const folded = foldText([name, ...artists, album].join(" "));
  return (
    query.words.every((word) => folded.includes(word)) ||
    isUri(query, uri.toLowerCase()) ||
    (isrc !== "" && isrc.toLowerCase().replaceAll("-", "") === query.isrc)
  );
}

function isUri(query: Query, uri: string): boolean {
  return uri !== "" && (uri === query.uri || toId(uri) === query.id);
}

/** The URI that a link to the web player leads to, as in `https://open.spotify.com/intl-de/track/<id>?si=…`. */
function toUri(link: string): string | undefined {
  const [, type, id] =
    /^(?:https?:\/\/)?open\.spotify\.com\/(?:intl-[a-z-]+\/|embed\/)?(\w+)\/(\w+)\/?(?:[?#].*)?$/.exec(
      link,
    ) ?? [];
  return id === undefined ? undefined : `spotify:${type}:${id}`;
}

/** The URI of a local file has none, and ends in its length. */
function toId(uri: string): string | undefined {
  return /^spotify:\w+:(\w{22})$/.exec(uri)?.[1];
}
