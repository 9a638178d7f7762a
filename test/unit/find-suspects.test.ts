import { expect, test } from "vitest";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { findSuspects } from "../../src/lib/remember/find-suspects.ts";
import { makeManifest } from "../manifest.ts";

function makeCounts(counts: Readonly<Record<string, number>>, given: Partial<Manifest> = {}): Manifest {
  const sections = Object.entries(counts).map(([name, exported]) => [
    name,
    { total: exported, exported, unavailable: 0, nulls: 0 },
  ]);
  return makeManifest({ sections: Object.fromEntries(sections), ...given });
}

test.each([
  ["as many as before", 100, 100, 30, false],
  ["more than before", 100, 200, 30, false],
  ["just the share", 100, 70, 30, false],
  ["one more than the share", 100, 69, 30, true],
  ["20 of few", 20, 0, 30, false],
  ["21 of few", 21, 0, 30, true],
  ["everything, with a share of all", 10_000, 0, 100, false],
  ["a little, with a small share", 1_000, 979, 1, true],
  ["very little, with a small share", 1_000, 980, 1, false],
])("a section that has %s", (_, before, now, sharePercent, isSuspect) => {
  const lastGood = makeCounts({ tracks: before, albums: 5 });
  const suspects = findSuspects(makeCounts({ tracks: now, albums: 5 }), lastGood, sharePercent);
  expect(suspects).toEqual(isSuspect ? [{ section: "tracks", before, now, since: lastGood.id }] : []);
});

test("the top lists may shrink as they like, and a section that is missing has shrunk to nothing", () => {
  const lastGood = makeCounts({ topTracks: 150, topArtists: 150, artists: 50 });
  expect(findSuspects(makeCounts({ topTracks: 0, topArtists: 0 }), lastGood, 30)).toMatchObject([
    { section: "artists", before: 50, now: 0 },
  ]);
});

test.each([
  [undefined, "owned", 0],
  ["owned", undefined, 0],
  ["owned", "owned", 1],
  [undefined, undefined, 1],
])("with playlists chosen as %s and then as %s", (before, now, suspects) => {
  const choose = (type: string | undefined) => (type === undefined ? {} : { playlistType: type });
  const found = findSuspects(
    makeCounts({ playlists: 10 }, choose(now)),
    makeCounts({ playlists: 100 }, choose(before)),
    30,
  );
  expect(found).toHaveLength(suspects);
});
