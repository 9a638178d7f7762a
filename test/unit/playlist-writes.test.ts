import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyWrites } from "../../src/lib/restore/apply-writes.ts";
import { countEach } from "../../src/lib/restore/count-each.ts";
import type { PlaylistWrite } from "../../src/lib/restore/plan.ts";
import { isWritable, planPlaylistWrites } from "../../src/lib/restore/plan-playlist-writes.ts";

const local = "spotify:local:band:album:song:180";
const makeUris = (letters: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...letters), { maxLength });
/** From lists of hardly anything but duplicates to lists with hardly any, the wanted one often an edit of the other. */
const writableLists = fc.oneof(
  fc.tuple(makeUris(["a"], 12), makeUris(["a"], 12)),
  fc.tuple(makeUris([..."abc"], 30), makeUris([..."abc"], 30)),
  fc.tuple(makeUris([..."abcdefghijklmnopqrstuvwxyz"], 40), makeUris([..."abcdefghijklmnopqrstuvwxyz"], 40)),
  fc
    .tuple(
      fc.uniqueArray(fc.nat(99), { maxLength: 40 }),
      fc.array(fc.tuple(fc.nat(40), fc.nat(40), fc.nat(5)), { maxLength: 3 }),
    )
    .map(([numbers, blocks]): [string[], string[]] => {
      const uris = numbers.map(String);
      const moved = blocks.reduce(
        (list, [from, to, count]) =>
          list.toSpliced(from, count).toSpliced(to, 0, ...list.slice(from, from + count)),
        uris,
      );
      return [uris, moved];
    }),
);
const anyLists = fc.tuple(makeUris([..."abcde", "", local], 25), makeUris([..."abcde", "", local], 25));

function numberUris(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, number) => `uri ${from + number}`);
}

/** The same in another order, the same one every time. */
function shuffle(uris: readonly string[]): readonly string[] {
  const shuffled = [...uris];
  let seed = 1;
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    const other = seed % (last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] ?? "", shuffled[last] ?? ""];
  }
  return shuffled;
}

/** Fails where a request is one that Spotify would refuse. */
function expectAccepted(current: readonly string[], writes: readonly PlaylistWrite[]): void {
  let uris = current;
  for (const write of writes) {
    if (write.type === "move") {
      expect(write.rangeLength).toBeGreaterThan(0);
      expect(write.rangeStart + write.rangeLength).toBeLessThanOrEqual(uris.length);
      expect(write.insertBefore).toBeLessThanOrEqual(uris.length);
    } else {
      expect(write.uris.length).toBeGreaterThan(0);
      expect(write.uris.length).toBeLessThanOrEqual(100);
      expect(write.uris.filter((uri) => !isWritable(uri))).toEqual([]);
    }
    if (write.type === "add") {
      expect(write.position).toBeLessThanOrEqual(uris.length);
    }
    uris = applyWrites(uris, [write]);
  }
}

/** How many entries lose their dates although a copy of them stays. */
function countReadded(current: readonly string[], writes: readonly PlaylistWrite[]): number {
  const removed = new Set(writes.flatMap((write) => (write.type === "remove" ? write.uris : [])));
  const added = countEach(writes.flatMap((write) => (write.type === "add" ? write.uris : [])));
  const had = countEach(current);
  return [...removed].reduce((sum, uri) => sum + Math.min(had.get(uri) ?? 0, added.get(uri) ?? 0), 0);
}

