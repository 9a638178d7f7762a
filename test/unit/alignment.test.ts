import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countHeld,
  isScattered,
  type Piece,
  planStep,
  type Stretch,
  toHeldKeys,
} from "../../src/lib/export/alignment.ts";

const pageSize = 5;
const keysOf = (text: string) => [...text];

function stretch(offset: number, text: string): Stretch {
  return { offset, keys: keysOf(text) };
}

function plan(held: string, read: readonly Stretch[], total: number, free = 0) {
  return planStep(toHeldKeys(keysOf(held)), read, { total, pageSize, free });
}

/** The collection that the pieces make. */
function assemble(held: readonly string[], read: readonly Stretch[], pieces: readonly Piece[]): string[] {
  return pieces.flatMap((piece) =>
    piece.from === "held"
      ? held.slice(piece.start, piece.start + piece.length)
      : (read.find(({ offset }) => offset === piece.offset)?.keys ?? []),
  );
}

describe("the next step", () => {
  test("is to take what is held before and after what was read, where that stands where it stood", () => {
    expect(plan("abcdefghij", [stretch(4, "ef")], 10)).toEqual({
      pieces: [
        { from: "held", start: 0, offset: 0, length: 4 },
        { from: "read", offset: 4, length: 2 },
        { from: "held", start: 6, offset: 6, length: 4 },
      ],
    });
  });

  test("is to take the rest from where it stood before new entries came first", () => {
    expect(plan("abcdefgh", [stretch(0, "XYabc")], 10)).toEqual({
      pieces: [
        { from: "read", offset: 0, length: 5 },
        { from: "held", start: 3, offset: 5, length: 5 },
      ],
    });
  });

  test.each<[string, Parameters<typeof plan>, { offset: number; limit: number }]>([
    [
      "after a page that ends with a new entry",
      ["abcdefghijkl", [stretch(0, "VWXYZ")], 30],
      { offset: 5, limit: 5 },
    ],
    [
      "before a page that begins with a new entry",
      ["abcdefghijkl", [stretch(25, "VWXYZ")], 30],
      { offset: 20, limit: 5 },
    ],
    [
      "in the middle of a long gap",
      ["abcdefghijklmnopqrstuvwxyz", [stretch(0, "abcde")], 25],
      { offset: 12, limit: 5 },
    ],
    [
      "at the beginning of a gap of two pages",
      ["abcdefghijklmnop", [stretch(0, "abcde")], 15],
      { offset: 5, limit: 5 },
    ],
    ["for what is left of a short gap", ["abcdefghij", [stretch(0, "abcde")], 8], { offset: 5, limit: 3 }],
    ["behind what comes anyway", ["abcdefghij", [stretch(10, "j")], 11, 4], { offset: 4, limit: 5 }],
  ])("is to read %s", (_, asked, read) => {
    expect(plan(...asked)).toEqual({ read });
  });

  test("leaves out a gap that comes anyway", () => {
    expect(plan("abcdefghij", [stretch(9, "ij")], 11, 9)).toMatchObject({
      pieces: [{ from: "read", offset: 9 }],
    });
  });

  test("is nothing for an empty collection", () => {
    expect(plan("abc", [], 0)).toEqual({ pieces: [] });
  });
});

test("entries that are there several times are told apart by their neighbours", () => {
  // Of the three `x` the one before `f` is meant.
  const held = "axbcxdexfghij";
  const read = [stretch(6, "exfgh")];
  expect(plan(held, read, 13)).toEqual({
    pieces: [
      { from: "held", start: 0, offset: 0, length: 6 },
      { from: "read", offset: 6, length: 5 },
      { from: "held", start: 11, offset: 11, length: 2 },
    ],
  });
});

test("whatever was read and however it was edited, what is put together is as long as it must be, and holds what was read", () => {
  const letters = fc.array(fc.constantFrom(...keysOf("abcdefghijkl")), { maxLength: 40 });
  fc.assert(
    fc.property(letters, letters, fc.array(fc.nat(40), { maxLength: 4 }), (before, now, places) => {
      const held = toHeldKeys(before);
      const read: Stretch[] = [];
      const known = new Set<number>();
      const readAt = (offset: number, limit: number) => {
        expect(offset >= 0 && limit > 0 && limit <= pageSize && offset + limit <= now.length).toBe(true);
        const keys = now.slice(offset, offset + limit);
        for (const index of keys.keys()) {
          // Nothing is read twice, so that reading comes to an end.
          expect(known.size).toBeLessThan(known.add(offset + index).size);
        }
        read.push({ offset, keys });
      };
      for (const place of new Set(places.map((at) => at - (at % pageSize)))) {
        if (place + pageSize <= now.length) {
          readAt(place, pageSize);
        }
      }
      for (;;) {
        const step = planStep(held, read, { total: now.length, pageSize });
        if ("pieces" in step) {
          const made = assemble(before, read, step.pieces);
          expect(made).toHaveLength(now.length);
          expect([...known].filter((place) => made[place] !== now[place])).toEqual([]);
          expect(countHeld(step.pieces)).toBe(now.length - known.size);
          return;
        }
        readAt(step.read.offset, step.read.limit);
      }
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["as it was", "fghij", false],
  ["with a hole", "fgijk", false],
  ["of new entries", "VWXYZ", false],
  ["sorted anew", "jfhgi", true],
  ["turned around", "jihgf", true],
])("a page %s is told from one whose collection was sorted anew", (_, page, isSorted) => {
  expect(isScattered(toHeldKeys(keysOf("abcdefghijklmno")), stretch(0, page))).toBe(isSorted);
});
