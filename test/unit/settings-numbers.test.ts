import { describe, expect, test } from "vitest";
import { parseExportSettings } from "../../src/lib/settings.ts";
import { credentials, problemsOf } from "../settings-problems.ts";
import { wholeNumbers, wrongNumber } from "./whole-number-settings.ts";

const read = (values: Record<string, string>) =>
  parseExportSettings({ ...credentials, ...values }, "commandLine");

describe.each(wholeNumbers)("$name", ({ name, least, most, fallback, setting, unit }) => {
  test.each([
    [String(least), least],
    [String(most), most],
    [` ${most} `, most],
    [`00${most}`, most],
    ["", fallback],
    ["  ", fallback],
  ])("may be %o", (text, value) => {
    expect(read({ [name]: text })).toMatchObject({ [setting]: unit * value });
  });

  test("may be absent", () => {
    expect(read({})).toMatchObject({ [setting]: unit * fallback });
  });

  test.each([
    String(least - 1),
    String(most + 1),
    "1.5",
    "1e1",
    "0x10",
    "+1",
    "1,000",
    "1 000",
    "١",
    "ten",
    "Infinity",
    "NaN",
    "9".repeat(400),
  ])("cannot be %s", (text) => {
    expect(problemsOf(() => read({ [name]: text }))).toEqual([wrongNumber(name, { least, most })]);
  });
});
