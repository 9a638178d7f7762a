import { expect, test } from "vitest";
import { findInList } from "../../src/lib/find/find-in-list.ts";
import type { Entry } from "../../src/lib/snapshot/entry.ts";
import type { Words } from "../../src/lib/snapshot/words.ts";

const snapshot = "2026-11-22T02-00-00Z";
const earlier = "2026-11-15T02-00-00Z";
const toWords = (name: string): Words => ({
  uri: `spotify:track:${name}`,
  name,
  artists: ["A"],
  album: "B",
  isrc: "",
});

function toEntry(given: Partial<Entry>): Entry {
  const { words } = given;
  const status = words === undefined ? "unavailable" : "available";
  return {
    ...{ addedAt: "2020-02-02T00:00:00Z", addedBy: "", status, uri: words?.uri ?? "" },
    ...{ words, known: [] },
    ...given,
  };
}

const entryOf = (name: string, addedAt?: string) =>
  toEntry({ words: toWords(name), ...(addedAt === undefined ? {} : { addedAt }) });
const known = (...names: readonly string[]) =>
  toEntry({ known: names.map((name) => ({ ...toWords(name), lastSeen: earlier })) });

function find(name: string, entries: readonly Entry[] | undefined, dropped: readonly string[] = []) {
  const found = findInList(
    {
      collection: "items",
      entries,
      dropped: dropped.map((name) => ({ ...toWords(name), lastSeen: earlier, addedAt: "2019" })),
    },
    { snapshot, isWanted: (_, words) => words.name === name || words.uri.endsWith(`:${name}`) },
  );
  return [...found.values()].map(({ observation, toldTo }) => ({ ...observation, toldTo }));
}

test("an item is found at each of its places, with the earliest date", () => {
  expect(find("x", [entryOf("x", "2021"), entryOf("y"), entryOf("x", "2020"), entryOf("x", "")])).toEqual([
    { type: "seen", state: "there", positions: [1, 3, 4], addedAt: "2020", toldTo: snapshot },
  ]);
});

test("what is remembered of an entry that was taken down is what it is", () => {
  expect(find("x", [known("y"), known("x")])).toEqual([
    {
      ...{ type: "seen", state: "taken down", positions: [2] },
      ...{ addedAt: "2020-02-02T00:00:00Z", toldTo: earlier },
    },
  ]);
});

test("entries that can each be one of several are told as what they are perhaps", () => {
  expect(find("x", [known("x", "y"), entryOf("z"), known("x", "y")])).toEqual([
    {
      ...{ type: "perhaps", lastSeen: earlier, positions: [1, 3] },
      ...{ addedAt: "2020-02-02T00:00:00Z", toldTo: earlier },
    },
  ]);
});

test("an entry that is certain goes before those that are not", () => {
  expect(find("x", [known("x", "y"), entryOf("x")])).toMatchObject([{ type: "seen", positions: [2] }]);
});

test("an item without words is found by the URI that is left", () => {
  expect(find("x", [toEntry({ uri: "spotify:track:x" })])).toMatchObject([
    { type: "seen", state: "taken down", positions: [1] },
  ]);
});

test("what Spotify has dropped is found, also where the contents are not there", () => {
  const expected = [{ type: "dropped", lastSeen: earlier, addedAt: "2019", count: 2, toldTo: earlier }];
  expect(find("x", [entryOf("y")], ["x", "y", "x"])).toEqual(expected);
  expect(find("x", undefined, ["x", "x"])).toEqual(expected);
});

test("nothing is found in entries of which nothing is left", () => {
  expect(find("x", [toEntry({})])).toEqual([]);
});
