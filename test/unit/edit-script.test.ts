import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EditScript, planEdits } from "../../src/lib/diff/edit-script.ts";
import { applyEditScript } from "../apply-edits.ts";

const runs = { numRuns: 3_000 };
const makeKeys = (letters: string, maxLength: number) =>
  fc.array(fc.constantFrom("", ...letters), { maxLength });
/** From sequences of hardly anything but duplicates to sequences with hardly any, the second one often an edit of the first. */
const sequences = fc.oneof(
  fc.tuple(makeKeys("a", 12), makeKeys("a", 12)),
  fc.tuple(makeKeys("abc", 30), makeKeys("abc", 30)),
  fc.tuple(makeKeys("abcdefghijklmnopqrstuvwxyz", 40), makeKeys("abcdefghijklmnopqrstuvwxyz", 40)),
  fc
    .tuple(fc.array(fc.string({ maxLength: 2 }), { maxLength: 40 }), fc.nat(40), fc.nat(40), fc.nat(5))
    .map(([keys, at, to, count]): [string[], string[]] => {
      const rest = keys.toSpliced(at, count);
      return [keys, rest.toSpliced(to, 0, ...keys.slice(at, at + count))];
    }),
);

function apply(before: readonly string[], after: readonly string[], script: EditScript): readonly string[] {
  return applyEditScript(
    before,
    script,
    script.added.map((position) => after[position] ?? "missing"),
  );
}

function countEdits({ removed, added, moved }: EditScript) {
  return { removed: removed.length, added: added.length, moved: moved.length };
}

/** The fewest edits, from how often each key occurs and a table of the common subsequences of all beginnings. */
function countFewestEdits(before: readonly string[], after: readonly string[]) {
  const unmatched = [...after];
  for (const key of before) {
    const position = unmatched.indexOf(key);
    if (position !== -1) {
      unmatched.splice(position, 1);
    }
  }
  const inBoth = after.length - unmatched.length;
  let row: readonly number[] = Array.from({ length: after.length + 1 }, () => 0);
  for (const key of before) {
    const next: number[] = [0];
    for (const [index, other] of after.entries()) {
      const longer = Math.max(row[index + 1] ?? 0, next[index] ?? 0);
      next.push(key === other ? (row[index] ?? 0) + 1 : longer);
    }
    row = next;
  }
  return { removed: before.length - inBoth, added: unmatched.length, moved: inBoth - (row.at(-1) ?? 0) };
}

/** The same keys in another order, the same one every time. */
function shuffle(keys: readonly string[]): readonly string[] {
  const shuffled = [...keys];
  let seed = 1;
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    const other = seed % (last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] ?? "", shuffled[last] ?? ""];
  }
  return shuffled;
}

const numberKeys = (count: number) => Array.from({ length: count }, (_, number) => `key ${number}`);

describe("whatever the sequences", () => {
  test("the edits make the latter of the former, and there are no fewer that do", () => {
    fc.assert(
      fc.property(sequences, ([before, after]) => {
        const script = planEdits(before, after);
        expect(apply(before, after, script)).toEqual(after);
        expect(countEdits(script)).toEqual(countFewestEdits(before, after));
      }),
      runs,
    );
  });

  test("one to itself takes no edits", () => {
    fc.assert(
      fc.property(sequences, ([keys]) => {
        expect(planEdits(keys, [...keys])).toEqual({
          removed: [],
          added: [],
          moved: [],
          origins: Int32Array.from(keys.keys()),
        });
      }),
    );
  });

  test("every position is told of once, in order, and an origin holds the same key", () => {
    fc.assert(
      fc.property(sequences, fc.constantFrom(0, 20, 8_000_000), ([before, after], mostPairs) => {
        const { removed, added, moved, origins } = planEdits(before, after, { mostPairs });
        const came = [...origins].filter((from) => from !== -1);
        expect([...removed, ...came].toSorted((a, b) => a - b)).toEqual([...before.keys()]);
        expect(added).toEqual([...after.keys()].filter((to) => origins[to] === -1));
        expect(after.filter((key, to) => origins[to] !== -1 && before[origins[to] ?? -1] !== key)).toEqual(
          [],
        );

        expect(moved.map(({ from }) => from)).toEqual(moved.map(({ to }) => origins[to]));
        const movedTo = moved.map(({ to }) => to);
        expect([...removed, "then", ...movedTo]).toEqual([
          ...removed.toSorted((a, b) => a - b),
          "then",
          ...movedTo.toSorted((a, b) => a - b),
        ]);
        const kept = came.filter((from) => !moved.some((move) => move.from === from));
        expect(kept).toEqual(kept.toSorted((a, b) => a - b));
      }),
      runs,
    );
  });

  test("the edits make the latter of the former even where hardly any duplicates may be compared", () => {
    fc.assert(
      fc.property(sequences, fc.nat(60), ([before, after], mostPairs) => {
        const script = planEdits(before, after, { mostPairs });
        expect(apply(before, after, script)).toEqual(after);
        const { removed, added, moved } = countFewestEdits(before, after);
        expect(countEdits(script)).toMatchObject({ removed, added });
        expect(script.moved.length).toBeGreaterThanOrEqual(moved);
      }),
      runs,
    );
  });
});

