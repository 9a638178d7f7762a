import type { Pages } from "../spotify/pages.ts";
import { DriftError, type SpotifyError } from "../spotify/spotify-error.ts";

/** The user may edit while a collection is read; a fresh reading is as a rule consistent. */
const mostReadings = 3;

/**
 * Reads a whole collection, again where it has changed on the way. Where Spotify keeps counting more or fewer entries than it sends,
 * those that it sends are taken: they are all that is to be seen.
 *
 * @throws {SpotifyError} when a request is refused or keeps failing: half of a collection would look as if the rest were missing
 */
export async function readWhole<Entry>(
  readPages: () => Pages<Entry>,
  onProgress: (progress: { readonly done: number; readonly total: number }) => void,
): Promise<readonly Entry[]> {
  let counted: string | undefined;
  for (let readings = 1; ; readings += 1) {
    const { entries, totals, drift } = await readOnce(readPages, onProgress);
    const [total = 0] = totals;
    const count = `${total} ${entries.length}`;
    const isSettled =
      totals.size <= 1 && drift === undefined && (total === entries.length || count === counted);
    if (isSettled || (readings === mostReadings && drift === undefined)) {
      return entries;
    }
    if (readings === mostReadings) {
      throw drift;
    }
    counted = count;
  }
}

async function readOnce<Entry>(
  readPages: () => Pages<Entry>,
  onProgress: Parameters<typeof readWhole>[1],
): Promise<{
  readonly entries: readonly Entry[];
  readonly totals: ReadonlySet<number>;
  readonly drift: SpotifyError | undefined;
}> {
  const pages: { readonly offset: number; readonly items: readonly Entry[] }[] = [];
  const totals = new Set<number>();
  let done = 0;
  let drift: SpotifyError | undefined;
  try {
    for await (const page of readPages()) {
      pages.push(page);
      totals.add(page.total);
      done += page.items.length;
      onProgress({ done, total: Math.max(page.total, done) });
    }
  } catch (error) {
    if (!(error instanceof DriftError)) {
      throw error;
    }
    drift = error;
  }
  // Pages do not all come in the order in which they stand.
  const entries = pages.toSorted((a, b) => a.offset - b.offset).flatMap(({ items }) => items);
  return { entries, totals, drift };
}
