import { describe, expect, test } from "vitest";
import { DriftError } from "../../src/lib/spotify/spotify-error.ts";
import type { FakeRequest } from "../fake-spotify/faults.ts";
import { editPlaylist, type Playlist, type PlaylistAccess } from "../fake-spotify/library.ts";
import { makeEntry, makePlaylist } from "../fake-spotify/make-playlist.ts";
import type { Shape } from "../fake-spotify/shape.ts";
import { expectedEntry, makeEntries, questionsOf, startReading } from "../playlist-reading.ts";
import { failureOf } from "../setup/failure.ts";

/** One playlist, which is listed and not read yet. */
async function startWith(count: number, access: PlaylistAccess = "owned", shape: Shape = "2026") {
  const playlist = makePlaylist({ name: "mine", access, entries: makeEntries(count) });
  const started = await startReading([playlist], shape);
  return { ...started, playlist, ...questionsOf(playlist, shape) };
}

function entriesOf(playlist: Playlist, shape: Shape = "2026"): readonly unknown[] {
  return playlist.entries.map((entry) => expectedEntry(entry, shape));
}

const edits: readonly [string, (playlist: Playlist) => void][] = [
  ["an entry is added", ({ entries }) => entries.push(makeEntry(null))],
  ["an entry is put first", ({ entries }) => entries.unshift(makeEntry(null))],
  ["an entry is removed", ({ entries }) => entries.splice(3, 1)],
  ["the first is moved to the end", ({ entries }) => entries.push(...entries.splice(0, 1))],
  ["a whole page is removed", ({ entries }) => entries.splice(20, 60)],
  ["only fifty are left", ({ entries }) => entries.splice(50)],
  ["all is removed", ({ entries }) => entries.splice(0)],
];

describe("a playlist that was edited between the listing and the reading", () => {
  test.each(edits)("so that %s is read as it is now, at its new version", async (_, edit) => {
    const { collect, playlist } = await startWith(180);
    editPlaylist(playlist, edit);

    const { reading, version, entries } = await collect("mine");

    expect(reading).toEqual({
      total: playlist.entries.length,
      read: playlist.entries.length,
      nulls: playlist.entries.filter(({ item }) => item === null).length,
    });
    expect(entries).toEqual(entriesOf(playlist));
    expect(version).toBe(playlist.snapshotId);
  });

  test("so that its object brings all of it is asked for that once, after the page that is gone", async () => {
    const { collect, asked, playlist, object } = await startWith(140);
    editPlaylist(playlist, ({ entries }) => entries.splice(60));

    expect(await collect("mine")).toMatchObject({ version: playlist.snapshotId, reading: { read: 60 } });
    expect(asked().filter((question) => question === object)).toHaveLength(1);
  });
});

describe("a playlist that is edited while it is read", () => {
  const places: readonly [string, (request: FakeRequest) => boolean][] = [
    ["before the first page", ({ query }) => query.get("offset") === "100"],
    ["before the last page", ({ query }) => query.get("offset") === "150"],
    ["before its object", ({ path, query }) => /^\/playlists\/\w+$/.test(path) && !query.has("offset")],
  ];

  describe.each(places)("%s", (_, when) => {
    test.each(edits)("so that %s is read again and whole", async (_, edit) => {
      const { fake, collect, playlist } = await startWith(180);
      fake.misbehave({ when, does: { kind: "event", happen: () => editPlaylist(playlist, edit) } });

      const { reading, version, entries } = await collect("mine");

      expect(reading.shortfall).toBeUndefined();
      expect(entries).toEqual(entriesOf(playlist));
      expect(version).toBe(playlist.snapshotId);
    });

    test.each(edits)("twice, so that %s, is read a third time and whole", async (_, edit) => {
      const { fake, collect, playlist } = await startWith(380);
      const happen = () => editPlaylist(playlist, edit);
      fake.misbehave({ when, times: 2, does: { kind: "event", happen } });

      const { reading, entries } = await collect("mine");

      expect(reading.shortfall).toBeUndefined();
      expect(entries).toEqual(entriesOf(playlist));
    });
  });

  test.each<[string, PlaylistAccess, Shape]>([
    ["the user's own", "owned", "2026"],
    ["a shared one", "collaborative", "2026"],
    ["another's", "followed", "older"],
  ])("is told by its version alone, where its total stays: %s", async (_, access, shape) => {
    const { fake, read, playlist } = await startWith(120, access, shape);
    const happen = () => editPlaylist(playlist, ({ entries: all }) => all.push(...all.splice(0, 1)));
    fake.misbehave({
      when: ({ query }) => query.get("offset") === "100",
      does: { kind: "event", happen },
    });

    const error = await failureOf(read("mine"));
    expect(error).toBeInstanceOf(DriftError);
    expect(error.message).toBe("the playlist was edited while it was read");
  });
});

describe("a playlist whose version changes at every request, though its contents do not", () => {
  const isContents = ({ path }: FakeRequest) => path.startsWith("/playlists/");

  test("is believed when a second reading finds the same", async () => {
    const { fake, collect, asked, playlist, object, pageAt } = await startWith(180);
    const happen = () => editPlaylist(playlist, () => {});
    fake.misbehave({ when: isContents, times: Number.POSITIVE_INFINITY, does: { kind: "event", happen } });

    const { reading, entries } = await collect("mine");

    expect(reading).toMatchObject({ total: 180, read: 180 });
    expect(reading.shortfall).toBeUndefined();
    expect(entries).toEqual(entriesOf(playlist));
    const once = [object, pageAt(100), pageAt(150)];
    expect(asked().toSorted()).toEqual([...once, ...once].toSorted());
  });

  test("is told to be edited where the contents change as well", async () => {
    const { fake, collect, playlist } = await startWith(180);
    const happen = () => editPlaylist(playlist, ({ entries }) => entries.push(...entries.splice(0, 1)));
    fake.misbehave({ when: isContents, times: Number.POSITIVE_INFINITY, does: { kind: "event", happen } });

    const { reading, entries } = await collect("mine");

    expect(reading.shortfall).toEqual({
      cause: "failed",
      reason: "the playlist was edited while it was read, in 3 readings",
    });
    expect(entries).toBeUndefined();
  });

  test("costs no second look where Spotify keeps it: it has no version that could tell anything", async () => {
    const playlist = makePlaylist({ name: "Daily Mix", access: "spotify", entries: makeEntries(120) });
    const { fake, collect, asked } = await startReading([playlist], "older");
    // Apps old enough still get these contents.
    const given: Playlist = { ...playlist, access: "followed" };
    fake.library.playlists = [given];
    const happen = () => editPlaylist(given, () => {});
    fake.misbehave({ when: isContents, times: Number.POSITIVE_INFINITY, does: { kind: "event", happen } });

    expect(await collect("Daily Mix")).toMatchObject({ reading: { total: 120, read: 120 } });
    const { object, pageAt } = questionsOf(playlist, "older");
    expect(asked()).toEqual([object, pageAt(100)]);
  });
});
