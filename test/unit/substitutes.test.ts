import { describe, expect, test } from "vitest";
import type { SavedEntry } from "../../src/lib/restore/saved-state.ts";
import { toSearchQueries } from "../../src/lib/restore/search-queries.ts";
import {
  type Candidate,
  chooseSubstitute,
  toCandidate,
  toGoneKey,
} from "../../src/lib/restore/substitutes.ts";
import type { Words } from "../../src/lib/snapshot/words.ts";

function say(given: Partial<Words> = {}): Words {
  return {
    uri: "spotify:track:old",
    name: "Song",
    artists: ["Ann", "Bob"],
    album: "Album",
    isrc: "",
    ...given,
  };
}

function lose(given: Partial<Words> = {}, durationMs: number | undefined = 200_000): SavedEntry {
  const words = say(given);
  return { uri: words.uri, status: "gone", words, durationMs, addedBy: "" };
}

function find(given: Partial<Words> = {}, durationMs: number | undefined = 200_000): Candidate {
  return { words: say({ uri: "spotify:track:new", ...given }), durationMs, isGone: false };
}

function judge(entry: SavedEntry, candidate: Candidate): string {
  const { taken, verdicts } = chooseSubstitute(entry, [candidate]);
  expect(taken).toBe(verdicts[0]?.isSame ? candidate : undefined);
  return verdicts[0]?.reason ?? "nothing";
}

const same = "the same title, artists and length";

describe("by its words", () => {
  test.each<[string, string, string]>([
    ["Song", "Song", same],
    ["Don’t Stop", "DON'T STOP!", same],
    ["Beyoncé & Me", "Beyonce and Me", same],
    ["Song (feat. Cid)", "Song", same],
    ["Song", "Song (ft. Cid) [Explicit]", same],
    ["Song", "Song (With You)", "another version"],
    ["Song - Remastered 2011", "Song", same],
    ["Song", "Song - 2011 Remaster", same],
    ["Song (Album Version)", "Song", same],
    ["Song - Live", "Song (Live)", same],
    ["Song - Live at Leeds / 2001 Remaster", "Song - Live at Leeds", same],
    ["Live and Let Die", "Live and Let Die", same],
    ["Song, Pt. 1", "Song Pt 1", same],
    ["(I Can't Get No) Satisfaction", "(I Can't Get No) Satisfaction - Mono", "another version: mono"],
    ["Song", "Songs", "another title"],
    ["Song (Part 1)", "Song (Part 2)", "another version"],
    ["Song", "Song - Live", "another version: live"],
    ["Song", "Song (Live at Leeds)", "another version: live"],
    ["Song - Live", "Song", "another version: not live"],
    ["Song - Live at Leeds 1970", "Song - Live at Hull 1970", "another version"],
    ["Song - Live 1970", "Song - Live 1971", "another version"],
    ["Song", "Song - MTV Unplugged", "another version: live"],
    ["Song", "Song - Cid Remix", "another version: remixed"],
    ["Song - Cid Remix", "Song - Dan Remix", "another version"],
    ["Song", "Song (Acoustic)", "another version: acoustic"],
    ["Song", "Song - Karaoke Version", "another version: karaoke"],
    ["Song", "Song (In the Style of Ann)", "another version: karaoke"],
    ["Song", "Song - Instrumental", "another version: instrumental"],
    ["Song", "Song - Sped Up", "another version: sped up"],
    ["Song", "Song (slowed + reverb)", "another version: slowed"],
    ["Song", "Song (Taylor's Version)", "another version: re-recorded"],
    ["Song (Taylor’s Version)", "Song (Taylor's Version)", same],
    ["Song", "Song - Re-Recorded", "another version: re-recorded"],
    ["Song", "Song - Demo", "another version: demo"],
    ["Song", "Song - Radio Edit", "another version: shortened"],
    ["Song", "Song - Extended Mix", "another version: remixed"],
    ["Song", "Song - A Cappella", "another version: a cappella"],
    ["Song", "Song - Single Version", "another version: shortened"],
    ["???", "???", same],
    ["???", "!!!", "another title"],
  ])("%s and %s", (name, other, verdict) => {
    expect(judge(lose({ name }), find({ name: other }))).toBe(verdict);
  });

  test.each<[readonly string[], readonly string[], string]>([
    [["Ann", "Bob"], ["Ann", "Bob"], same],
    [["Ann", "Bob", "Cid"], ["Ann", "Cid", "Bob"], same],
    [["Ánn"], ["ANN"], same],
    [["Ann", "Bob"], ["Bob", "Ann"], "other artists"],
    [["Ann", "Bob"], ["Ann"], "other artists"],
    [["Ann"], ["Ann", "Bob"], "other artists"],
    [["Ann"], ["Annie"], "other artists"],
    [[], [], "other artists"],
    [[""], [""], same],
  ])("the artists %j and %j", (artists, others, verdict) => {
    expect(judge(lose({ artists }), find({ artists: others }))).toBe(verdict);
  });

  test.each<[number | undefined, string]>([
    [198_000, same],
    [202_000, same],
    [197_999, "2 s shorter"],
    [214_000, "14 s longer"],
    [undefined, "its length is not known"],
  ])("a length of %s ms for one of 200 s", (durationMs, verdict) => {
    expect(judge(lose(), { ...find(), durationMs })).toBe(verdict);
  });

  test("the album tells a version, too", () => {
    expect(judge(lose(), find({ album: "Live at Leeds" }))).toBe("another version: live");
    expect(judge(lose({ album: "Live at Leeds" }), find())).toBe("another version: not live");
    expect(judge(lose(), find({ album: "Karaoke Hits 7" }))).toBe("another version: karaoke");
    expect(judge(lose(), find({ album: "The Best of Ann" }))).toBe(same);
  });
});

