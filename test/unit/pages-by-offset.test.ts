import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ReadPage, readByOffset } from "../../src/lib/spotify/pages.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { failureOf } from "../setup/failure.ts";

/** A collection of numbers; its pages take some turns of the event loop each, and are as long as `toLength` says. */
function createCollection(
  total: number,
  {
    toTurns = () => 0,
    toLength = (limit) => limit,
    fail,
  }: {
    readonly toTurns?: (offset: number) => number;
    readonly toLength?: (limit: number, offset: number) => number;
    readonly fail?: (offset: number) => boolean;
  } = {},
) {
  const asked: number[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const readPage: ReadPage<number> = async (offset, limit = 50) => {
    asked.push(offset);
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    for (let turns = toTurns(offset); turns > 0; turns -= 1) {
      await nextTurn();
    }
    inFlight -= 1;
    if ((offset > 0 && offset >= total) || fail?.(offset)) {
      throw new SpotifyError(`There is no page at ${offset}.`, { status: 500 });
    }
    const length = Math.min(toLength(limit, offset), total - offset);
    return { offset, total, items: count(offset, offset + length) };
  };
  return { readPage, asked, inFlight: () => inFlight, mostInFlight: () => mostInFlight };
}

function count(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from, 0) }, (_, index) => from + index);
}

async function readAll(pages: ReturnType<typeof readByOffset<number>>): Promise<readonly number[]> {
  return (await Array.fromAsync(pages)).flatMap(({ items }) => items);
}

describe("whatever the lengths of the pages and the order in which they come", () => {
  const totals = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 1_200 }));
  // Most pages are whole, as Spotify's are; some are short, and some collections have short ones only.
  const lengths = fc.oneof(
    fc.infiniteStream(fc.oneof({ weight: 9, arbitrary: fc.constant(50) }, fc.integer({ min: 1, max: 49 }))),
    fc.infiniteStream(fc.integer({ min: 1, max: 20 })),
  );
  const turns = fc.infiniteStream(fc.integer({ min: 0, max: 3 }));

  test("everything comes once and in order, and nothing is asked past the end", async () => {
    await fc.assert(
      fc.asyncProperty(totals, lengths, turns, async (total, length, delay) => {
        const collection = createCollection(total, {
          toTurns: () => delay.next().value,
          toLength: (limit) => Math.min(limit, length.next().value),
        });
        expect(await readAll(readByOffset(collection.readPage))).toEqual(count(0, total));
        expect(collection.asked.filter((offset) => offset > 0 && offset >= total)).toEqual([]);
        expect(collection.inFlight()).toBe(0);
      }),
    );
  });

  test("a range of it comes once and in order, and nothing is asked or given beyond its end", async () => {
    const ranges = fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 700 }));
    await fc.assert(
      fc.asyncProperty(totals, ranges, lengths, turns, async (total, bounds, length, delay) => {
        const [from = 0, to = 0] = bounds.map((bound) => Math.min(bound, total)).sort((a, b) => a - b);
        const collection = createCollection(total, {
          toTurns: () => delay.next().value,
          toLength: (limit) => Math.min(limit, length.next().value),
        });
        expect(await readAll(readByOffset(collection.readPage, { from, to }))).toEqual(count(from, to));
        expect(collection.asked.filter((offset) => offset < from || offset >= to)).toEqual([]);
        expect(collection.inFlight()).toBe(0);
      }),
    );
  });
});

describe("pages are asked for ahead", () => {
  const toTurns = (offset: number) => 20 - (offset / 50) * 2;

  test("once the first has told the total: no more than eight at once, and given in order", async () => {
    const collection = createCollection(700, { toTurns });
    const pages = await Array.fromAsync(readByOffset(collection.readPage));
    expect(pages.map(({ offset }) => offset)).toEqual(collection.asked);
    expect(collection.asked).toEqual(count(0, 14).map((page) => page * 50));
    expect(collection.mostInFlight()).toBe(8);
  });

  test("at once where the end is known", async () => {
    const collection = createCollection(700, { toTurns });
    const pages = readByOffset(collection.readPage, { from: 100, to: 700 });
    const first = pages.next();
    expect(collection.asked).toEqual([100, 150, 200, 250, 300, 350, 400, 450]);
    expect((await first).value).toMatchObject({ offset: 100, total: 700 });
    await pages.return();
  });

  test("and never beyond the end, though the collection goes on", async () => {
    const collection = createCollection(700);
    expect(await readAll(readByOffset(collection.readPage, { from: 30, to: 120 }))).toEqual(count(30, 120));
    expect(collection.asked).toEqual([30, 80]);
  });

  test("but one by one while they come shorter than they should", async () => {
    const collection = createCollection(200, { toTurns: () => 3, toLength: () => 20 });
    expect(await readAll(readByOffset(collection.readPage))).toEqual(count(0, 200));
    expect(collection.asked).toEqual(count(0, 10).map((page) => page * 20));
    expect(collection.mostInFlight()).toBe(1);
  });

  test("and what a short page in the middle has left out comes after it, before the rest", async () => {
    const toLength = (limit: number, offset: number) => (offset === 150 ? 30 : limit);
    const collection = createCollection(600, { toTurns, toLength });
    const pages = await Array.fromAsync(readByOffset(collection.readPage));
    expect(pages.map(({ offset, items }) => [offset, items.length])).toEqual([
      ...[0, 50, 100].map((offset) => [offset, 50]),
      [150, 30],
      ...[180, 230, 280, 330, 380, 430, 480, 530].map((offset) => [offset, 50]),
      [580, 20],
    ]);
  });
});

describe("nothing is left on its way", () => {
  const toTurns = (offset: number) => 2 + offset / 50;

  test("when the reader has enough", async () => {
    const collection = createCollection(700, { toTurns });
    for await (const page of readByOffset(collection.readPage)) {
      if (page.offset === 100) {
        expect(collection.inFlight()).toBeGreaterThan(0);
        break;
      }
    }
    expect(collection.inFlight()).toBe(0);
  });

  test("when a page fails, which is told when its turn comes", async () => {
    const collection = createCollection(700, { toTurns, fail: (offset) => offset === 150 });
    const given: number[] = [];
    const error = await failureOf(
      (async () => {
        for await (const page of readByOffset(collection.readPage)) {
          given.push(page.offset);
        }
      })(),
    );
    expect(error.message).toBe("There is no page at 150.");
    expect(given).toEqual([0, 50, 100]);
    expect(collection.inFlight()).toBe(0);
  });

  test("when the collection has become shorter", async () => {
    const collection = createCollection(700, { toTurns });
    const shrunk: ReadPage<number> = async (offset, limit) => {
      const page = await collection.readPage(offset, limit);
      return offset < 100 ? page : { ...page, total: 120 };
    };
    expect(await readAll(readByOffset(shrunk))).toEqual(count(0, 150));
    expect(collection.inFlight()).toBe(0);
  });
});

test("entries that the total does not count are given, so that they are counted", async () => {
  const readPage: ReadPage<number> = async (offset, limit = 50) => ({
    offset,
    total: 115,
    items: count(offset, Math.min(offset + limit, 120)),
  });
  expect(await readAll(readByOffset(readPage, { from: 50, to: 115 }))).toEqual(count(50, 120));
});

test("an empty page ends the reading, whatever the total says", async () => {
  const collection = createCollection(700, { toLength: (limit, offset) => (offset < 100 ? limit : 0) });
  expect(await readAll(readByOffset(collection.readPage))).toEqual(count(0, 100));
  expect(collection.inFlight()).toBe(0);
});
