import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText, splitLines } from "../../src/lib/lines.ts";

async function* chunksOf<Chunk>(chunks: readonly Chunk[]): AsyncGenerator<Chunk, void> {
  yield* chunks;
}

async function linesOf(...chunks: readonly string[]): Promise<readonly string[]> {
  return (await Array.fromAsync(splitLines(chunksOf(chunks)))).flat();
}

test.each<[string, readonly string[], readonly string[]]>([
  ["nothing", [], []],
  ["an empty text", [""], []],
  ["one line in pieces", ["a", "", "b", "\n"], ["ab"]],
  ["several lines in one piece", ["a\nb\n\nc\n"], ["a", "b", "", "c"]],
  ["a line feed of its own", ["a", "\n", "b", "\n"], ["a", "b"]],
  ["text after the last line feed", ["a\nb"], ["a"]],
  ["other line separators", ["a\r\nb\u2028c\u0085d\n"], ["a\r", "b\u2028c\u0085d"]],
])("of %s the lines are found", async (_, chunks, lines) => {
  expect(await linesOf(...chunks)).toEqual(lines);
});

const text = fc.string({ unit: fc.constantFrom("a", "ß", "横", "🎵", "\n", "\r", "\u2028", '"') });

/** Where a text or its bytes are cut, as shares of their length. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });

function cut<Whole extends { readonly length: number; slice(from: number, to: number): Whole }>(
  whole: Whole,
  shares: readonly number[],
): Whole[] {
  const places = [0, ...shares.map((share) => Math.floor(share * whole.length)), whole.length];
  const sorted = places.toSorted((a, b) => a - b);
  return sorted.slice(1).map((place, index) => whole.slice(sorted[index] ?? 0, place));
}

test("wherever a text is cut, its lines are those of the whole", async () => {
  await fc.assert(
    fc.asyncProperty(text, cuts, async (whole, shares) => {
      expect(await linesOf(...cut(whole, shares))).toEqual(whole.split("\n").slice(0, -1));
    }),
  );
});

test("wherever bytes are cut, also within a character, their text is that of the whole", async () => {
  await fc.assert(
    fc.asyncProperty(text, cuts, async (whole, shares) => {
      const chunks = cut(Buffer.from(whole), shares);
      expect((await Array.fromAsync(decodeText(chunksOf(chunks)))).join("")).toBe(whole);
    }),
  );
});

test("bytes that are no text are shown as such, and not lost", async () => {
  const bytes = Buffer.from([0x61, 0xf0, 0x9f]);
  expect((await Array.fromAsync(decodeText(chunksOf([bytes])))).join("")).toBe("a\ufffd");
});
