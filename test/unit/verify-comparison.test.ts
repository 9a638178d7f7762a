import { describe, expect, test } from "vitest";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { findComparisonFaults } from "../../src/lib/verify/comparison-check.ts";
import { makeManifest } from "../manifest.ts";

const since = "2026-11-15T02-00-00Z";

/** A section that is all there. */
function whole(exported: number, nulls = 0): Manifest["sections"][string] {
  return { total: exported, exported, unavailable: 0, nulls };
}

const library = (tracks: Manifest["sections"][string], given: Partial<Manifest> = {}) =>
  makeManifest({ sections: { tracks }, ...given });

const playlists = (lists: number, items: number, given: Partial<Manifest> = {}) =>
  makeManifest({ kind: "playlists", sections: { playlists: whole(lists), items: whole(items) }, ...given });

function changesOf(sections: NonNullable<Manifest["changes"]>["sections"]): Partial<Manifest> {
  return { changes: { since, sections } };
}

function faultsOf(manifest: Manifest, former?: Manifest): readonly string[] {
  return findComparisonFaults(manifest, (id) => (id === since && former ? { ...former, id } : undefined));
}

describe("the counts of changes lead from the one snapshot to the other", () => {
  const added2 = changesOf({ tracks: { added: 2, removed: 1, dropped: 1, vanished: 3 } });

  test("or they are a fault, where both hold all of the section", () => {
    expect(faultsOf(library(whole(10), added2), library(whole(10)))).toEqual([]);
    expect(faultsOf(library(whole(10), added2), library(whole(11)))).toEqual([
      `counts changes in section tracks that do not lead from the 11 entries of ${since} to its own 10`,
    ]);
  });

  test("and cannot be told where the one before is gone, or either lacks something", () => {
    const short = { total: 12, exported: 11, unavailable: 1, nulls: 0, problem: "502" };
    expect(faultsOf(library(whole(10), added2))).toEqual([]);
    expect(faultsOf(library(whole(10), added2), library(short))).toEqual([]);
    expect(faultsOf(library(short, added2), library(whole(3)))).toEqual([]);
  });

  test("of playlists as well, unless one of them holds what the other need not", () => {
    const changes = changesOf({
      playlists: { added: 1, removed: 0, edited: 1 },
      items: { added: 5, removed: 0, moved: 9 },
    });
    const refused = { id: "theirs", name: "Theirs", cause: "refused" as const, reason: "403" };
    const failed = { ...refused, cause: "failed" as const };
    const now = (given: Partial<Manifest> = {}) => playlists(3, 20, { ...changes, ...given });
    const former = (given: Partial<Manifest> = {}) => playlists(1, 10, given);

    expect(faultsOf(now(), playlists(2, 15))).toEqual([]);
    expect(faultsOf(now(), former())).toHaveLength(2);
    expect(faultsOf(now({ unavailable: [refused] }), former({ unavailable: [refused] }))).toHaveLength(2);
    expect(faultsOf(now({ unavailable: [refused] }), former())).toEqual([
      expect.stringContaining("section playlists"),
    ]);
    expect(faultsOf(now({ playlistType: "owned" }), former())).toEqual([]);
    expect(faultsOf(now(), former({ status: "partial", unavailable: [failed] }))).toEqual([]);
  });
});

describe("the figures of a suspect section", () => {
  const suspect = [{ section: "tracks", before: 100, now: 9, since }];

  test("are those of the two manifests, without what was taken down", () => {
    expect(faultsOf(library(whole(10, 1), { suspect }), library(whole(105, 5)))).toEqual([]);
    expect(faultsOf(library(whole(10, 1), { suspect }))).toEqual([]);
    expect(faultsOf(library(whole(10), { suspect }), library(whole(105)))).toEqual([
      "suspects section tracks for its 9 items, and it has 10",
      `suspects section tracks for 100 items in ${since}, which had 105`,
    ]);
  });

  test("can be of a section that is missing", () => {
    const gone = [{ section: "albums", before: 30, now: 0, since }];
    expect(
      faultsOf(library(whole(10), { suspect: gone }), makeManifest({ sections: { albums: whole(30) } })),
    ).toEqual([]);
  });
});

test("a section that the kind has not is compared by nobody", () => {
  const none = { added: 0, removed: 0 };
  expect(faultsOf(library(whole(1), changesOf({ items: none })))).toEqual([
    "compares a section items, which its kind has not",
  ]);
});
