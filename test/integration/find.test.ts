import { describe, expect, onTestFinished, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { toSnapshotId } from "../../src/lib/archive/snapshot.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import type { ExportTools } from "../../src/lib/export/export-tools.ts";
import { findInSnapshots } from "../../src/lib/find/find-in-snapshots.ts";
import { parseQuery } from "../../src/lib/find/match-text.ts";
import { replaceText } from "../export/archive-files.ts";
import { archives } from "../export/archives.ts";
import { createExportTools, startOfExport } from "../export/export-tools.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { createRecordedLog } from "../export/recorded-log.ts";
import { removePlaylist, renamePlaylist } from "../fake-spotify/change-library.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { editPlaylist } from "../fake-spotify/library.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";

const queen = makeArtist({ name: "Queen" });
const album = makeAlbum({ name: "A Night at the Opera", artists: [queen] });
const song = makeTrack({ name: "Bohemian Rhapsody", album });
const other = makeTrack({ name: "Love of My Life", album });
const third = makeTrack({ name: "’39", album });
const weekMs = 7 * 24 * 60 * 60 * 1_000;

/** The ids of the snapshots, one a week. */
const [week1 = "", week2 = "", week3 = "", week4 = "", week5 = ""] = [0, 1, 2, 3, 4].map((weeks) =>
  toSnapshotId(addWeeks(weeks)),
);

function addWeeks(weeks: number): Date {
  return new Date(startOfExport.getTime() + weeks * weekMs);
}

/** A library with one export after the other, a week between them, into a new archive. */
async function startWeeks(openNew: () => Promise<Archive>) {
  const archive = await openNew();
  const state = createMemoryArchive();
  const library = makeLibrary();
  const fake = await startFakeSpotify({ library });
  onTestFinished(() => fake.stop());
  let week = 0;
  return {
    archive,
    library,
    async exportBoth(mode: ExportTools["mode"] = "usual") {
      const now = addWeeks(week);
      const tools = createExportTools(fake, { archive, state, mode, now: () => now });
      await exportSnapshot("library", tools);
      await exportSnapshot("playlists", tools);
      week += 1;
    },
  };
}

async function find(archive: Archive, text: string, now = addWeeks(9)) {
  const query = parseQuery(text);
  if (query === undefined) {
    throw new RangeError("There is nothing to search for.");
  }
  const { log, warnings } = createRecordedLog();
  const progress: string[] = [];
  const onProgress: ExportTools["onProgress"] = ({ step, done, total }) => {
    progress.push(`${step} ${done}/${total}`);
  };
  return { ...(await findInSnapshots(archive, query, { now, log, onProgress })), warnings, progress };
}

describe.each(archives)("in $kind", ({ openNew }) => {
  test("a song is found in every list that has held it, with when it came and when it left", async () => {
    const { archive, library, exportBoth } = await startWeeks(openNew);
    const old = { addedAt: "2023-01-01T00:00:00Z" };
    const trip = makePlaylist({ name: "Road trip", entries: [makeEntry(song, old), makeEntry(other)] });
    const party = makePlaylist({
      name: "Party",
      entries: [makeEntry(other), makeEntry(song, { addedAt: "2024-04-04T04:04:04Z" }), makeEntry(song, old)],
    });
    const bygone = makePlaylist({ name: "Bygone", entries: [makeEntry(song, old)] });
    const silent = makePlaylist({ name: "Silent", entries: [makeEntry(other)] });
    library.playlists.push(trip, party, bygone, silent);
    library.tracks.push({ addedAt: "2022-02-02T02:02:02Z", item: song });
    library.albums.push({ addedAt: "2021-01-01T01:01:01Z", item: album });
    await exportBoth();
    editPlaylist(trip, ({ entries }) => entries.splice(0, 1));
    await exportBoth();
    editPlaylist(trip, ({ entries }) => entries.push(makeEntry(song, { addedAt: "2026-12-01T00:00:00Z" })));
    library.tracks.splice(0, 1);
    await exportBoth();
    removePlaylist(library, bygone.id);
    renamePlaylist(party, "Pärty!");
    await exportBoth();

    const { searched, skipped, items, warnings, progress } = await find(archive, "queen BOHEMIAN");

    expect({ searched, skipped, warnings }).toEqual({ searched: 8, skipped: [], warnings: [] });
    expect(progress).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((done) => `Searching ${done}/8`));
    const words = { uri: `spotify:track:${song.id}`, name: song.name, artists: ["Queen"] };
    const account = "demo-listener";
    const inPlaylists = { kind: "playlists", account, collection: "items" };
    expect(items).toEqual([
      {
        ...words,
        album: album.name,
        isrc: expect.stringMatching(/^ZZFAK\d{7}$/),
        lists: [
          {
            ...{ kind: "library", account, collection: "tracks", playlist: null },
            spans: [
              {
                ...{ firstSeen: week1, lastSeen: week2, leftBefore: week3 },
                ...{ addedAt: "2022-02-02T02:02:02Z", count: 1 },
              },
            ],
            now: { state: "gone", positions: [] },
          },
          {
            ...inPlaylists,
            playlist: { id: trip.id, name: "Road trip", goneSince: null },
            spans: [
              { firstSeen: week1, lastSeen: week1, leftBefore: week2, addedAt: old.addedAt, count: 1 },
              {
                ...{ firstSeen: week3, lastSeen: week4, leftBefore: null },
                ...{ addedAt: "2026-12-01T00:00:00Z", count: 1 },
              },
            ],
            now: { state: "there", positions: [2] },
          },
          {
            ...inPlaylists,
            playlist: { id: party.id, name: "Pärty!", goneSince: null },
            spans: [{ firstSeen: week1, lastSeen: week4, leftBefore: null, addedAt: old.addedAt, count: 2 }],
            now: { state: "there", positions: [2, 3] },
          },
          {
            ...inPlaylists,
            playlist: { id: bygone.id, name: "Bygone", goneSince: week4 },
            spans: [{ firstSeen: week1, lastSeen: week3, leftBefore: week4, addedAt: old.addedAt, count: 1 }],
            now: { state: "gone", positions: [] },
          },
        ],
      },
    ]);
    const [item] = items;
    for (const text of [song.id, `https://open.spotify.com/track/${song.id}?si=1`, item?.isrc ?? ""]) {
      expect((await find(archive, text)).items).toEqual(items);
    }
    expect((await find(archive, "night opera")).items.map(({ name }) => name)).toEqual([
      "A Night at the Opera",
      "Bohemian Rhapsody",
      "Love of My Life",
    ]);
    expect((await find(archive, "stairway")).items).toEqual([]);
  });

  test("a song that Spotify has taken is found by what is remembered", async () => {
    const { archive, library, exportBoth } = await startWeeks(openNew);
    const [before, at, after] = ["2020", "2021", "2022"].map((year) => ({
      addedAt: `${year}-01-01T00:00:00Z`,
    }));
    const down = makePlaylist({
      name: "Down",
      entries: [makeEntry(other, before), makeEntry(song, at), makeEntry(third, after)],
    });
    const short = makePlaylist({ name: "Short", entries: [makeEntry(song, at), makeEntry(other, after)] });
    const followed = makePlaylist({ name: "Not mine any more", entries: [makeEntry(song, at)] });
    library.playlists.push(down, short, followed);
    await exportBoth();
    down.entries[1] = makeEntry(null, at);
    // Nobody has edited it: Spotify itself has dropped the song.
    short.entries.splice(0, 1);
    library.playlists[2] = makePlaylist({
      ...followed,
      access: "followed",
      owner: { id: "x", displayName: "" },
    });
    await exportBoth("full");
    await exportBoth("full");

    const { items } = await find(archive, "bohemian");

    expect(items).toHaveLength(1);
    expect(items[0]?.lists.map(({ playlist, now, spans }) => [playlist?.name, now, spans.length])).toEqual([
      ["Down", { state: "taken down", positions: [2] }, 1],
      ["Short", { state: "dropped by Spotify", positions: [] }, 1],
      ["Not mine any more", { state: "unknown", positions: [] }, 1],
    ]);
    const span = { firstSeen: week1, addedAt: at?.addedAt, count: 1 };
    expect(items[0]?.lists.map(({ spans }) => spans[0])).toEqual([
      { ...span, lastSeen: week3, leftBefore: null },
      { ...span, lastSeen: week1, leftBefore: week2 },
      { ...span, lastSeen: week1, leftBefore: null },
    ]);
  });

  test("a song that is searched by its newer name is followed from its first snapshot on", async () => {
    const { archive, library, exportBoth } = await startWeeks(openNew);
    const known = makeTrack({ name: "Working title", album });
    const makeBoth = (name: string) => makePlaylist({ name, entries: [makeEntry(other), makeEntry(known)] });
    const [first, second] = [makeBoth("First"), makeBoth("Second")];
    library.tracks.push({ addedAt: "2022-02-02T02:02:02Z", item: known });
    library.playlists.push(first, second);
    await exportBoth();
    library.tracks.splice(0, 1);
    await exportBoth();
    // The first playlist is not edited, and its contents are handed on with the words of before.
    editPlaylist(second, ({ entries }) => entries.splice(1, 1, makeEntry({ ...known, name: "Kiss a Frog" })));
    await exportBoth();
    await archive.remove(`playlists/${week2}/playlists_${week2}.json`);

    const { items, skipped, warnings, progress } = await find(archive, "kiss a frog");

    expect(items).toMatchObject([{ uri: `spotify:track:${known.id}`, name: "Kiss a Frog" }]);
    expect(items[0]?.lists.map(({ playlist, spans, now }) => [playlist?.name, spans, now])).toMatchObject([
      [undefined, [{ firstSeen: week1, lastSeen: week1, leftBefore: week2 }], { state: "gone" }],
      ["First", [{ firstSeen: week1, lastSeen: week3, leftBefore: null }], { state: "there" }],
      ["Second", [{ firstSeen: week1, lastSeen: week3, leftBefore: null }], { state: "there" }],
    ]);
    expect(skipped).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    expect(progress).toEqual([
      ...[0, 1, 2, 3, 4, 5, 6].map((done) => `Searching ${done}/6`),
      ...[0, 1, 2, 3, 4, 5].map((done) => `Searching again ${done}/5`),
    ]);
  });

  test("snapshots that cannot be read are named, and the others answer", async () => {
    const { archive, library, exportBoth } = await startWeeks(openNew);
    const playlist = makePlaylist({ name: "P", entries: [makeEntry(other)] });
    library.playlists.push(playlist);
    await exportBoth();
    await exportBoth();
    editPlaylist(playlist, ({ entries }) => entries.push(makeEntry(song)));
    await exportBoth();
    await exportBoth();
    await exportBoth();
    await replaceText(archive, `playlists/${week2}/manifest.json`, "{");
    await replaceText(archive, `playlists/${week3}/playlists_${week3}.json`, '{\n  "format": "cut');
    await archive.remove(`playlists/${week5}/playlists_${week5}.json`);

    const { searched, skipped, items, warnings } = await find(archive, "bohemian");

    expect(searched).toBe(7);
    expect(skipped.map(({ kind, id }) => `${kind}/${id}`)).toEqual(
      [week2, week3, week5].map((id) => `playlists/${id}`),
    );
    expect(skipped[1]?.problem).toMatch(/playlists_.*json is damaged at line 2/);
    expect(warnings).toMatchObject(skipped);
    expect(items[0]?.lists).toMatchObject([
      { spans: [{ firstSeen: week4, lastSeen: week4, leftBefore: null }], now: { state: "there" } },
    ]);
  });

  test("a snapshot that is dated later than now is left out, and does not pass for what is there", async () => {
    const { archive, library, exportBoth } = await startWeeks(openNew);
    library.tracks.push({ addedAt: "2022-02-02T02:02:02Z", item: song });
    await exportBoth();
    library.tracks.splice(0, 1);
    await exportBoth();

    const { searched, skipped, items } = await find(archive, "bohemian", addWeeks(0.5));

    expect(searched).toBe(2);
    expect(skipped).toEqual(
      ["library", "playlists"].map((kind) => ({
        kind,
        id: week2,
        problem: `${kind}/${week2} is dated later than now, by a clock that was ahead: wait until then, or delete it.`,
      })),
    );
    expect(items[0]?.lists).toMatchObject([{ now: { state: "there" }, spans: [{ leftBefore: null }] }]);
  });

  test("where there is no snapshot, that is told", async () => {
    await expect(find(await openNew(), "anything")).rejects.toThrow(/^No snapshots in .* yet\. Make one/);
  });
});
