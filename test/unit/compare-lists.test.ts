import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareLists, type ReadableList } from "../../src/lib/diff/compare-lists.ts";
import type { Entry, Known } from "../../src/lib/snapshot/entry.ts";
import { noMemory } from "../../src/lib/snapshot/remembered.ts";
import { applyEditScript } from "../apply-edits.ts";

const since = "2026-11-01T02-00-00Z";

function makeWords(name: string) {
  return { uri: `spotify:track:${name}`, name, artists: ["Queen"], album: "", isrc: "" };
}

/** An entry by its name; of `?` nothing is left, and of `-x` only the address. After an `@` stands when it was added. */
function makeEntry(text: string): Entry {
  const [name = "", addedAt = "2020"] = text.split("@");
  const isEmptied = name.startsWith("-");
  const isLeft = name !== "?" && !isEmptied;
  const words = isLeft ? makeWords(name) : undefined;
  const uri = words?.uri ?? (isEmptied ? `spotify:track:${name.slice(1)}` : "");
  return { addedAt, addedBy: "me", status: isLeft ? "available" : "unavailable", uri, words, known: [] };
}

const facts = {
  id: "p",
  name: "Mine",
  description: "",
  ownerId: "me",
  ownerName: "Me",
  isPublic: "true",
  isCollaborative: false,
  version: "",
};

function makeList(entries: string, given: Partial<ReadableList> = {}): ReadableList {
  const texts = entries.split(" ").filter((text) => text !== "");
  return {
    collection: "items",
    playlist: facts,
    entries: texts.map(makeEntry),
    dropped: [],
    ...given,
  };
}

const makeLikes = (entries: string) => {
  const { playlist: _, ...list } = makeList(entries);
  return { ...list, collection: "tracks" as const };
};

/** What changed in words, as in `+d4`: `d` was added at 4. */
function describeChanges(before: ReadableList, after: ReadableList, options = {}): string {
  const { changes } = compareLists(before, after, { since, ...options });
  const nameOf = ({ words, known }: Entry) => words?.name ?? (known.map(({ name }) => name).join("|") || "?");
  const lines = [
    ...changes.added.map(({ entry, position }) => `+${nameOf(entry)}${position}`),
    ...changes.removed.map(({ entry, position }) => `-${nameOf(entry)}${position}`),
    ...changes.moved.map(({ entry, from, position }) => `${nameOf(entry)}${from}>${position}`),
    ...changes.vanished.map(({ entry, position }) => `!${nameOf(entry)}${position}`),
    ...changes.dropped.map(({ entry, position }) => `x${nameOf(entry)}${position}`),
    ...changes.returned.map(({ entry, position }) => `*${nameOf(entry)}${position}`),
  ];
  return lines.join(" ");
}

