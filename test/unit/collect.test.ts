import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collect } from "../../src/lib/export/collect.ts";
import type { Page, Pages } from "../../src/lib/spotify/pages.ts";
import { ContentsRefusedError } from "../../src/lib/spotify/playlist-contents.ts";
import { DriftError, SpotifyError } from "../../src/lib/spotify/spotify-error.ts";

type Entry = string | null;
/** A page that follows on the one before it, unless it says where it stands. */
type ScriptedPage = Omit<Page<Entry>, "offset"> & Partial<Pick<Page<Entry>, "offset">>;
/** What one reading meets: pages, and perhaps an error after them. */
type Script = readonly (ScriptedPage | Error)[];

/** Collects from readings that go as scripted; the last one repeats for as long as readings are asked for. */
async function collectFrom(readings: readonly Script[], { distinct = true } = {}) {
  const held: Entry[] = [];
  const progress: string[] = [];
  let asked = 0;
  const reading = await collect(
    () => play(readings[Math.min(asked++, readings.length - 1)] ?? []),
    {
      clear: async () => {
        held.length = 0;
      },
      append: async (entries, offset) => {
        for (const [index, entry] of entries.entries()) {
          held[offset + index] = entry;
        }
      },
    },
    {
      isNull: (entry) => entry === null,
      ...(distinct ? { identify: (entry: Entry) => entry } : {}),
      onProgress: ({ done, total }) => progress.push(`${done}/${total}`),
    },
  );
  return { reading, held, asked, progress };
}

async function* play(script: Script): Pages<Entry> & AsyncGenerator<Page<Entry>> {
  let next = 0;
  for (const step of script) {
    if (step instanceof Error) {
      throw step;
    }
    const { offset = next } = step;
    yield { ...step, offset };
    next = offset + step.items.length;
  }
}

function page(total: number, ...items: Entry[]): ScriptedPage {
  return { total, items };
}

const good = [page(3, "a", "b"), page(3, "c")];
const whole = { total: 3, read: 3, nulls: 0 };

test("a collection that is in order is read once, page by page", async () => {
  expect(await collectFrom([good])).toEqual({
    reading: whole,
    held: ["a", "b", "c"],
    asked: 1,
    progress: ["2/3", "3/3"],
  });
});

test("an empty collection is whole", async () => {
  const { reading, held } = await collectFrom([[page(0)]]);
  expect([reading, held]).toEqual([{ total: 0, read: 0, nulls: 0 }, []]);
});

test("pages may come in any order, and each goes where it stands", async () => {
  const script = [{ ...page(4, "c"), offset: 2 }, page(4, "d"), { ...page(4, "a", "b"), offset: 0 }];
  expect(await collectFrom([script])).toEqual({
    reading: { total: 4, read: 4, nulls: 0 },
    held: ["a", "b", "c", "d"],
    asked: 1,
    progress: ["1/4", "2/4", "4/4"],
  });
});

test("nulls are kept in their places, counted, and not taken for each other", async () => {
  const { reading, held } = await collectFrom([[page(4, null, "a"), page(4, null, "b")]]);
  expect([reading, held]).toEqual([{ total: 4, read: 4, nulls: 2 }, [null, "a", null, "b"]]);
});

describe("a reading that contradicts itself is made again", () => {
  test.each<[string, Script]>([
    ["the total changed on the way", [page(2, "a"), page(3, "b"), page(3, "c")]],
    ["the total changed and changed back", [page(3, "a"), page(4, "b"), page(3, "c")]],
    ["an entry came twice", [page(3, "a", "b"), page(3, "b")]],
    ["an entry is missing", [page(3, "a", "b")]],
    ["an entry is too many", [page(3, "a", "b"), page(3, "c", "d")]],
    ["it was edited on the way", [page(3, "b", "c"), page(3, "d"), new DriftError("it was edited")]],
  ])("when %s", async (_, script) => {
    const { reading, held, asked } = await collectFrom([script, good]);
    expect([reading, held, asked]).toEqual([whole, ["a", "b", "c"], 2]);
  });

  test("up to three times", async () => {
    const { reading, asked } = await collectFrom([[page(3, "a")], [page(3, "a", "b")], good]);
    expect([reading, asked]).toEqual([whole, 3]);
  });
});

test("an entry that is there twice, twice, is there twice indeed", async () => {
  expect(await collectFrom([[page(3, "a", "b"), page(3, "a")]])).toMatchObject({
    reading: whole,
    held: ["a", "b", "a"],
    asked: 2,
  });
});

test("an edit in two readings is no reason not to ask a third time", async () => {
  const edited = [page(3, "b", "c"), page(3, "d"), new DriftError("it was edited")];
  const { reading, held, asked } = await collectFrom([edited, edited, good]);
  expect([reading, held, asked]).toEqual([whole, ["a", "b", "c"], 3]);
});

test("where entries may repeat, one that does is no contradiction", async () => {
  const { reading, asked } = await collectFrom([[page(3, "a", "a", "a")]], { distinct: false });
  expect([reading, asked]).toEqual([whole, 1]);
});

