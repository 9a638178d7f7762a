import { type Page, pageSize, type ReadPage } from "../spotify/pages.ts";
import { isScattered, type Piece, planStep } from "./alignment.ts";
import { type Held, type ToKey, toStretch } from "./held.ts";
import { expectTotal } from "./reading.ts";

/** Pages that were read, and the pieces of them and of what is held that make the collection. */
export interface Probed<Entry> {
  readonly read: readonly Page<Entry>[];
  readonly pieces: readonly Piece[];
}

/**
 * Reads pages until every gap between those that were read is explained by what is held.
 *
 * @param options.free how many entries at the beginning will be read anyway
 * @param options.pages how many pages the whole has: when a third of them was looked at, or one shows that all was sorted
 * anew, reading the whole pays more
 * @returns undefined where the whole should be read
 * @throws {DriftError} where the total changes on the way
 */
export async function probeGaps<Entry>(
  held: Held<Entry>,
  start: readonly Page<Entry>[],
  options: {
    readonly readPage: ReadPage<Entry>;
    readonly toKey: ToKey<Entry>;
    readonly total: number;
    readonly pages: number;
    readonly free: number;
  },
): Promise<Probed<Entry> | undefined> {
  const { readPage, toKey, total, pages, free } = options;
  const most = start.length + Math.max(2, Math.floor(pages / 3));
  const read = [...start];
  for (;;) {
    const stretches = read.map((page) => toStretch(page, toKey));
    if (stretches.some((stretch) => isScattered(held, stretch))) {
      return undefined;
    }
    const step = planStep(held, stretches, { total, pageSize, free });
    if ("pieces" in step) {
      return { read, pieces: step.pieces };
    }
    if (read.length >= most) {
      return undefined;
    }
    read.push(await readStretch(readPage, { ...step.read, total }));
  }
}

/**
 * Reads a page that is to stand beside others: entries beyond its limit would come twice.
 *
 * @throws {DriftError} where the total is another one
 */
export async function readStretch<Entry>(
  readPage: ReadPage<Entry>,
  { offset, limit, total }: { readonly offset: number; readonly limit: number; readonly total: number },
): Promise<Page<Entry>> {
  const page = expectTotal(await readPage(offset, limit), total);
  return { ...page, items: page.items.slice(0, limit) };
}
