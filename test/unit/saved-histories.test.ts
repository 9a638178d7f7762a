import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toEntryKey } from "../../src/lib/export/entry-key.ts";
import { openHeld } from "../../src/lib/export/held.ts";
import { createPlaylistReading } from "../../src/lib/export/playlist-reading.ts";
import { createSavedReading } from "../../src/lib/export/saved-reading.ts";
import type { PlaylistEntry } from "../../src/lib/spotify/playlist-contents.ts";
import { applyEdits, makeEdits } from "../export/edit-history.ts";
import { createMemoryPart } from "../export/memory-part.ts";
import { createMemoryPlaylist, toNumber } from "../export/memory-playlist.ts";

const runs = { numRuns: 600 };
const lengths = fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 100, max: 900 }));

/** Reads a collection of numbers as it is now, with what was held of it. */
async function readSaved(before: readonly number[], live: readonly number[]) {
  const part = createMemoryPart<number>();
  await part.append(before, 0);
  let asked = 0;
  async function readPage(offset: number, limit = 50) {
    asked += 1;
    if (offset > 0 && offset >= live.length) {
      throw new RangeError(`Spotify fails at ${offset} of ${live.length}.`);
    }
    return { offset, total: live.length, items: live.slice(offset, offset + limit) };
  }
  const reading = createSavedReading(readPage, await openHeld(part, String), {
    toKey: String,
    order: "newest first",
  });
  const pages = await Array.fromAsync(reading.readPages());
  const read = pages.toSorted((a, b) => a.offset - b.offset).flatMap(({ items }) => items);
  return { read, asked, reading };
}

const removals = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 90 })),
  }),
  { maxLength: 6 },
);

function removeFrom(list: readonly number[], gone: readonly { at: number; count: number }[]): number[] {
  const left = [...list];
  for (const { at, count } of gone) {
    left.splice(Math.floor(at * left.length), count);
  }
  return left;
}

describe("a collection whose new entries come first", () => {
  test("is exact whatever was added, and whatever was removed anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(lengths, fc.oneof(fc.nat(5), fc.nat(200)), removals, async (length, added, gone) => {
        const before = Array.from({ length }, (_, number) => number);
        const fresh = Array.from({ length: added }, (_, number) => 1_000_000 + number);
        const live = [...fresh, ...removeFrom(before, gone)];
        const { read, asked, reading } = await readSaved(before, live);
        expect(read).toEqual(live);
        const everything = Math.max(1, Math.ceil(live.length / 50));
        expect(asked).toBeLessThanOrEqual(Math.ceil((everything * 4) / 3) + 3);
        expect(reading.countTaken()).toBeLessThanOrEqual(before.length);
        expect(reading.isUnchanged()).toBe(added === 0 && live.length === length);
      }),
      runs,
    );
  });

  test("takes one request while it is as it was", async () => {
    await fc.assert(
      fc.asyncProperty(lengths, async (length) => {
        const before = Array.from({ length }, (_, number) => number);
        const { read, asked, reading } = await readSaved(before, before);
        expect(read).toEqual(before);
        expect(asked).toBe(1);
        expect(reading.isUnchanged()).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test("is exact where it was turned around", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 400 }), async (length) => {
        const before = Array.from({ length }, (_, number) => number);
        const live = before.toReversed();
        expect((await readSaved(before, live)).read).toEqual(live);
      }),
      // Turned around, the entries next to the gap after the first page stand as far apart as they did.
      { numRuns: 100, examples: [[99]] },
    );
  });
});

/** A playlist in which some entries are there several times, told apart by nothing. */
async function readPlaylist(before: readonly number[], live: readonly number[]) {
  const part = createMemoryPart<PlaylistEntry>();
  await part.append(createMemoryPlaylist(before, "old").entries, 0);
  const held = { ...(await openHeld(part, toEntryKey)), isDescribedAsNow: true };
  const { contents } = createMemoryPlaylist(live, "new");
  const reading = createPlaylistReading(contents, { version: "new", total: live.length }, held);
  const pages = await Array.fromAsync(reading.readPages());
  return pages.toSorted((a, b) => a.offset - b.offset).flatMap(({ items }) => items.map(toNumber));
}

describe("a playlist with entries that are there several times", () => {
  test.each([
    ["rarely", 20],
    ["often", 3],
  ])("is exact after appends and removals, where entries repeat %s", async (_, oneIn) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 700 }),
        fc.infiniteStream(fc.nat(oneIn - 1)),
        makeEdits(["append", "remove"]),
        async (length, dice, edits) => {
          const before: number[] = [];
          for (let number = 0; number < length; number += 1) {
            const isRepeat = number > 0 && dice.next().value === 0;
            before.push(isRepeat ? (before[(number * 7) % before.length] ?? number) : number);
          }
          const live = applyEdits(before, edits);
          expect(await readPlaylist(before, live)).toEqual(live);
        },
      ),
      runs,
    );
  });

  test("is exact where it is held twice over and one half was removed, or was added again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), fc.nat(40), async (length, more) => {
        const once = Array.from({ length }, (_, number) => number);
        const twice = [...once, ...once];
        const fresh = Array.from({ length: more }, (_, number) => 1_000_000 + number);
        expect(await readPlaylist(twice, [...once, ...fresh])).toEqual([...once, ...fresh]);
        expect(await readPlaylist(once, [...twice, ...fresh])).toEqual([...twice, ...fresh]);
      }),
      { numRuns: 150 },
    );
  });
});
