import { describe, expect, test } from "vitest";
import { startOfExport } from "../export/export-tools.ts";
import { openFakeClient } from "../fake-spotify/fake-client.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { PlaylistEntry } from "../fake-spotify/library.ts";
import { editPlaylist } from "../fake-spotify/library.ts";
import { makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { READ_SCOPES, WRITE_SCOPES } from "../fake-spotify/scopes.ts";
import { restoreFrom } from "../restore/restore-from.ts";
import { startRestorer } from "../restore/restorer.ts";

const tracks = Array.from({ length: 250 }, (_, index) =>
  makeTrack({ name: `Song ${index}`, album: someAlbum() }),
);
const mine = makeEntry(makeTrack({ name: "Mine", album: someAlbum() }));

function someAlbum() {
  const [album] = generateLibrary({ playlists: 0, entries: 0, likes: 0, albums: 1 }).albums;
  if (album === undefined) {
    throw new Error("There is no album.");
  }
  return album.item;
}

const idsOf = (entries: readonly PlaylistEntry[] = []) =>
  entries.map(({ item }) => (item === null || item.kind === "local" ? "" : item.id));
const all = tracks.map(({ id }) => id);
const choice = { choice: { sections: [], playlists: "all" } } as const;

async function startEdited(edit: (entries: PlaylistEntry[]) => void, at: number) {
  const library = makeLibrary({
    playlists: [makePlaylist({ name: "Long", entries: tracks.map((track) => makeEntry(track)) })],
  });
  const restorer = await startRestorer({ library });
  restorer.fake.misbehave({
    when: ({ method, path }) =>
      method !== "GET" && path.endsWith("/items") && restorer.writes().length === at,
    does: {
      kind: "event",
      happen() {
        const [playlist] = restorer.library.playlists;
        if (playlist != null) {
          editPlaylist(playlist, ({ entries }) => edit(entries));
        }
      },
    },
  });
  return restorer;
}

describe("somebody edits a playlist while it is made anew", () => {
  test.each<[string, (entries: PlaylistEntry[]) => void, readonly string[]]>([
    ["what they put in stays", (entries) => entries.push(mine), all.toSpliced(100, 0, ...idsOf([mine]))],
    ["what they put on top stays", (entries) => entries.unshift(mine), [...idsOf([mine]), ...all]],
    ["what they take out comes back in its place", (entries) => entries.splice(10, 5), all],
    [
      "what they move comes no second time",
      (entries) => entries.push(...entries.splice(0, 1)),
      [...all.slice(1, 100), ...all.slice(0, 1), ...all.slice(100)],
    ],
  ])("%s", async (_, edit, expected) => {
    // The first write makes it, the second fills a hundred entries in, and at the third they edit.
    const { restore, library, writes } = await startEdited(edit, 3);
    const { report } = await restore(choice);

    expect(report).toMatchObject({ failures: [], refused: [] });
    expect(library.playlists).toHaveLength(1);
    expect(idsOf(library.playlists[0]?.entries)).toEqual(expected);
    const before = writes().length;
    await restore(choice);
    expect(writes()).toHaveLength(before);
  });

  test("once it is whole, it is theirs", async () => {
    const { restore, library, writes } = await startEdited(() => {}, 0);
    await restore(choice);
    library.playlists[0]?.entries.splice(0, 100);
    const before = writes().length;
    await restore(choice);
    expect(writes()).toHaveLength(before);

    library.playlists.length = 0;
    await restore(choice);
    expect(idsOf(library.playlists[0]?.entries), "one that they have deleted is made again").toEqual(all);
  });

  test("one that never stands still is told, and is gone on with by the next run", async () => {
    const library = makeLibrary({
      playlists: [
        makePlaylist({ name: "Long", entries: tracks.slice(0, 50).map((track) => makeEntry(track)) }),
      ],
    });
    const { restore, fake, state, library: held } = await startRestorer({ library });
    fake.misbehave({
      when: ({ method, path }) => method === "GET" && path.startsWith("/playlists/"),
      times: Number.POSITIVE_INFINITY,
      does: { kind: "event", happen: () => void held.playlists[0]?.entries.pop() },
    });
    const { report } = await restore(choice);
    expect(report?.failures).toEqual([
      { where: "Long", reason: expect.stringContaining("as if somebody edited it") },
    ]);

    const begun = async () =>
      (await Array.fromAsync(state.list("restores/"))).filter(({ name }) => name.includes("/begun_"));
    expect(await begun(), "the same command goes on with the same snapshot").toHaveLength(1);

    fake.behave();
    await restore(choice);
    expect(held.playlists).toHaveLength(1);
    expect(idsOf(held.playlists[0]?.entries)).toEqual(all.slice(0, 50));
    expect(await begun()).toEqual([]);
  });

  test("one that was begun and cannot be read is told and left as it is, and is no whole one", async () => {
    const { restore, fake, library } = await startEdited(() => {}, 0);
    fake.misbehave({
      when: ({ method, body }) => method === "POST" && body.includes(all[100] ?? ""),
      does: { kind: "rate-limit", retryAfter: 80_000, reason: "QUOTA_EXCEEDED" },
    });
    await expect(restore({ ...choice, sending: { now: () => startOfExport.getTime() } })).rejects.toThrow();
    const [half] = library.playlists;
    if (half == null) {
      throw new Error("There is no playlist.");
    }
    editPlaylist(half, (edited) => {
      edited.name = "Renamed";
    });
    fake.misbehave({
      when: ({ method, path }) => method === "GET" && path.startsWith(`/playlists/${half.id}`),
      times: Number.POSITIVE_INFINITY,
      does: { kind: "answer", status: 404, body: { error: { status: 404, message: "Not found" } } },
    });
    const tomorrow = { now: () => new Date(startOfExport.getTime() + 90_000_000) };
    const { report } = await restore({ ...choice, ...tomorrow });
    expect(report?.failures).toEqual([
      { where: "Long", reason: expect.stringContaining("could not be read") },
    ]);
    expect(half).toMatchObject({ name: "Renamed", entries: { length: 100 } });

    fake.behave();
    await restore({ ...choice, ...tomorrow });
    expect(idsOf(half.entries)).toEqual(all);
  });
});

describe("into the same account", () => {
  const id = "S".repeat(22);

  async function startSame(change: (entries: PlaylistEntry[]) => void) {
    const entries = tracks
      .slice(0, 120)
      .map((track, index) =>
        makeEntry(track, { addedAt: `2020-01-01T00:00:${String(index % 60).padStart(2, "0")}Z` }),
      );
    const library = makeLibrary({
      playlists: [makePlaylist({ name: "Mine", id, description: "As it was", entries })],
    });
    const exported = await startRestorer({ library });
    const account = exported.fake.allow([...READ_SCOPES, ...WRITE_SCOPES]);
    const [playlist] = library.playlists;
    if (playlist == null) {
      throw new Error("There is no playlist.");
    }
    const before = [...playlist.entries];
    editPlaylist(playlist, (edited) => change(edited.entries));
    const restore = () =>
      restoreFrom(exported.archive, account, { ...choice, into: "same", state: exported.state });
    return { ...exported, restore, playlist, before, library };
  }

  test("a playlist is brought to what it was, and what stays keeps its date", async () => {
    const { restore, playlist, before, writes } = await startSame((entries) => {
      entries.splice(5, 2);
      entries.push(mine, ...entries.splice(50, 10));
      entries.unshift(...entries.splice(100, 1));
    });
    const { report } = await restore();
    expect(report).toMatchObject({ failures: [], playlists: { changed: 1, created: 0 }, entries: 2 });
    expect(idsOf(playlist.entries)).toEqual(idsOf(before));
    const kept = playlist.entries.filter((entry) => before.includes(entry));
    expect(kept).toHaveLength(118);
    const done = writes().length;
    expect(done).toBeLessThanOrEqual(5);
    await restore();
    expect(writes()).toHaveLength(done);
  });

  test("a playlist that was renamed and deleted comes back under its name", async () => {
    const { restore, playlist, library, fake, writes } = await startSame(() => {});
    playlist.name = "Renamed";
    const mineAgain = await openFakeClient(fake.allow([...READ_SCOPES, ...WRITE_SCOPES]));
    await mineAgain.ask(`/me/library?uris=spotify:playlist:${id}`, "DELETE");
    expect(library.playlists).toEqual([]);
    const before = writes().length;
    await restore();
    expect(library.playlists).toEqual([playlist]);
    expect(playlist.name).toBe("Mine");
    expect(writes().slice(before)).toEqual(["PUT /me/library", "PUT /playlists/ID"]);
  });

  test("edits that come while it is written are undone as well, since it is to be what it was", async () => {
    const { restore, fake, playlist, before } = await startSame((entries) => void entries.splice(5, 2));
    fake.misbehave({
      when: ({ method }) => method === "POST",
      does: { kind: "event", happen: () => editPlaylist(playlist, ({ entries }) => entries.unshift(mine)) },
    });
    await restore();
    expect(idsOf(playlist.entries)).toEqual(idsOf(before));
  });
});
