import fc from "fast-check";
import { expect, test } from "vitest";
import { collect } from "../../src/lib/export/collect.ts";
import { toEntryKey } from "../../src/lib/export/entry-key.ts";
import { openHeld } from "../../src/lib/export/held.ts";
import { createPlaylistReading } from "../../src/lib/export/playlist-reading.ts";
import type { PlaylistEntry } from "../../src/lib/spotify/playlist-contents.ts";
import { applyEdits, type Edit, type EditKind, editOf, makeEdits } from "../export/edit-history.ts";
import { createMemoryPart } from "../export/memory-part.ts";
import { createMemoryPlaylist, toNumber } from "../export/memory-playlist.ts";

const runs = { numRuns: 1_500 };
const lengths = fc.oneof(fc.integer({ min: 0, max: 180 }), fc.integer({ min: 150, max: 900 }));

/** Reads a playlist after the edits, with what was held before them, and tells what came and where it was looked at. */
async function readAfter(
  edits: readonly Edit[],
  { length, isRenamed }: { length: number; isRenamed: boolean },
) {
  const before = Array.from({ length }, (_, number) => number);
  const live = applyEdits(before, edits);
  const part = createMemoryPart<PlaylistEntry>();
  const heldPlaylist = createMemoryPlaylist(before, "old");
  await part.append(heldPlaylist.entries, 0);
  const held = { ...(await openHeld(part, toEntryKey)), isDescribedAsNow: !isRenamed };
  const playlist = createMemoryPlaylist(live, "new");
  const reading = createPlaylistReading(playlist.contents, { version: "new", total: live.length }, held);
  const pages = await Array.fromAsync(reading.readPages());
  const read = pages.toSorted((a, b) => a.offset - b.offset).flatMap(({ items }) => items.map(toNumber));
  return { live, read, playlist, reading };
}

test.each<[string, readonly EditKind[]]>([
  ["appended", ["append"]],
  ["removed", ["remove"]],
  ["appended and removed", ["append", "remove"]],
  ["inserted anywhere", ["append", "insert"]],
])("whatever was %s, the contents are exact", async (_, kinds) => {
  await fc.assert(
    fc.asyncProperty(lengths, makeEdits(kinds), fc.boolean(), async (length, edits, isRenamed) => {
      const { live, read } = await readAfter(edits, { length, isRenamed });
      expect(read).toEqual(live);
    }),
    runs,
  );
});

test("one kind of edit that leaves the length as it was does not go unnoticed", async () => {
  await fc.assert(
    fc.asyncProperty(lengths, editOf("move"), async (length, edit) => {
      const { live, read } = await readAfter([edit], { length, isRenamed: false });
      expect(read).toEqual(live);
    }),
    runs,
  );
});

test("whatever was edited, only entries that were not looked at can differ, and only after moves or insertions with removals", async () => {
  let unnoticed = 0;
  await fc.assert(
    fc.asyncProperty(
      lengths,
      makeEdits(["append", "insert", "remove", "move"]),
      fc.boolean(),
      async (length, edits, isRenamed) => {
        const { live, read, playlist } = await readAfter(edits, { length, isRenamed });

        expect(read).toHaveLength(live.length);
        const differing = live.flatMap((number, place) => (read[place] === number ? [] : [place]));
        expect(differing.filter((place) => playlist.looked.has(place))).toEqual([]);
        if (differing.length > 0) {
          unnoticed += 1;
          const kinds = new Set(edits.map(({ kind }) => kind));
          expect(kinds.has("move") || (kinds.has("insert") && kinds.has("remove"))).toBe(true);
          // Something that was seen must have explained the new version, or nobody would have stopped looking.
          const isExplained =
            isRenamed || live.length !== length || read.some((number, place) => number !== place);
          expect(isExplained).toBe(true);
        }
      },
    ),
    runs,
  );
  expect(unnoticed / runs.numRuns).toBeLessThan(0.1);
});

test("reading what changed never takes more than half as much again as reading everything", async () => {
  await fc.assert(
    fc.asyncProperty(lengths, makeEdits(["append", "insert", "remove", "move"]), async (length, edits) => {
      const { live, playlist } = await readAfter(edits, { length, isRenamed: false });
      const everything = 1 + Math.ceil(Math.max(live.length - 100, 0) / 50);
      expect(playlist.asked()).toBeLessThanOrEqual(Math.ceil(everything * 1.5) + 4);
    }),
    runs,
  );
});

test.each([
  [1_000, 10, 2],
  [1_000, 49, 2],
  [1_000, 50, 3],
  [1_000, 80, 3],
  [120, 10, 2],
  [90, 5, 1],
  [95, 5, 1],
  [95, 6, 2],
])("of %i entries and %i appended ones it takes %i requests", async (length, count, requests) => {
  const { playlist } = await readAfter([{ kind: "append", at: 0, to: 0, count }], {
    length,
    isRenamed: false,
  });
  expect(playlist.asked()).toBe(requests);
});

test.each([
  ["nothing is held", false],
  ["an older version is held", true],
])("a version that is another one at every request is seen through where %s", async (_, isHeld) => {
  const numbers = Array.from({ length: 400 }, (_entry, number) => number);
  const { entries, contents } = createMemoryPlaylist(numbers, "any");
  let asked = 0;
  const restless = {
    ...contents,
    readHead: async () => ({ ...(await contents.readHead()), version: `version ${asked++}` }),
  };
  const part = createMemoryPart<PlaylistEntry>();
  await part.append(entries, 0);
  const held = isHeld ? { ...(await openHeld(part, toEntryKey)), isDescribedAsNow: true } : undefined;
  const source = createPlaylistReading(restless, { version: "listed", total: 400 }, held);
  const collected = createMemoryPart<PlaylistEntry>();

  const reading = await collect(source.readPages, collected, { isNull: () => false, onProgress: () => {} });

  expect(reading).toEqual({ total: 400, read: 400, nulls: 0 });
  const read = (await Array.fromAsync(collected.read())).flat();
  expect(read.map(toNumber)).toEqual(numbers);
});
