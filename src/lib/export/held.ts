import type { Part } from "../part.ts";
import type { Page } from "../spotify/pages.ts";
import { type HeldKeys, type Piece, type Stretch, toHeldKeys } from "./alignment.ts";

/** A collection as it was kept by an earlier run: its entries in a part, their keys in memory. */
export interface Held<Entry> extends HeldKeys {
  readonly part: Part<Entry>;
}

/** Tells an entry from others of its collection, across runs. */
export type ToKey<Entry> = (entry: Entry) => string;

export async function openHeld<Entry>(part: Part<Entry>, toKey: ToKey<Entry>): Promise<Held<Entry>> {
  const keys: string[] = [];
  for await (const entries of part.read()) {
    keys.push(...entries.map(toKey));
  }
  return { part, ...toHeldKeys(keys) };
}

export function toStretch<Entry>({ offset, items }: Page<Entry>, toKey: ToKey<Entry>): Stretch {
  return { offset, keys: items.map(toKey) };
}

/** Whether what was read stands where it stood, in a collection that is as long as it was. */
export function isAsHeld({ keys }: HeldKeys, read: readonly Stretch[], total: number): boolean {
  return (
    total === keys.length &&
    read.every((stretch) => stretch.keys.every((key, index) => keys[stretch.offset + index] === key))
  );
}

/**
 * Puts a collection together from pieces of what is held and of what was read. What is held is read once, from its beginning
 * on, and once more only where a piece stood before the one that it now follows on.
 */
export async function* joinPieces<Entry>(
  pieces: readonly Piece[],
  {
    held,
    read,
    total,
  }: { readonly held: Held<Entry>; readonly read: readonly Page<Entry>[]; readonly total: number },
): AsyncGenerator<Page<Entry>, void, undefined> {
  let reader = createHeldReader(held.part);
  try {
    for (const piece of pieces) {
      if (piece.from === "read") {
        yield* read.filter(({ offset }) => offset === piece.offset);
        continue;
      }
      if (piece.start < reader.place()) {
        await reader.close();
        reader = createHeldReader(held.part);
      }
      yield* reader.read(piece, total);
    }
  } finally {
    await reader.close();
  }
}

/** Reads pieces of a part that follow on one another, in one passage through it. */
function createHeldReader<Entry>(part: Part<Entry>) {
  const chunks = part.readTexts()[Symbol.asyncIterator]();
  let texts: readonly string[] = [];
  /** Where the first of `texts` stands. */
  let place = 0;

  async function* read(
    { start, offset, length }: Extract<Piece, { from: "held" }>,
    total: number,
  ): AsyncGenerator<Page<Entry>, void, undefined> {
    const end = start + length;
    for (;;) {
      const wanted = texts.slice(Math.max(start - place, 0), Math.max(end - place, 0));
      if (wanted.length > 0) {
        // Written by an earlier run from entries of this very collection, and proven by its hash.
        const items = wanted.map((text) => JSON.parse(text) as Entry);
        yield { offset: offset + Math.max(place - start, 0), total, items };
      }
      if (place + texts.length >= end) {
        return;
      }
      const next = await chunks.next();
      if (next.done) {
        return;
      }
      place += texts.length;
      texts = next.value;
    }
  }

  return { read, place: () => place, close: async () => void (await chunks.return?.()) };
}
