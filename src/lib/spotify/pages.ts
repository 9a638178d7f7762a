import { SpotifyError } from "./spotify-error.ts";

/** One page of a collection. `total` is how many entries Spotify counts in all of it, at the time of this page. */
export interface Page<Entry> {
  /** Where in the collection its first entry stands, from 0. */
  readonly offset: number;
  readonly total: number;
  readonly items: readonly Entry[];
}

/** A collection, page by page; mostly, but not always, in the order of their offsets. Can be iterated once. */
export type Pages<Entry> = AsyncIterable<Page<Entry>>;

/** A collection of which any page can be asked for. `limit` is the most entries it may have, and 50 where it is left out. */
export type ReadPage<Entry> = (offset: number, limit?: number) => Promise<Page<Entry>>;

/** The largest page of nearly everything that has pages. */
export const pageSize = 50;

/** Several pages are on their way at once; how many requests that makes in all is decided below. */
const pagesAhead = 8;

/**
 * Reads pages by offset, several at once. Steps by what came, not by what was asked for, and never asks at or beyond the
 * total, since Spotify answers that with a 5xx instead of an empty page.
 *
 * Whole pages are asked for, so that entries beyond the total, if there are any, show that it is off.
 *
 * @param range.to where to end, although the collection may go on; without it, the first page tells how many there are
 */
export async function* readByOffset<Entry>(
  readPage: ReadPage<Entry>,
  range: { readonly from: number; readonly to?: number } = { from: 0 },
): AsyncGenerator<Page<Entry>, void, undefined> {
  let offset = range.from;
  let to = range.to ?? offset + 1;
  // Nothing can be asked ahead before the first page tells the total, or where pages are not as long as they should be.
  let ahead = range.to === undefined ? 1 : pagesAhead;
  const asked: Promise<Page<Entry>>[] = [];
  try {
    while (offset < to) {
      for (let at = offset + asked.length * pageSize; asked.length < ahead && at < to; at += pageSize) {
        asked.push(expectLater(readPage(at, pageSize)));
      }
      const page = await asked.shift();
      if (page === undefined) {
        return;
      }
      yield range.to !== undefined && page.total > range.to ? cutAt(page, range.to) : page;
      if (page.items.length === 0) {
        return;
      }
      offset += page.items.length;
      to = Math.min(range.to ?? page.total, page.total);
      const isOdd = page.items.length !== pageSize && offset < to;
      if (isOdd) {
        await Promise.allSettled(asked.splice(0));
      }
      ahead = isOdd ? 1 : pagesAhead;
    }
  } finally {
    // Nothing may be on its way when the reader has turned to something else.
    await Promise.allSettled(asked);
  }
}

/** Leaves out what stands at `end` and after it. */
function cutAt<Entry>(page: Page<Entry>, end: number): Page<Entry> {
  return { ...page, items: page.items.slice(0, end - page.offset) };
}

/** A failure is told to whoever awaits the page; until then it is no unhandled rejection. */
function expectLater<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}

/** Reads pages by cursor, for the one collection (followed artists) that has no offsets. */
export async function* readByCursor<Entry>(
  readPage: (
    after: string | undefined,
  ) => Promise<Omit<Page<Entry>, "offset"> & { readonly after: string | null | undefined }>,
): AsyncGenerator<Page<Entry>, void, undefined> {
  const asked = new Set<string>();
  let after: string | undefined;
  let offset = 0;
  do {
    const { total, items, after: cursor } = await readPage(after);
    yield { offset, total, items };
    offset += items.length;
    after = items.length === 0 ? undefined : (cursor ?? undefined);
    if (after !== undefined && asked.size === asked.add(after).size) {
      throw new SpotifyError("Spotify sent the same cursor twice, so its pages would never end.");
    }
  } while (after !== undefined);
}
