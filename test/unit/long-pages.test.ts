import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collect } from "../../src/lib/export/collect.ts";
import { toEntryKey } from "../../src/lib/export/entry-key.ts";
import { openHeld } from "../../src/lib/export/held.ts";
import { createPlaylistReading } from "../../src/lib/export/playlist-reading.ts";
import { createSavedReading } from "../../src/lib/export/saved-reading.ts";
import type { PlaylistContents, PlaylistEntry } from "../../src/lib/spotify/playlist-contents.ts";
import { applyEdits, makeEdits } from "../export/edit-history.ts";
import { createMemoryPart } from "../export/memory-part.ts";
import { createMemoryPlaylist, toNumber } from "../export/memory-playlist.ts";
import { range } from "../export/memory-spotify.ts";

const runs = { numRuns: 300 };
const lengths = fc.oneof(fc.integer({ min: 0, max: 180 }), fc.integer({ min: 150, max: 900 }));
/** How many entries come, whatever was asked for. */
const pageLengths = fc.constantFrom(1, 7, 49, 50, 51, 73, 100);
const headLengths = fc.constantFrom(0, 20, 50, 99, 100, 101, 150, 1_000);

/** A playlist whose object brings so many entries, and whose pages as many as they like. */
function stretch(
  numbers: readonly number[],
  { head, page }: { readonly head: number; readonly page: number },
): PlaylistContents {
  const { contents, entries } = createMemoryPlaylist(numbers, "new");
  const toPage = (offset: number, limit: number) => ({
    offset,
    total: entries.length,
    items: entries.slice(offset, offset + limit),
  });
  return {
    ...contents,
    readHead: async () => ({ version: "new", page: toPage(0, head) }),
    readPage: async (offset) => toPage(offset, page),
  };
}

async function collectPlaylist(
  contents: PlaylistContents,
  total: number,
  before: readonly number[] | undefined,
) {
  const held = createMemoryPart<PlaylistEntry>();
  await held.append(createMemoryPlaylist(before ?? [], "old").entries, 0);
  const source = createPlaylistReading(
    contents,
    { version: "new", total },
    before && { ...(await openHeld(held, toEntryKey)), isDescribedAsNow: false },
  );
  const part = createMemoryPart<PlaylistEntry>();
  const reading = await collect(source.readPages, part, { isNull: () => false, onProgress: () => {} });
  return { reading, read: (await Array.fromAsync(part.read())).flat().map(toNumber) };
}

describe("whatever is brought by an object and by a page, whatever was asked for", () => {
  test("a playlist of which nothing is held is exact", async () => {
    await fc.assert(
      fc.asyncProperty(lengths, headLengths, pageLengths, async (length, head, page) => {
        const numbers = range(0, length);
        const { reading, read } = await collectPlaylist(stretch(numbers, { head, page }), length, undefined);
        expect(reading).toEqual({ total: length, read: length, nulls: 0 });
        expect(read).toEqual(numbers);
      }),
      runs,
    );
  });

  test("a playlist of which an earlier version is held is exact", async () => {
    await fc.assert(
      fc.asyncProperty(
        lengths,
        headLengths,
        pageLengths,
        makeEdits(["append", "remove"]),
        async (length, head, page, edits) => {
          const before = range(0, length);
          const live = applyEdits(before, edits);
          const { reading, read } = await collectPlaylist(stretch(live, { head, page }), live.length, before);
          expect(reading).toEqual({ total: live.length, read: live.length, nulls: 0 });
          expect(read).toEqual(live);
        },
      ),
      runs,
    );
  });

  test("a section of the library of which an earlier state is held is exact", async () => {
    await fc.assert(
      fc.asyncProperty(lengths, pageLengths, makeEdits(["remove"]), async (length, page, edits) => {
        const before = range(0, length);
        const live = [...range(5_000, 5_003), ...applyEdits(before, edits)];
        const held = createMemoryPart<number>();
        await held.append(before, 0);
        const source = createSavedReading(
          async (offset) => ({ offset, total: live.length, items: live.slice(offset, offset + page) }),
          await openHeld(held, String),
          { toKey: String, order: "newest first" },
        );
        const part = createMemoryPart<number>();
        const reading = await collect(source.readPages, part, {
          isNull: () => false,
          identify: String,
          onProgress: () => {},
        });
        expect(reading).toEqual({ total: live.length, read: live.length, nulls: 0 });
        expect((await Array.fromAsync(part.read())).flat()).toEqual(live);
      }),
      runs,
    );
  });
});
