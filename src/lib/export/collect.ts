import type { Pages } from "../spotify/pages.ts";
import { ContentsRefusedError } from "../spotify/playlist-contents.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";

/** Where a collection's entries go while they are read. */
export interface Collector<Entry> {
  clear(): Promise<void>;
  append(entries: readonly Entry[]): Promise<void>;
}

/** How the reading of a collection ended. */
export interface Reading {
  /** How many entries Spotify counts, or null where no answer told. */
  readonly total: number | null;
  /** How many entries were read. */
  readonly read: number;
  /** How many of them are null: taken down, with nothing left but their place. */
  readonly nulls: number;
  /** Why entries are missing: refused by Spotify for good, or failed this time. Absent when all is there. */
  readonly shortfall?: { readonly cause: "refused" | "failed"; readonly reason: string };
}

/** Pages may drift while the user edits; a fresh reading is as a rule consistent. */
const mostReadings = 3;

/**
 * Reads a whole collection into `collector`, again where a reading contradicts itself: the total changed on the way,
 * the entries are not as many as the total, or (where `identify` tells them apart) one came twice.
 *
 * A request that Spotify refuses or that keeps failing ends the reading with a `shortfall`, and keeps what came
 * before. Every other error rises.
 */
export async function collect<Entry>(
  readPages: () => Pages<Entry>,
  collector: Collector<Entry>,
  options: {
    readonly isNull: (entry: Entry) => boolean;
    readonly identify?: (entry: Entry) => string | null | undefined;
    readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
  },
): Promise<Reading> {
  let previous: Reading | undefined;
  for (let readings = 1; ; readings += 1) {
    const { contradiction, ...reading } = await readOnce(readPages, collector, options);
    if (contradiction === undefined || reading.shortfall !== undefined) {
      return reading;
    }
    // The same once more means that Spotify's own count is off; asking again would tell nothing new.
    const settled = previous?.total === reading.total && previous?.read === reading.read;
    if (settled || readings === mostReadings) {
      return {
        ...reading,
        shortfall: { cause: "failed", reason: `${contradiction}, in ${readings} readings` },
      };
    }
    previous = reading;
  }
}

async function readOnce<Entry>(
  readPages: () => Pages<Entry>,
  collector: Collector<Entry>,
  options: Parameters<typeof collect<Entry>>[2],
): Promise<Reading & { readonly contradiction?: string }> {
  const seen = new Set<string>();
  let total: number | null = null;
  let read = 0;
  let nulls = 0;
  let contradiction: string | undefined;

  await collector.clear();
  try {
    for await (const page of readPages()) {
      if (total !== null && page.total !== total) {
        contradiction ??= `Spotify's count changed from ${total} to ${page.total} while it was read`;
      }
      total = page.total;
      for (const entry of page.items) {
        nulls += options.isNull(entry) ? 1 : 0;
        const identity = options.identify?.(entry);
        if (identity != null && seen.size === seen.add(identity).size) {
          contradiction ??= "Spotify sent an entry twice";
        }
      }
      await collector.append(page.items);
      read += page.items.length;
      options.onProgress({ done: read, total });
    }
  } catch (error) {
    if (!(error instanceof SpotifyError)) {
      throw error;
    }
    const cause = error instanceof ContentsRefusedError ? "refused" : "failed";
    return { total, read, nulls, shortfall: { cause, reason: error.message } };
  }
  if (total !== read) {
    contradiction ??= `Spotify counts ${total} entries and sent ${read}`;
  }
  return { total, read, nulls, ...(contradiction === undefined ? {} : { contradiction }) };
}
