import { describe, expect, test } from "vitest";
import { parseQuery } from "../../src/lib/find/match-text.ts";
import { createWanted } from "../../src/lib/find/wanted.ts";
import type { Words } from "../../src/lib/snapshot/words.ts";

const working: Words = { uri: "", name: "Working title", artists: ["Queen"], album: "", isrc: "" };
const renamed = { ...working, name: "Rhapsody" };
const other = { ...working, name: "Other" };

/** Meets items one after the other. */
function meet(text: string, items: readonly (readonly [key: string, words: Words])[]) {
  const query = parseQuery(text);
  if (query === undefined) {
    throw new RangeError("There is nothing to search for.");
  }
  const { isWanted, hasMissed } = createWanted(query);
  return { wanted: items.map(([key, words]) => isWanted(key, words)), hasMissed: hasMissed() };
}

describe("an item", () => {
  test("is wanted by its key from when it was meant on", () => {
    expect(
      meet("rhapsody", [
        ["1", renamed],
        ["2", other],
        ["1", working],
      ]),
    ).toEqual({ wanted: [true, false, true], hasMissed: false });
  });

  test.each([
    ["by another name", "rhapsody", renamed],
    ["without its ISRC", "GBUM71029604", { ...working, isrc: "GBUM71029604" }],
  ])("is missed where it was met %s before it was meant", (_, text, told) => {
    expect(
      meet(text, [
        ["1", working],
        ["1", told],
      ]),
    ).toEqual({ wanted: [false, true], hasMissed: true });
  });

  test("is not missed where only others were met before", () => {
    expect(
      meet("rhapsody", [
        ["2", other],
        ["1", renamed],
        ["2", other],
      ]),
    ).toMatchObject({ hasMissed: false });
  });
});
