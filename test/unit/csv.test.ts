import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Column, renderCsv } from "../../src/lib/render/csv.ts";

type Cell = ReturnType<Column<never>["value"]>;
type Row = readonly Cell[];

const letters: readonly Column<Row>[] = ["A", "B"].map((header, index) => ({
  header,
  value: (row) => row[index],
}));

async function render(...batches: (readonly Row[])[]): Promise<string> {
  return (await Array.fromAsync(renderCsv(letters, toAsync(batches)))).join("");
}

async function* toAsync<Item>(items: readonly Item[]): AsyncGenerator<Item, void> {
  yield* items;
}

test("a file begins with the byte order mark and its header, also where there are no rows", async () => {
  expect(await render()).toBe("\uFEFFA,B\r\n");
  expect(await render([])).toBe("\uFEFFA,B\r\n");
});

test("rows end in CR LF, whatever batches they come in", async () => {
  const rows: Row[] = [
    ["one", "two"],
    ["three", "four"],
    ["five", "six"],
  ];
  const whole = "\uFEFFA,B\r\none,two\r\nthree,four\r\nfive,six\r\n";
  expect(await render(rows)).toBe(whole);
  expect(await render(rows.slice(0, 1), [], rows.slice(1))).toBe(whole);
});

describe("cells", () => {
  test.each<[string, Cell, string]>([
    ["text is as it is", "Bohemian Rhapsody", "Bohemian Rhapsody"],
    ["a comma is quoted", "Crosby, Stills & Nash", '"Crosby, Stills & Nash"'],
    ["quotes are doubled", 'The "Best"', '"The ""Best"""'],
    ["a line feed is quoted", "one\ntwo", '"one\ntwo"'],
    ["a carriage return is quoted", "one\rtwo", '"one\rtwo"'],
    ["a line break of two characters is quoted", "one\r\ntwo", '"one\r\ntwo"'],
    ["blanks at both ends are kept", " a ", " a "],
    ["every script is kept", "שלום, 東京 🎵", '"שלום, 東京 🎵"'],
    ["a formula is guarded", "=SUM(1)", "'=SUM(1)"],
    ["a plus is guarded", "+44 20", "'+44 20"],
    ["a minus is guarded", "-273.15", "'-273.15"],
    ["an at sign is guarded", "@midnight", "'@midnight"],
    ["a tab is guarded", "\t=1", "'\t=1"],
    ["a carriage return in front is guarded and quoted", "\r=1", '"\'\r=1"'],
    ["a formula in wide characters is guarded", "＝SUM(1)", "'＝SUM(1)"],
    ["a formula with a comma is guarded and quoted", "=A1,B1", '"\'=A1,B1"'],
    ["an equals sign further on is harmless", "1=1", "1=1"],
    ["a number is bare", 215_000, "215000"],
    ["zero is no empty cell", 0, "0"],
    ["true is a word", true, "true"],
    ["false is a word", false, "false"],
    ["null is empty", null, ""],
    ["undefined is empty", undefined, ""],
    ["an empty text is empty", "", ""],
  ])("%s", async (_, cell, rendered) => {
    expect(await render([[cell, "next"]])).toBe(`\uFEFFA,B\r\n${rendered},next\r\n`);
  });
});

test("what is rendered parses back to the same cells, but for the guard", async () => {
  const awkward = fc.string({ unit: fc.constantFrom(..."=+-@\t\r\n\"',;a ", "é", "🎵", "\uFEFF", "＋") });
  const text = fc.oneof(awkward, fc.string({ unit: "grapheme" }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.tuple(text, text))), async (batches) => {
      const csv = await render(...batches);
      expect(parse(csv, { bom: true })).toEqual([["A", "B"], ...batches.flat().map((row) => row.map(guard))]);
    }),
  );
});

function guard(cell: string): string {
  return /^[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell;
}
