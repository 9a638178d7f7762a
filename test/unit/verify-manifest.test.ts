import { describe, expect, test } from "vitest";
import type { Manifest, Section } from "../../src/lib/archive/manifest.ts";
import { findSectionFaults } from "../../src/lib/verify/manifest-check.ts";
import { makeManifest } from "../manifest.ts";

const none: Section = { total: 0, exported: 0, unavailable: 0, nulls: 0 };
const listNulls = { id: null, name: null, cause: "refused" as const, reason: "says nothing more of it" };

function faultsOf(
  playlists: Partial<Section>,
  items: Partial<Section>,
  given: Partial<Manifest> = {},
): readonly string[] {
  return findSectionFaults(
    makeManifest({
      kind: "playlists",
      sections: { playlists: { ...none, ...playlists }, items: { ...none, ...items } },
      ...given,
    }),
  );
}

describe("what an export writes of a run that did not go well is no fault", () => {
  const failed = { cause: "failed" as const, reason: "502 Bad Gateway" };
  const list = { id: "playlists", name: "List of playlists" };

  test.each<[string, Partial<Section>, Partial<Section>, Partial<Manifest>]>([
    [
      "a list that could not be counted",
      { total: null, unavailable: null, problem: "502" },
      {},
      { status: "partial", unavailable: [{ ...list, ...failed }] },
    ],
    [
      "a list that broke off",
      { total: 9, exported: 5, unavailable: 4, problem: "502" },
      {},
      { status: "partial", unavailable: [{ ...list, ...failed }] },
    ],
    [
      "a list that Spotify sends more of than it counts",
      { total: 3, exported: 5, problem: "Spotify counts 3" },
      {},
      { status: "partial", unavailable: [{ ...list, ...failed }] },
    ],
    [
      "the same with a null in it",
      { total: 3, exported: 4, unavailable: 1, problem: "Spotify counts 3" },
      {},
      { status: "partial", unavailable: [{ ...list, ...failed }, listNulls] },
    ],
    [
      "nulls in the list",
      { total: 7, exported: 5, unavailable: 2 },
      {},
      { unavailable: [listNulls, listNulls] },
    ],
    ["playlists that were not chosen", { total: 7, exported: 5, excluded: 2 }, {}, {}],
    [
      "playlists that are refused",
      { total: 1, exported: 1 },
      { total: 30, unavailable: 30 },
      { unavailable: [{ id: "p", name: "P", cause: "refused", reason: "not yours" }] },
    ],
    [
      "a playlist that failed, uncounted",
      { total: 1, exported: 1 },
      { uncounted: 1, problem: "502" },
      { status: "partial", unavailable: [{ id: "p", name: "P", ...failed }] },
    ],
  ])("%s", (_, playlists, items, given) => {
    expect(faultsOf(playlists, items, given)).toEqual([]);
  });
});

test.each<[string, Partial<Section>, Partial<Section>, Partial<Manifest>, string]>([
  [
    "more than was counted, and no word of it",
    { total: 3, exported: 5 },
    {},
    {},
    "counts 3 in section playlists, of which 5 are accounted for",
  ],
  ["no total, but a part of it", { total: null }, {}, {}, "does not count section playlists as a whole"],
  [
    "less than was counted, and no word of it",
    { total: 3, exported: 2, unavailable: 1 },
    {},
    {},
    "counts 3 in section playlists and has 2, and does not say why",
  ],
  [
    "a status that nothing speaks for",
    { total: 3, exported: 3 },
    {},
    { status: "partial" },
    "is partial, although nothing is named as failed",
  ],
  [
    "a failure that no playlist had",
    {},
    { problem: "502" },
    {},
    "tells of a problem of items, and of no playlist that failed, or the other way round",
  ],
])("a fault is told: %s", (_, playlists, items, given, fault) => {
  expect(faultsOf(playlists, items, given)).toContain(fault);
});

test("a section that is missing is told", () => {
  expect(findSectionFaults(makeManifest({ kind: "playlists", sections: { playlists: none } }))).toEqual([
    "has no section items",
  ]);
});