describe("by its ISRC", () => {
  const byCode = "the same recording by its ISRC";

  test("it is the same, however it is written and called", () => {
    const entry = lose({ isrc: "GB-AYE-60-01477" }, undefined);
    expect(judge(entry, find({ isrc: "gbaye6001477", name: "Song - 2009 Remaster" }, undefined))).toBe(
      byCode,
    );
  });

  test("another one does not rule out the same words", () => {
    expect(judge(lose({ isrc: "GBAYE6001477" }), find({ isrc: "USAYE6001477" }))).toBe(same);
  });

  test("none is not the same as none", () => {
    expect(judge(lose(), find({ name: "Other" }))).toBe("another title");
  });

  test("it does not help where the other is gone as well, or is the very same", () => {
    const entry = lose({ isrc: "GBAYE6001477" });
    expect(judge(entry, { ...find({ isrc: "GBAYE6001477" }), isGone: true })).toBe("taken down as well");
    expect(judge(entry, find({ isrc: "GBAYE6001477", uri: entry.uri }))).toBe("taken down as well");
  });
});

test("of several the same ISRC goes first, then the same album, then the nearest length", () => {
  const entry = lose({ isrc: "GBAYE6001477" });
  const code = find({ uri: "code", isrc: "GBAYE6001477", album: "Hits" });
  const album = find({ uri: "album" }, 201_000);
  const near = find({ uri: "near", album: "Hits" }, 200_500);
  const far = find({ uri: "far", album: "Hits" }, 201_500);
  const live = find({ uri: "live", name: "Song - Live" });
  const choose = (...candidates: readonly Candidate[]) =>
    chooseSubstitute(entry, candidates).taken?.words.uri;
  expect(choose(live, far, near, album, code)).toBe("code");
  expect(choose(live, far, near, album)).toBe("album");
  expect(choose(live, far, near)).toBe("near");
  expect(choose(live)).toBeUndefined();
  expect(choose()).toBeUndefined();
});

test("of a track of which nothing is known nothing is the same", () => {
  const entry: SavedEntry = { uri: "", status: "gone", words: undefined, durationMs: 1, addedBy: "" };
  expect(chooseSubstitute(entry, [find()])).toEqual({ entry, taken: undefined, verdicts: [] });
  expect(toGoneKey(entry)).toBeUndefined();
});

test("a track without a URI is known by its words", () => {
  const { words } = lose({ uri: "" });
  expect(toGoneKey({ uri: "", words })).toBe('["","Song","Ann","Bob"]');
  expect(toGoneKey({ uri: "spotify:track:old", words })).toBe("spotify:track:old");
});

test("what a search finds is taken as it is sent", () => {
  const track = { uri: "spotify:track:1", name: "Song", artists: [{ name: "Ann" }], duration_ms: 200_000 };
  expect(toCandidate(track)).toEqual({
    words: { uri: "spotify:track:1", name: "Song", artists: ["Ann"], album: "", isrc: "" },
    durationMs: 200_000,
    isGone: false,
  });
  expect(toCandidate({ ...track, is_playable: false })?.isGone).toBe(true);
  expect(toCandidate({ ...track, duration_ms: null })?.durationMs).toBeUndefined();
  expect(toCandidate({ ...track, name: "" })).toBeUndefined();
  expect(toCandidate(null)).toBeUndefined();
});

test.each<[string, Partial<Words>, readonly string[]]>([
  ["code and title", { isrc: "gb-aye-60-01477" }, ["isrc:GBAYE6001477", 'track:"Song" artist:"Ann"']],
  ["no code", {}, ['track:"Song" artist:"Ann"']],
  ["no artist", { artists: [] }, []],
  ["no name", { name: "", isrc: "GBAYE6001477" }, ["isrc:GBAYE6001477"]],
  ["quotation marks", { name: 'A "Song" of “Two”' }, ['track:"A Song of Two" artist:"Ann"']],
  ["a colon", { name: "Act II: Song - Live: Hull" }, ['track:"Act II Song" artist:"Ann" Live Hull']],
  ["a version", { name: "Song (feat. Cid) - Dan's Remix" }, ['track:"Song" artist:"Ann" Dan\'s Remix']],
  ["a remaster", { name: "Song - Remastered 2011" }, ['track:"Song" artist:"Ann"']],
  ["nothing but brackets", { name: "(Song)" }, ['track:"Song" artist:"Ann" Song']],
  [
    "a long title",
    { name: `${"word ".repeat(30)}- ${"more ".repeat(30)}`, artists: ["x".repeat(60)] },
    [`track:"${"word ".repeat(10).trim()}" artist:"${"x".repeat(30)}"`],
  ],
])("is searched for by %s", (_, given, queries) => {
  expect(toSearchQueries(say(given))).toEqual(queries);
});