describe("whatever a playlist holds and is to hold", () => {
  test("the writes make one of the other, and Spotify takes each of them", () => {
    fc.assert(
      fc.property(writableLists, ([current, wanted]) => {
        const writes = planPlaylistWrites(current, wanted);
        expect(applyWrites(current, writes)).toEqual(wanted);
        expectAccepted(current, writes);
      }),
      { numRuns: 3_000 },
    );
  });

  test("an entry that stays keeps its date, unless one of its copies has to go", () => {
    fc.assert(
      fc.property(writableLists, ([current, wanted]) => {
        const [had, has] = [countEach(current), countEach(wanted)];
        const unavoidable = [...had].map(([uri, count]) => {
          const left = has.get(uri) ?? 0;
          return left < count ? left : 0;
        });
        expect(countReadded(current, planPlaylistWrites(current, wanted))).toBe(
          unavoidable.reduce((sum, count) => sum + count, 0),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  test("what can neither be added nor removed is moved to its place, stays missing or stays over", () => {
    fc.assert(
      fc.property(anyLists, ([current, wanted]) => {
        const writes = planPlaylistWrites(current, wanted);
        expectAccepted(current, writes);
        const after = applyWrites(current, writes);
        const had = countEach(current.filter((uri) => !isWritable(uri)));
        expect(countEach(after.filter((uri) => !isWritable(uri)))).toEqual(had);
        expect(after.filter(isWritable)).toEqual(wanted.filter(isWritable));
        // Where both have as many, all comes out as it is wanted.
        const isSame = ["", local].every((uri) => had.get(uri) === countEach(wanted).get(uri));
        if (isSame) {
          expect(after).toEqual(wanted);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("once written, nothing is left to be written", () => {
    fc.assert(
      fc.property(anyLists, ([current, wanted]) => {
        const after = applyWrites(current, planPlaylistWrites(current, wanted));
        expect(planPlaylistWrites(after, wanted)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

const ten = numberUris(10);
const thousand = numberUris(1_000);

test.each<[string, number, readonly string[], readonly string[]]>([
  ["all as it was", 0, ten, ten],
  ["a new one at the end", 1, ten, [...ten, "new"]],
  ["250 new ones at the end", 3, ten, [...ten, ...numberUris(250, 10)]],
  ["250 new ones at the beginning", 3, ten, [...numberUris(250, 10), ...ten]],
  [
    "new ones in three places",
    3,
    ten,
    ten.toSpliced(7, 0, "x").toSpliced(4, 0, "y", "z").toSpliced(0, 0, "w"),
  ],
  ["the first 40 gone", 1, thousand, thousand.slice(40)],
  ["every other of a thousand gone", 5, thousand, thousand.filter((_, index) => index % 2 === 0)],
  ["some gone, some new at the end", 2, ten, [...ten.slice(3), "x", "y"]],
  ["all others", 2, ten, numberUris(10, 10)],
  ["one moved to the beginning", 1, ten, ["uri 9", ...ten.slice(0, 9)]],
  ["one moved to the end", 1, ten, [...ten.slice(1), "uri 0"]],
  [
    "300 moved together",
    1,
    thousand,
    thousand.toSpliced(100, 300).toSpliced(500, 0, ...thousand.slice(100, 400)),
  ],
  ["the halves exchanged", 1, thousand, [...thousand.slice(500), ...thousand.slice(0, 500)]],
  [
    "two blocks exchanged",
    2,
    ten,
    [...ten.slice(0, 2), ...ten.slice(6, 9), ...ten.slice(4, 6), ...ten.slice(2, 4), "uri 9"],
  ],
  ["one of each", 3, ten, [...ten.toSpliced(8, 1, "new").slice(3), ...ten.slice(0, 3)]],
  ["everything turned around", 9, ten, ten.toReversed()],
  ["a thousand in no order at all", 500, thousand, shuffle(thousand)],
  ["one of two copies gone", 2, ["a", "b", "a"], ["a", "b"]],
  ["a copy more", 1, ["a", "b"], ["a", "b", "a"]],
  ["a copy at another place", 1, ["a", "b", "c", "a"], ["a", "a", "b", "c"]],
])("%s: %i requests", (_, requests, current, wanted) => {
  const writes = planPlaylistWrites(current, wanted);
  expect(applyWrites(current, writes)).toEqual(wanted);
  expect(writes).toHaveLength(requests);
});

test("one of several copies too many takes all of them out, and those wanted in again", () => {
  expect(planPlaylistWrites(["a", "b", "a", "c"], ["b", "c", "a"])).toEqual([
    { type: "remove", uris: ["a"] },
    { type: "add", position: 2, uris: ["a"] },
  ]);
});

test("what cannot be taken out stays behind what it stands behind now", () => {
  const current = ["", "a", local, "", "b"];
  expect(applyWrites(current, planPlaylistWrites(current, ["b", "x", "a"]))).toEqual([
    "",
    "b",
    "x",
    "a",
    local,
    "",
  ]);
});

test("a move is that of the shorter range", () => {
  expect(planPlaylistWrites(ten, [...ten.slice(1), "uri 0"])).toEqual([
    { type: "move", rangeStart: 0, rangeLength: 1, insertBefore: 10 },
  ]);
});

test("the longest playlist in no order at all takes a moment", () => {
  const current = numberUris(11_000);
  const wanted = shuffle(current);
  const before = process.cpuUsage();
  const writes = planPlaylistWrites(current, wanted);
  // The processor's time, which says the same on a busy machine.
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(5_000);
  expect(writes.length).toBeLessThan(5_600);
  expect(applyWrites(current, writes)).toEqual(wanted);
}, 60_000);