test.each<[string, string, string, Omit<EditScript, "origins">]>([
  ["nothing to nothing", "", "", { removed: [], added: [], moved: [] }],
  ["nothing to something", "", "ab", { removed: [], added: [0, 1], moved: [] }],
  ["something to nothing", "ab", "", { removed: [0, 1], added: [], moved: [] }],
  ["all others", "abc", "xy", { removed: [0, 1, 2], added: [0, 1], moved: [] }],
  ["one more at the end", "abc", "abcd", { removed: [], added: [3], moved: [] }],
  ["one more at the beginning", "abc", "dabc", { removed: [], added: [0], moved: [] }],
  ["the end to the beginning", "abcde", "eabcd", { removed: [], added: [], moved: [{ from: 4, to: 0 }] }],
  ["the beginning to the end", "abcde", "bcdea", { removed: [], added: [], moved: [{ from: 0, to: 4 }] }],
  ["one replaced in the middle", "abcde", "abxde", { removed: [2], added: [2], moved: [] }],
  ["a duplicate between others", "aab", "aba", { removed: [], added: [], moved: [{ from: 1, to: 2 }] }],
  ["one of two duplicates gone", "abac", "bac", { removed: [0], added: [], moved: [] }],
  ["the other of two duplicates gone", "abac", "abc", { removed: [2], added: [], moved: [] }],
  ["one of two neighbouring duplicates gone", "xaay", "xay", { removed: [2], added: [], moved: [] }],
  ["a duplicate more", "abc", "abca", { removed: [], added: [3], moved: [] }],
  [
    "one of two duplicates gone, the other elsewhere",
    "abcdea",
    "bcade",
    { removed: [5], added: [], moved: [{ from: 0, to: 2 }] },
  ],
  ["one of each", "abcdefgh", "agbcXefh", { removed: [3], added: [4], moved: [{ from: 6, to: 1 }] }],
])("from %s", (_, before, after, script) => {
  expect(planEdits([...before], [...after])).toMatchObject(script);
  expect(apply([...before], [...after], planEdits([...before], [...after])).join("")).toBe(after);
});

const ten = numberKeys(10);

test.each<[string, number, readonly string[], readonly string[]]>([
  ["two neighbours swapped", 1, ten, ten.with(4, "key 5").with(5, "key 4")],
  ["the first and the last swapped", 2, ten, ten.with(0, "key 9").with(9, "key 0")],
  ["everything turned around", 9, ten, ten.toReversed()],
  ["three moved past seven", 3, ten, [...ten.slice(3), ...ten.slice(0, 3)]],
  ["seven moved past three", 3, ten, [...ten.slice(7), ...ten.slice(0, 7)]],
  ["three moved past two in the middle", 2, ten, ten.toSpliced(2, 3).toSpliced(4, 0, ...ten.slice(2, 5))],
  ["odd ones after even ones", 4, ten, [0, 2, 4, 6, 8, 1, 3, 5, 7, 9].map((number) => `key ${number}`)],
  ["two keys in turn to one after the other", 4, [..."ababababab"], [..."aaaaabbbbb"]],
  ["a key past many that are empty", 1, [...Array(8).fill(""), "a"], ["a", ...Array(8).fill("")]],
  ["an empty key past many others", 1, ["", ...ten, ""], ["", "", ...ten]],
])("%s: %i moved", (_, moves, before, after) => {
  const script = planEdits(before, after);
  expect(countEdits(script)).toEqual({ removed: 0, added: 0, moved: moves });
  expect(apply(before, after, script)).toEqual(after);
});

test("with more duplicates than can be compared, a few edits are still found as few", () => {
  const before = numberKeys(5_000).flatMap((key) => [key, ""]);
  const after = [...before.toSpliced(101, 1).filter((key) => key !== "key 70"), "new", "key 70"];
  const script = planEdits(before, after);
  expect(countEdits(script)).toEqual({ removed: 1, added: 1, moved: 1 });
  expect(apply(before, after, script)).toEqual(after);
});

test("a hundred thousand keys in any order take a moment", () => {
  const before = numberKeys(100_000);
  const after = shuffle(before);
  const startedAt = performance.now();
  const script = planEdits(before, after);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(countEdits(script)).toMatchObject({ removed: 0, added: 0 });
  expect(apply(before, after, script)).toEqual(after);
});
