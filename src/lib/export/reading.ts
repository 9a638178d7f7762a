import type { Page, Pages } from "../spotify/pages.ts";
import { DriftError } from "../spotify/spotify-error.ts";

/** A way to read a collection, as often as it takes, that tells how far the last reading relied on what is held. */
export interface CollectionReading<Entry> {
  readonly readPages: () => Pages<Entry>;
  /** How many entries were taken from what is held. */
  readonly countTaken: () => number;
}

/** @throws {DriftError} where the collection is not as long any more, so that its pages do not fit together */
export function expectTotal<Entry>(page: Page<Entry>, total: number): Page<Entry> {
  if (page.total !== total) {
    throw new DriftError(`Spotify's count changed from ${total} to ${page.total} while it was read`);
  }
  if (page.items.length === 0) {
    throw new DriftError(`Spotify sent an empty page at ${page.offset} of ${total}`);
  }
  return page;
}
