import type { Pages } from "../spotify/pages.ts";
import { ContentsRefusedError } from "../spotify/playlist-contents.ts";
import { DriftError, SpotifyError } from "../spotify/spotify-error.ts";

/** Where a collection's entries go while they are read. */
export interface Collector<Entry> {
  clear(): Promise<void>;
  append(entries: readonly Entry[], offset: number): Promise<void>;
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
  let previous: Attempt | undefined;
  for (let readings = 1; ; readings += 1) {
    const attempt = await readOnce(readPages, collector, { ...options, isLast: readings === mostReadings });
    const { drift, miscount, repeat, ...reading } = attempt;
    const contradiction = drift ?? miscount ?? repeat;
    if (contradiction === undefined || reading.shortfall !== undefined) {
      return reading;
    }
    const isSettled = drift === undefined && isAlike(attempt, previous);
    if (isSettled && miscount === undefined) {
      // The entry is there twice indeed, and nothing is missing.
      return reading;
    }
    // The same count once more means that Spotify's own is off; asking again would tell nothing new.
    if (isSettled || readings === mostReadings) {
      return {
        ...reading,
        shortfall: { cause: "failed", reason: `${contradiction}, in ${readings} readings` },
      };
    }
    previous = attempt;
  }
}

/** A reading with the ways in which it contradicts itself. */
interface Attempt extends Reading {
  /** The collection changed while it was read. */
  readonly drift: string | undefined;
  /** The entries are not as many as Spotify counts. */
  readonly miscount: string | undefined;
  /** An entry came twice that should be there once. */
  readonly repeat: string | undefined;
}

function isAlike(attempt: Attempt, previous: Attempt | undefined): boolean {
  return (
    previous !== undefined &&
    previous.drift === undefined &&
    previous.total === attempt.total &&
    previous.read === attempt.read
  );
}

async function readOnce<Entry>(
  readPages: () => Pages<Entry>,
  collector: Collector<Entry>,
  { isLast, ...options }: Parameters<typeof collect<Entry>>[2] & { readonly isLast: boolean },
): Promise<Attempt> {
  const seen = new Set<string>();
  let total: number | null = null;
  let read = 0;
  let nulls = 0;
  let drift: string | undefined;
  let repeat: string | undefined;
  let shortfall: Reading["shortfall"];

  await collector.clear();
  try {
    for await (const page of readPages()) {
      if (total !== null && page.total !== total) {
        drift ??= `Spotify's count changed from ${total} to ${page.total} while it was read`;
        if (!isLast) {
          break;
        }
      }
      total = page.total;
      for (const entry of page.items) {
        nulls += options.isNull(entry) ? 1 : 0;
        const identity = options.identify?.(entry);
        if (identity != null && seen.size === seen.add(identity).size) {
          repeat ??= "Spotify sent an entry twice";
        }
      }
      await collector.append(page.items, page.offset);
      read += page.items.length;
      options.onProgress({ done: read, total });
    }
  } catch (error) {
    if (!(error instanceof SpotifyError)) {
      throw error;
    }
    // Beyond the new end of a list that has become shorter Spotify answers with failures of its own.
    const isDrift = error instanceof DriftError || (drift !== undefined && (error.status ?? 0) >= 500);
    if (isDrift) {
      drift ??= error.message;
    } else {
      shortfall = {
        cause: error instanceof ContentsRefusedError ? "refused" : "failed",
        reason: error.message,
      };
    }
  }
  const miscount = total === read ? undefined : `Spotify counts ${total} entries and sent ${read}`;
  return { total, read, nulls, drift, miscount, repeat, ...(shortfall === undefined ? {} : { shortfall }) };
}
