import { z } from "zod";
import type { Known } from "./entry.ts";

/**
 * What the exporter remembers of an entry that Spotify has taken the words of, or of one that Spotify has dropped from its
 * list: then it stands at no position. Several that stand at one position are what it can be, and it is one of them.
 */
const recordSchema = z.object({
  /** In the list, from 1. */
  position: z.number().int().positive().nullable(),
  uri: z.string(),
  name: z.string(),
  artists: z.array(z.string()).readonly(),
  album: z.string(),
  isrc: z.string(),
  /** When one that was dropped had been added; of the others the entry itself tells. */
  added_at: z.string().optional(),
  lastSeen: z.string(),
});
export type RememberedRecord = z.infer<typeof recordSchema>;

const recordsSchema = z.array(recordSchema);

/** An item that Spotify has dropped from a list, although nobody took it out. */
export interface Dropped extends Known {
  /** When it had been added. */
  readonly addedAt: string;
}

/** What is remembered of one list. */
export interface ListMemory {
  /** By position, from 1. */
  readonly known: ReadonlyMap<number, readonly Known[]>;
  readonly dropped: readonly Dropped[];
}

export const noMemory: ListMemory = { known: new Map(), dropped: [] };

/** @throws {z.ZodError} where it is no array of records */
export function parseRemembered(value: unknown): ListMemory {
  const records = recordsSchema.parse(value ?? []);
  const known = new Map<number, Known[]>();
  const dropped: Dropped[] = [];
  for (const { position, added_at: addedAt = "", ...words } of records) {
    if (position === null) {
      dropped.push({ ...words, addedAt });
    } else {
      const others = known.get(position);
      if (others === undefined) {
        known.set(position, [words]);
      } else {
        others.push(words);
      }
    }
  }
  return { known, dropped };
}

export function toRecords({ known, dropped }: ListMemory): readonly RememberedRecord[] {
  return [
    ...[...known].flatMap(([position, those]) =>
      those.map(({ lastSeen, ...words }) => ({ position, ...words, lastSeen })),
    ),
    ...dropped.map(({ addedAt, lastSeen, ...words }) => ({
      position: null,
      ...words,
      added_at: addedAt,
      lastSeen,
    })),
  ];
}
