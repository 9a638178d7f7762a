import { describe, expect, test } from "vitest";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { createHistories, type FoundItem } from "../../src/lib/find/histories.ts";
import type { SearchedList } from "../../src/lib/find/list-history.ts";
import { toPlaylistFacts } from "../../src/lib/snapshot/lists.ts";
import type { Words } from "../../src/lib/snapshot/words.ts";
import { makeManifest } from "../manifest.ts";

const song: Words = { uri: "spotify:track:x", name: "X", artists: ["A"], album: "B", isrc: "" };

/** A list that has the song at its first place, or not. */
function listOf(place: Partial<SearchedList>, words: readonly Words[]): SearchedList {
  const sighted = words.map((words) => ({
    words,
    toldTo: "",
    observation: { type: "seen", state: "there", positions: [1], addedAt: null } as const,
  }));
  const found = new Map(sighted.map((sighting) => [sighting.words.uri, sighting]));
  return { collection: "items", contents: "read", found, ...place };
}

const playlist = (name = "P") => toPlaylistFacts({ id: "p", name });
const withSong = listOf({ playlist: playlist() }, [song]);
const withoutSong = listOf({ playlist: playlist() }, []);
const withoutContents = listOf({ playlist: playlist(), contents: "missing" }, []);

/** What is found in snapshots of the ids 1, 2, 3… */
function findIn(
  snapshots: readonly (readonly [readonly SearchedList[], Partial<Manifest>?])[],
): readonly FoundItem[] {
  const histories = createHistories();
  for (const [index, [lists, given = {}]] of snapshots.entries()) {
    histories.add(makeManifest({ kind: "playlists", id: String(index + 1), ...given }), lists);
  }
  return histories.toItems();
}

/** Of the one list that has held the one item. */
function findOne(...snapshots: Parameters<typeof findIn>[0]) {
  const [item, ...otherItems] = findIn(snapshots);
  const [list, ...otherLists] = item?.lists ?? [];
  expect([...otherItems, ...otherLists]).toEqual([]);
  return {
    state: list?.now.state,
    leftBefore: list?.spans.map(({ leftBefore }) => leftBefore),
    goneSince: list?.playlist?.goneSince,
  };
}

describe("a playlist that a snapshot does not have", () => {
  const owned = { playlistType: "owned" };
  const short = { unavailable: [{ id: "playlists", name: "", reason: "", cause: "failed" }] } as const;

  test.each<[string, Parameters<typeof findIn>[0], ReturnType<typeof findOne>]>([
    [
      "is gone, and so is the item",
      [[[withSong]], [[]], [[]]],
      { state: "gone", leftBefore: ["2"], goneSince: "2" },
    ],
    [
      "that the item had left before is gone later",
      [[[withSong]], [[withoutSong]], [[]]],
      { state: "gone", leftBefore: ["2"], goneSince: "3" },
    ],
    [
      "may be there again",
      [[[withSong]], [[]], [[withSong]]],
      { state: "there", leftBefore: ["2", null], goneSince: null },
    ],
    [
      "is not known where the settings have begun to leave playlists out",
      [[[withSong]], [[], owned], [[], owned]],
      { state: "unknown", leftBefore: [null], goneSince: null },
    ],
    [
      "is gone where they left out the same before",
      [
        [[withSong], owned],
        [[], owned],
      ],
      { state: "gone", leftBefore: ["2"], goneSince: "2" },
    ],
    [
      "is not known where the list of playlists is not whole",
      [[[withSong]], [[], { ...short, unavailable: [...short.unavailable] }]],
      { state: "unknown", leftBefore: [null], goneSince: null },
    ],
  ])("%s", (_, snapshots, expected) => {
    expect(findOne(...snapshots)).toEqual(expected);
  });
});

describe("a list whose contents are not all there", () => {
  test("says nothing of an item that is not among them", () => {
    expect(findOne([[withSong]], [[withoutContents]])).toMatchObject({ state: "unknown" });
    const likes = { kind: "library", sections: {} } as const;
    const partial = {
      ...likes,
      sections: { tracks: { total: 9, exported: 5, unavailable: 4, nulls: 0, problem: "failed" } },
    };
    const liked = listOf({ collection: "tracks" }, [song]);
    const unliked = listOf({ collection: "tracks" }, []);
    expect(findOne([[liked], likes], [[unliked], partial])).toMatchObject({ state: "unknown" });
    expect(findOne([[liked], likes], [[liked], partial])).toMatchObject({ state: "there" });
    expect(findOne([[liked], likes], [[unliked], { kind: "library" }])).toMatchObject({ state: "gone" });
  });
});

test("an item and a playlist have their newest names", () => {
  const renamed = { ...song, name: "X (Remastered)" };

  expect(findIn([[[withSong]], [[listOf({ playlist: playlist("Q") }, [renamed])]]])).toMatchObject([
    { name: "X (Remastered)", lists: [{ playlist: { id: "p", name: "Q" } }] },
  ]);
});

test("the lists of two accounts are no past of each other, and a new id of one account makes no other", () => {
  const me = { account: { id: "me", display_name: null, account_id: "1" } };
  const alsoMe = { account: { id: "me2", display_name: null, account_id: "1" } };
  const other = { account: { id: "other", display_name: null, account_id: "2" } };

  const [item] = findIn([
    [[withSong], me],
    [[], other],
    [[withSong], other],
    [[withoutSong], alsoMe],
  ]);

  expect(item?.lists.map(({ account, now }) => [account, now.state])).toEqual([
    ["me2", "gone"],
    ["other", "there"],
  ]);
});