describe("a contradiction that stays is told, and what came is kept", () => {
  test("a count that is off by the same twice is not asked for a third time", async () => {
    const { reading, held, asked } = await collectFrom([[page(3, "a", "b")]]);
    expect([held, asked]).toEqual([["a", "b"], 2]);
    expect(reading).toEqual({
      total: 3,
      read: 2,
      nulls: 0,
      shortfall: { cause: "failed", reason: "Spotify counts 3 entries and sent 2, in 2 readings" },
    });
  });

  test("an edit in every reading, even where every reading has as many entries as the total", async () => {
    const edited = [page(3, "a", "b"), page(3, "c"), new DriftError("it was edited")];
    const { reading, held, asked } = await collectFrom([edited]);
    expect([held, asked]).toEqual([["a", "b", "c"], 3]);
    expect(reading).toEqual({
      ...whole,
      shortfall: { cause: "failed", reason: "it was edited, in 3 readings" },
    });
  });

  test("a collection that never stands still is given up after three readings", async () => {
    const { reading, held, asked } = await collectFrom([
      [page(1, "a"), page(2, "b")],
      [page(2, "a"), page(3, "b"), page(3, "c")],
      [page(3, "a"), page(4, "b"), page(4, "c"), page(4, "d")],
    ]);
    expect([held, asked]).toEqual([["a", "b", "c", "d"], 3]);
    expect(reading).toEqual({
      total: 4,
      read: 4,
      nulls: 0,
      shortfall: {
        cause: "failed",
        reason: "Spotify's count changed from 3 to 4 while it was read, in 3 readings",
      },
    });
  });
});

describe("a list that becomes shorter in the last reading, whose end Spotify then answers with failures", () => {
  const shrinking = [page(4, "a"), page(3, "b")];
  const beyondTheEnd = new SpotifyError("GET /me/tracks failed 5 times.", { status: 500 });

  test("is told by its change, not by the failure", async () => {
    const { reading, held, asked } = await collectFrom([[...shrinking, beyondTheEnd]]);
    expect([held, asked]).toEqual([["a", "b"], 3]);
    expect(reading).toEqual({
      total: 3,
      read: 2,
      nulls: 0,
      shortfall: {
        cause: "failed",
        reason: "Spotify's count changed from 4 to 3 while it was read, in 3 readings",
      },
    });
  });

  test("but a refusal after the change is one", async () => {
    const { reading } = await collectFrom([[...shrinking, new ContentsRefusedError("not for you")]]);
    expect(reading.shortfall).toEqual({ cause: "refused", reason: "not for you" });
  });
});

describe("a page that cannot be had ends the reading", () => {
  const failed = new SpotifyError("GET /me/tracks failed 5 times; the last time: 502 Bad Gateway.");

  test("which keeps the pages before it, and says why there are no more", async () => {
    const { reading, held, asked } = await collectFrom([[page(3, "a", null), failed]]);
    expect([held, asked]).toEqual([["a", null], 1]);
    expect(reading).toEqual({
      total: 3,
      read: 2,
      nulls: 1,
      shortfall: { cause: "failed", reason: failed.message },
    });
  });

  test("and where it was the first, not even the total is known", async () => {
    const { reading, held } = await collectFrom([[failed]]);
    expect([reading, held]).toEqual([
      { total: null, read: 0, nulls: 0, shortfall: { cause: "failed", reason: failed.message } },
      [],
    ]);
  });

  test("and a refusal is told from a failure", async () => {
    const { reading } = await collectFrom([[new ContentsRefusedError("not for you")]]);
    expect(reading.shortfall).toEqual({ cause: "refused", reason: "not for you" });
  });

  test("also in a second reading, whose entries are the ones that count", async () => {
    const { reading, held } = await collectFrom([[page(3, "a", "b")], [page(3, "a"), failed]]);
    expect(held).toEqual(["a"]);
    expect(reading).toMatchObject({ total: 3, read: 1, shortfall: { reason: failed.message } });
  });

  test("but every other error rises", async () => {
    const bug = new TypeError("a bug");
    await expect(collectFrom([[page(3, "a"), bug]])).rejects.toBe(bug);
  });
});

test("whatever the pages hold: what is held is what is counted, and without a shortfall it is all", async () => {
  const entries = fc.constantFrom<Entry>("a", "b", "c", null);
  const pages = fc.record({ total: fc.nat(4), items: fc.array(entries, { maxLength: 3 }) });
  const steps = fc.oneof(
    { weight: 9, arbitrary: pages },
    fc.constantFrom(new SpotifyError("gone"), new DriftError("edited")),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(steps, { maxLength: 3 }), { minLength: 1 }), async (readings) => {
      const { reading, held, asked } = await collectFrom(readings);
      expect(asked).toBeLessThanOrEqual(3);
      expect(reading.read).toBe(held.length);
      expect(reading.nulls).toBe(held.filter((entry) => entry === null).length);
      if (reading.shortfall === undefined) {
        const named = held.filter((entry) => entry !== null);
        expect(reading.total).toBe(held.length);
        // An entry is there twice only where a second reading says so, too.
        expect(asked > 1 || new Set(named).size === named.length).toBe(true);
      }
    }),
  );
});
