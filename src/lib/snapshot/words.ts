import { z } from "zod";

/** What people know an item by. What Spotify does not say is an empty text. */
export interface Words {
  readonly uri: string;
  readonly name: string;
  /** The artists, of an audiobook its authors, of a show or episode its publisher. */
  readonly artists: readonly string[];
  /** The album, of an episode its show. */
  readonly album: string;
  readonly isrc: string;
}

/**
 * Whether an item can be had: `unavailable` where Spotify has taken it down and left nothing, or an object without words;
 * `local` for a file of the user's own, which Spotify knows by its name alone.
 */
export type Status = "available" | "unavailable" | "local";

/** No looser than what is taken from Spotify, and no stricter: a value that only fills a cell can be anything plain. */
const text = z.union([z.string(), z.number(), z.boolean()]).nullish();
const people = z.array(z.object({ name: text }).nullable()).nullish();

/** As much of any item as snapshots are compared by: whatever else there is, is not copied. */
export const itemSchema = z.object({
  uri: text,
  name: text,
  is_local: z.boolean().nullish(),
  is_playable: text,
  artists: people,
  authors: people,
  publisher: text,
  album: z.object({ name: text }).nullish(),
  show: z.object({ name: text, publisher: text }).nullish(),
  external_ids: z.object({ isrc: text }).nullish(),
});
type Item = z.infer<typeof itemSchema>;

export function toStatus(item: {
  readonly name?: unknown;
  readonly is_local?: unknown;
  readonly is_playable?: unknown;
}): Status {
  if (item.is_local === true) {
    return "local";
  }
  return (item.name ?? "") === "" || item.is_playable === false ? "unavailable" : "available";
}

/** Undefined where not even a name is left. */
export function toWords(item: Item): Words | undefined {
  const name = toText(item.name);
  if (name === "") {
    return undefined;
  }
  return {
    uri: toText(item.uri),
    name,
    artists: toArtists(item),
    album: toText(item.album?.name ?? item.show?.name),
    isrc: toText(item.external_ids?.isrc),
  };
}

function toArtists({ artists, authors, publisher, show }: Item): readonly string[] {
  const named = artists ?? authors;
  if (named != null) {
    return named.map((person) => toText(person?.name));
  }
  const of = toText(show?.publisher ?? publisher);
  return of === "" ? [] : [of];
}

function toText(value: z.infer<typeof text>): string {
  return value === null || value === undefined ? "" : String(value);
}
