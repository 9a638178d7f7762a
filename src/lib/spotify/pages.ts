import { SpotifyError } from "./spotify-error.ts";

/** One page of a collection. `total` is how many entries Spotify counts in all of it, at the time of this page. */
export interface Page<Entry> {
  readonly total: number;
  readonly items: readonly Entry[];
}

/** A collection, page by page, in the order Spotify gives it. Can be iterated once. */
export type Pages<Entry> = AsyncIterable<Page<Entry>>;

/**
 * Reads pages by offset. Steps by what came, not by what was asked for, and never asks at or beyond the total, since
 * Spotify answers that with a 5xx instead of an empty page.
 */
export async function* readByOffset<Entry>(
  readPage: (offset: number) => Promise<Page<Entry>>,
): AsyncGenerator<Page<Entry>, void, undefined> {
  for (let offset = 0; ; ) {
    const page = await readPage(offset);
    yield page;
    offset += page.items.length;
    if (page.items.length === 0 || offset >= page.total) {
      return;
    }
  }
}

/** Reads pages by cursor, for the one collection (followed artists) that has no offsets. */
export async function* readByCursor<Entry>(
  readPage: (
    after: string | undefined,
  ) => Promise<Page<Entry> & { readonly after: string | null | undefined }>,
): AsyncGenerator<Page<Entry>, void, undefined> {
  const asked = new Set<string>();
  let after: string | undefined;
  do {
    const page = await readPage(after);
    yield page;
    after = page.items.length === 0 ? undefined : (page.after ?? undefined);
    if (after !== undefined && asked.size === asked.add(after).size) {
      throw new SpotifyError("Spotify sent the same cursor twice, so its pages would never end.");
    }
  } while (after !== undefined);
}
