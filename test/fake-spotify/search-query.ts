import { makeIsrc } from "./identifiers.ts";
import type { Track } from "./library.ts";

const TERM = /(?:(isrc|track|artist|album):)?(?:"([^"]*)"|(\S+))/g;

/**
 * Whether a track fits a search: `isrc:…`, `track:…`, `artist:…`, `album:…`, each for one word or for words in
 * quotes, and bare words, which may stand anywhere. All terms must fit; case and accents make no difference.
 */
export function parseSearch(query: string): (track: Track) => boolean {
  const terms = [...query.matchAll(TERM)].map(([, field, quoted, word]) => ({
    field,
    words: fold(quoted ?? word ?? ""),
  }));
  return (track) => terms.every(({ field, words }) => fold(textOf(track, field)).includes(words));
}

function textOf(track: Track, field: string | undefined): string {
  const artists = track.artists.map(({ name }) => name).join(" ");
  switch (field) {
    case "isrc":
      return track.isrc ?? makeIsrc(track.id);
    case "track":
      return track.name;
    case "artist":
      return artists;
    case "album":
      return track.album.name;
    default:
      return `${track.name} ${artists} ${track.album.name}`;
  }
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
