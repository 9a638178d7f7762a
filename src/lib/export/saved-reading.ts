import { type Page, type Pages, pageSize, type ReadPage, readByOffset } from "../spotify/pages.ts";
import { DriftError, SpotifyError } from "../spotify/spotify-error.ts";
import { countHeld } from "./alignment.ts";
import { type Held, isAsHeld, joinPieces, type ToKey, toStretch } from "./held.ts";
import { probeGaps } from "./probe-gaps.ts";
import { type CollectionReading, expectTotal } from "./reading.ts";

export interface SavedReading<Entry> extends CollectionReading<Entry> {
  /** Whether everything that was read is as it is held. */
  readonly isUnchanged: () => boolean;
}

/** In which order Spotify gives a collection: what was added last first, or by a rank that may change anywhere. */
export type Order = "newest first" | "by rank";

/**
 * Reads a collection from its beginning until what is held begins. The total proves that nothing else was added or removed;
 * where it does not, bisection finds the place. All of it is read where that would not pay, and where a rank has changed.
 */
export function createSavedReading<Entry>(
  readPage: ReadPage<Entry>,
  held: Held<Entry> | undefined,
  { toKey, order }: { readonly toKey: ToKey<Entry>; readonly order: Order },
): SavedReading<Entry> {
  let usable = held;
  let taken = 0;
  let isUnchanged = false;

  async function* readPages(): AsyncGenerator<Page<Entry>, void, undefined> {
    taken = 0;
    isUnchanged = false;
    const first = await readPage(0);
    const changes = usable === undefined ? undefined : await readChanges(first, usable);
    // Were the result not consistent in itself, only a reading of the whole could mend it.
    usable = undefined;
    yield* changes ?? readWhole(first);
  }

  async function* readWhole(first: Page<Entry>): AsyncGenerator<Page<Entry>, void, undefined> {
    yield first;
    if (first.items.length > 0 && first.items.length < first.total) {
      try {
        yield* readByOffset(readPage, { from: first.items.length, to: first.total });
      } catch (error) {
        throw await toDriftIfShorter(error, first.total);
      }
    }
  }

  /** Spotify answers 5xx beyond the end of a list. Whether it has become shorter, its first page tells. */
  async function toDriftIfShorter(error: unknown, total: number): Promise<unknown> {
    if (!(error instanceof SpotifyError) || (error.status ?? 0) < 500) {
      return error;
    }
    try {
      expectTotal(await readPage(0), total);
      return error;
    } catch (failure) {
      return failure instanceof SpotifyError && !(failure instanceof DriftError) ? error : failure;
    }
  }

  async function readChanges(first: Page<Entry>, held: Held<Entry>): Promise<Pages<Entry> | undefined> {
    const { total } = first;
    const isAsItWas = isAsHeld(held, [toStretch(first, toKey)], total);
    if (order === "by rank" && !isAsItWas) {
      return undefined;
    }
    try {
      const pages = Math.ceil(total / pageSize);
      const probed = await probeGaps(held, [first], { readPage, toKey, total, pages, free: 0 });
      if (probed === undefined) {
        return undefined;
      }
      const { read, pieces } = probed;
      taken = countHeld(pieces);
      isUnchanged = isAsItWas;
      return joinPieces(pieces, { held, read, total });
    } catch (error) {
      if (error instanceof SpotifyError && !(error instanceof DriftError)) {
        // What can be read from the beginning on is of more use than a failure in the middle.
        return undefined;
      }
      throw error;
    }
  }

  return { readPages, countTaken: () => taken, isUnchanged: () => isUnchanged };
}
