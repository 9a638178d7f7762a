import { expect, test } from "vitest";
import { cutToWidth, toDisplayWidth } from "../../src/cli/display-width.ts";
import { formatTable } from "../../src/cli/format-table.ts";

test.each([
  ["", 0],
  ["Road trip", 9],
  ["Beyonce\u0301", 7],
  ["“Heroes” — ©", 12],
  ["夜に駆ける", 10],
  ["봄날", 4],
  ["봄".normalize("NFD"), 2],
  ["ﾊﾛｰ", 3],
  ["Ａ１", 4],
  ["𠮷", 2],
  ["नमस्ते", 4],
  ["🌍", 2],
  ["☕️🥐", 4],
  ["👩‍👩‍👧", 2],
  ["🇮🇸", 2],
  ["👍🏽", 2],
  ["a\u200db", 2],
])("%o fills %i columns", (text, width) => {
  expect(toDisplayWidth(text)).toBe(width);
});

test.each([
  ["Road trip", 9, "Road trip"],
  ["Road trips", 9, "Road tri…"],
  ["夜に駆ける", 6, "夜に…"],
  ["x👩‍👩‍👧y", 3, "x…"],
])("%o is cut to %i columns, and no character in two", (text, columns, cut) => {
  expect(cutToWidth(text, columns)).toBe(cut);
});

test("a table with wide characters stays aligned", () => {
  const rows = [
    ["夜に駆ける", "1"],
    ["Sunday ☕️", "2"],
    ["Ágætis byrjun", "3"],
  ];

  expect(formatTable(rows)).toBe("夜に駆ける     1\nSunday ☕️      2\nÁgætis byrjun  3");
});