describe("changes of a playlist", () => {
  test.each([
    ["a b c", "a b c", ""],
    ["", "a", "+a1"],
    ["a", "", "-a1"],
    ["a b c", "a b c d", "+d4"],
    ["a b c", "a c", "-b2"],
    ["a b c d", "d a b c", "d4>1"],
    ["a b a", "a b", "-a3"],
    ["a b", "a b a", "+a3"],
    ["a@1 b@2", "a@3 b@2", ""],
    // What is gone is recognised by its moment and its neighbours.
    ["a b c", "a ? c", "!b2"],
    ["a b c", "a -b c", "!b2"],
    ["a ? c", "a b c", "*b2"],
    ["a -b c", "a b c", "*b2"],
    ["a ? c", "a ? c", ""],
    ["a@1 b@2 c@3", "a@1 ?@3 c@3", "+?2 -b2"],
    ["a b c d", "a ? ? d", "!b2 !c3"],
    ["a@1 b@2 c@2 d@3", "a@1 ?@2 d@3", "-c3 !b|c2"],
    ["a@1 b@2 c@3 d@4", "d@4 a@1 ?@2 c@3", "d4>1 !b3"],
    ["a b", "a ?", "!b2"],
    // A song that is there twice is told apart by when it was added.
    ["x@0 x@2 b c@1", "?@0 x@2 b ?@1", "!x1 !c4"],
    // What was taken out and added anew is not what is empty now.
    ["x@1 y@1 z@1", "?@1 z@1 x@5", "x1>3 !y1"],
    // Which of several copies came or went is told by its date, where that takes no more edits.
    ["x@1 x@2 b", "x@2 b", "-x1"],
    ["x@1 x@2 x@3 b", "x@2 x@3 b", "-x1"],
    ["c x@1 x@2 b", "d x@1 b", "+d1 -c1 -x3"],
    ["x@1 b", "x@5 x@1 b", "+x1"],
    ["x@1 x@2 a", "a x@2", "-x1 x2>2"],
    ["x@1 a b x@2", "x@2 a b", "-x4"],
    ["x@1 x@2 a", "a ?@2", "-x1 x2>2 !x2"],
    // Of several that may have become empty, it is one that needs no move.
    ["a@1 ?@2 c@1", "?@2 ?@1", "-a1 !c2"],
    ["a@1 ?@2 c@1 ?@3 e@1", "?@2 ?@1 ?@3 ?@1", "-a1 !c2 !e4"],
    ["s@0 a@1 b@0 c@0 d@1 e@2", "s@0 ?@0 ?@1 e@2", "-a2 -c4 !b|c2 !a|d3"],
    ["a", "a ?", "+?2"],
    ["a ?", "a", "-?2"],
  ])("from %j to %j: %s", (before, after, expected) => {
    const found = describeChanges(makeList(before), makeList(after));
    expect(found).toBe(expected);
  });

  test("likes have no order of the user's", () => {
    expect(describeChanges(makeLikes("a b c"), makeLikes("d c a"))).toBe("+d1 -b2");
  });

  test("what is gone from a playlist that nobody has edited was dropped", () => {
    const version = { playlist: { ...facts, version: "v1" } };
    expect(describeChanges(makeList("a b c", version), makeList("a c", version))).toBe("xb2");
    const edited = { playlist: { ...facts, version: "v2" } };
    expect(describeChanges(makeList("a b c", version), makeList("a c", edited))).toBe("-b2");
    expect(describeChanges(makeList("a ? c", version), makeList("a c", version))).toBe("x?2");
    const own = { playlist: { ...facts, version: "v1", ownerId: "spotify" } };
    expect(describeChanges(makeList("a b c", own), makeList("a c", own))).toBe("-b2");
  });

  test("what left a list and is known to be taken down was dropped", () => {
    const takenDown = new Set(["spotify:track:b"]);
    expect(describeChanges(makeLikes("a b c"), makeLikes("a"), { takenDown })).toBe("-c3 xb2");
  });

  test("what was dropped before is back when it is added", () => {
    const before = makeList("a", { dropped: [{ ...makeWords("b"), lastSeen: since, addedAt: "2020" }] });
    expect(describeChanges(before, makeList("a b"))).toBe("+b2 *b2");
  });
});

