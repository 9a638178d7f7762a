import { z } from "zod";
import { itemSchema, type Status, toStatus, toWords, type Words } from "./words.ts";

/** What is known of an item beyond what Spotify says of it now. */
export interface Known extends Words {
  /** The last snapshot to which Spotify told all of this. */
  readonly lastSeen: string;
}

/** An entry of a list, as far as snapshots are compared by it. */
export interface Entry {
  /** As Spotify writes dates; empty where it tells none. */
  readonly addedAt: string;
  readonly addedBy: string;
  readonly status: Status;
  /** What Spotify still says of it. */
  readonly uri: string;
  readonly words: Words | undefined;
  /** What it is remembered to be, or to be one of; empty where Spotify says it itself. */
  readonly known: readonly Known[];
}

/** The collections that snapshots are compared by. Top lists are no collections: they change by themselves. */
export const collections = [
  "tracks",
  "albums",
  "artists",
  "shows",
  "episodes",
  "audiobooks",
  "items",
] as const;
export type Collection = (typeof collections)[number];

const item = itemSchema.nullish();
const dates = { added_at: z.string().nullish() };
const entrySchemas = {
  tracks: z.object({ ...dates, track: item }).transform(({ track, ...entry }) => ({ ...entry, item: track })),
  albums: z.object({ ...dates, album: item }).transform(({ album, ...entry }) => ({ ...entry, item: album })),
  artists: itemSchema.transform((artist) => ({ item: artist })),
  shows: z.object({ ...dates, show: item }).transform(({ show, ...entry }) => ({ ...entry, item: show })),
  episodes: z
    .object({ ...dates, episode: item })
    .transform(({ episode, ...entry }) => ({ ...entry, item: episode })),
  // `/me/audiobooks` sends the audiobooks themselves, or entries as the other lists.
  audiobooks: z
    .object({ ...dates, audiobook: item, ...itemSchema.shape })
    .transform(({ audiobook, added_at, ...flat }) => ({ added_at, item: audiobook ?? flat })),
  items: z.object({ ...dates, added_by: z.object({ id: z.string().nullish() }).nullish(), item }),
} satisfies Record<Collection, unknown>;

type ParsedEntry = {
  readonly added_at?: string | null | undefined;
  readonly added_by?: { readonly id?: string | null | undefined } | null | undefined;
  readonly item?: z.infer<typeof itemSchema> | null | undefined;
} | null;

/**
 * An entry as Spotify sent it, seen as one of its collection.
 *
 * @throws {z.ZodError} where it has another shape
 */
export function toEntry(collection: Collection, value: unknown, known: readonly Known[] = []): Entry {
  const schema: z.ZodType<ParsedEntry> = entrySchemas[collection].nullable();
  const entry = schema.parse(value);
  const item = entry?.item ?? null;
  return {
    addedAt: entry?.added_at ?? "",
    addedBy: entry?.added_by?.id ?? "",
    status: item === null ? "unavailable" : toStatus(item),
    uri: String(item?.uri ?? ""),
    words: item === null ? undefined : toWords(item),
    known,
  };
}

/** What an entry is, by what Spotify says or what is remembered; undefined where neither is certain. */
export function whatIs({ words, known }: Entry): Words | undefined {
  return words ?? (known.length === 1 ? known[0] : undefined);
}

/** The last snapshot to which Spotify told what an entry is: one that is compared had it, unless an earlier one is remembered. */
export function findLastSeen({ known }: Entry, before: string): string {
  return known[0]?.lastSeen ?? before;
}