describe("what is remembered", () => {
  const remember = (before: ReadableList, after: ReadableList) =>
    compareLists(before, after, { since }).memory;
  const known = (name: string, lastSeen = since): Known => ({ ...makeWords(name), lastSeen });

  test("is nothing while Spotify says all", () => {
    expect(remember(makeList("a b"), makeList("b c"))).toEqual(noMemory);
  });

  test("is what an empty entry was, and what a nameless one was called", () => {
    expect(remember(makeList("a b c d"), makeList("a ? c -d")).known).toEqual(
      new Map([
        [2, [known("b")]],
        [4, [known("d")]],
      ]),
    );
  });

  test("is handed on from snapshot to snapshot, with the one that last had it", () => {
    const before = makeList("a ? c");
    const entries = before.entries.map((entry, index) =>
      index === 1 ? { ...entry, known: [known("b", "2025-01-01T00-00-00Z")] } : entry,
    );
    expect(remember({ ...before, entries }, makeList("c a ?")).known).toEqual(
      new Map([[3, [known("b", "2025-01-01T00-00-00Z")]]]),
    );
  });

  test("is not confused by what comes back or is removed beside it", () => {
    const first = makeList("a b z c");
    const second = makeList("? z ?");
    const { known: found } = remember(first, second);
    expect(found).toEqual(
      new Map([
        [1, [known("a"), known("b")]],
        [3, [known("c")]],
      ]),
    );
    const entries = second.entries.map((entry, index) => ({ ...entry, known: found.get(index + 1) ?? [] }));
    const third = makeList("a z ?");
    expect(remember({ ...second, entries }, third).known).toEqual(new Map([[3, [known("c")]]]));
    expect(describeChanges({ ...second, entries }, third)).toBe("*a1");
  });

  test("is no certainty where an empty entry may have been moved to where another was taken out", () => {
    const before = makeList("a@1 z@2 ?@1");
    const entries = before.entries.map((entry, index) =>
      index === 2 ? { ...entry, known: [known("b")] } : entry,
    );
    expect(remember({ ...before, entries }, makeList("?@1 z@2")).known.get(1)).toEqual([
      known("a"),
      known("b"),
    ]);
    expect(remember({ ...before, entries }, makeList("z@2 ?@1")).known.get(2)).toEqual([known("b")]);
  });

  test("is nothing where too many are possible, so that it does not grow without end", () => {
    const many = Array.from({ length: 3_000 }, (_, index) => `s${index}`);
    const nulled = Array.from({ length: 2_000 }, () => "?");
    const found = remember(makeList(many.join(" ")), makeList(nulled.join(" "))).known;
    expect(found.size).toBe(0);
    const one = remember(makeList(many.join(" ")), makeList(many.slice(1).fill("?").join(" "))).known;
    expect(one.get(1_000)?.map(({ name }) => name)).toEqual(["s999", "s1000"]);
  });

  test("is lost neither among copies of one song, nor is it more than twenty that each can be several", () => {
    const copies = Array.from({ length: 40 }, () => "x");
    const { known: one } = remember(makeList(copies.join(" ")), makeList("? ?"));
    expect(one).toEqual(new Map([1, 2].map((position) => [position, [known("x")]])));

    const possible = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => known(`s${from + index}`));
    const before = makeList("? ? ?");
    const ofMany = (count: number) => ({
      ...before,
      entries: before.entries.map((entry, index) => ({ ...entry, known: possible(count * index, count) })),
    });
    expect(remember(ofMany(6), makeList("?")).known.get(1)).toHaveLength(18);
    expect(remember(ofMany(7), makeList("?")).known.size).toBe(0);
  });

  test("counts what is gone of a bulk addition, though it cannot tell what became empty", () => {
    const many = Array.from({ length: 30_000 }, (_, index) => `s${index}`);
    const half = Array.from({ length: 15_000 }, () => "?");
    const [before, after] = [makeList(many.join(" ")), makeList(half.join(" "))];
    const startedAt = performance.now();

    const { changes, memory } = compareLists(before, after, { since });

    expect(performance.now() - startedAt).toBeLessThan(5_000);
    const { added, removed, moved, vanished } = changes;
    expect([added, removed, moved, vanished].map(({ length }) => length)).toEqual([0, 15_000, 0, 15_000]);
    expect(memory.known.size).toBe(0);
    const later = compareLists(after, makeList(half.slice(0, -30).join(" ")), { since }).changes;
    expect([later.added, later.removed, later.moved].map(({ length }) => length)).toEqual([0, 30, 0]);
  });

  test("is every one that an empty entry can be, where that is not certain", () => {
    const { known: found } = remember(makeList("a@1 b@2 c@2 d@3"), makeList("a@1 ?@2 d@3"));
    expect(found).toEqual(new Map([[2, [known("b"), known("c")]]]));
  });

  test("is what Spotify has dropped, until it is back", () => {
    const version = { playlist: { ...facts, version: "v1" } };
    const dropped = [{ ...known("b"), addedAt: "2020" }];
    expect(remember(makeList("a b", version), makeList("a", version)).dropped).toEqual(dropped);
    expect(remember(makeList("a", { dropped }), makeList("a c")).dropped).toEqual(dropped);
    expect(remember(makeList("a", { dropped }), makeList("a b")).dropped).toEqual([]);
  });
});

test("whatever became of a list, applying the changes to it makes the new one", () => {
  const entry = fc
    .tuple(fc.constantFrom("a", "b", "c", "d", "e", "?", "-a"), fc.constantFrom("1", "2"))
    .map((parts) => parts.join("@"));
  const list = fc.array(entry, { maxLength: 12 }).map((texts) => makeList(texts.join(" ")));
  fc.assert(
    fc.property(list, list, (before, after) => {
      const { script, changes } = compareLists(before, after, { since });
      const gone = changes.removed.length + changes.dropped.length;
      expect(before.entries.length + changes.added.length - gone).toBe(after.entries.length);
      const added = script.added.flatMap((to) => after.entries.slice(to, to + 1));
      const made = applyEditScript(before.entries, script, added);
      // An entry whose item is gone stands where its item stood.
      expect(made.length).toBe(after.entries.length);
      made.forEach((entry, index) => {
        const wanted = after.entries[index];
        if (entry.uri !== "" && wanted?.uri !== "") {
          expect(entry.uri).toBe(wanted?.uri);
        }
      });
    }),
    { numRuns: 2_000 },
  );
});

test("a list differs in nothing from itself", () => {
  const texts = fc.array(fc.constantFrom("a", "b", "?", "-c", "d@2"), { maxLength: 12 });
  fc.assert(
    fc.property(texts, (entries) => {
      const list = makeList(entries.join(" "));
      expect(describeChanges(list, list)).toBe("");
    }),
  );
});
