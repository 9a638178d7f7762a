import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { replaceText } from "../export/archive-files.ts";
import { archives } from "../export/archives.ts";
import { parseCsv } from "../export/parse-csv.ts";
import { readFiles, readLibrary, readPlaylists } from "../export/snapshot-documents.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { startWeeks } from "../export/weeks.ts";
import { removeEntries } from "../fake-spotify/change-library.ts";
import { editPlaylist, type FakeLibrary, type Playlist } from "../fake-spotify/library.ts";
import { makeAlbum, makeArtist, makeEmptiedAlbum, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";

const queen = makeArtist({ name: "Queen" });
const album = makeAlbum({ name: "A Night at the Opera", artists: [queen] });
const songs = ["Death on Two Legs", "Love of My Life", "Seaside Rendezvous", "Good Company"].map((name) =>
  makeTrack({ name, album }),
);
const [first, second, third, fourth] = songs.map((song, index) =>
  makeEntry(song, { addedAt: `2023-05-0${index + 1}T00:00:00Z` }),
);

function makeSongs(): { readonly library: FakeLibrary; readonly playlist: Playlist } {
  const entries = [first, second, third, fourth].flatMap((entry) => (entry === undefined ? [] : [entry]));
  const playlist = makePlaylist({ name: "Opera", entries });
  const tracks = songs.map((item, index) => ({ addedAt: `2024-01-0${index + 1}T00:00:00Z`, item }));
  return { library: makeLibrary({ tracks: tracks.toReversed(), playlists: [playlist] }), playlist };
}

async function readItems(archive: Archive, manifest: Manifest) {
  const csv = (await readFiles(archive, manifest)).get("playlist-items.csv") ?? "";
  return parseCsv(csv).map((row) => [
    row["Position"],
    row["Track Name"],
    row["Artist Name(s)"],
    row["Status"],
  ]);
}

/** Takes down the item at a position of a playlist, from 0. Nobody edits it, so its version stays. */
function takeDown(playlist: Playlist, position: number): void {
  const entry = playlist.entries[position];
  if (entry !== undefined) {
    playlist.entries.splice(position, 1, { ...entry, item: null });
  }
}

const words = {
  uri: `spotify:track:${songs[1]?.id}`,
  name: "Love of My Life",
  artists: ["Queen"],
  album: "A Night at the Opera",
};

describe.each(archives)("in $kind", ({ openNew }) => {
  test("a track that Spotify nulls keeps its words beside what Spotify says now", async () => {
    const archive = await openNew();
    const { library, playlist } = makeSongs();
    const weeks = await startWeeks(library, archive);
    const before = await weeks.export("playlists");
    takeDown(playlist, 1);

    const after = await weeks.export("playlists");
    const again = await weeks.export("playlists");

    for (const manifest of [after, again]) {
      const [kept] = (await readPlaylists(archive, manifest)).playlists;
      expect(kept?.items?.[1]?.item).toBeNull();
      expect(kept?.["remembered"]).toEqual([
        { position: 2, ...words, isrc: expect.any(String), lastSeen: before.id },
      ]);
      expect(await readItems(archive, manifest)).toEqual([
        ["1", "Death on Two Legs", "Queen", "available"],
        ["2", "Love of My Life", "Queen", "unavailable"],
        ["3", "Seaside Rendezvous", "Queen", "available"],
        ["4", "Good Company", "Queen", "available"],
      ]);
    }
    const none = { added: 0, removed: 0, moved: 0, vanished: 0, dropped: 0, returned: 0 };
    expect(before.changes).toBeUndefined();
    expect(after.changes).toMatchObject({
      since: before.id,
      sections: { items: { ...none, vanished: 1 }, playlists: { added: 0, removed: 0, edited: 0 } },
    });
    expect(again.changes).toMatchObject({ since: after.id, sections: { items: none } });
  });
});

test("a track that Spotify empties, or drops from a playlist that nobody edits, is remembered until it is back", async () => {
  const archive = openFolder(await temporaryFolder());
  const { library, playlist } = makeSongs();
  const whole = [...playlist.entries];
  const weeks = await startWeeks(library, archive);
  const before = await weeks.export("playlists");
  const emptied = makeTrack({ name: "", id: songs[2]?.id ?? "", album: makeEmptiedAlbum("opera") });
  playlist.entries.splice(1, 2, makeEntry(emptied, { addedAt: third?.addedAt ?? null }));

  const after = await weeks.export("playlists");
  const [kept] = (await readPlaylists(archive, after)).playlists;
  playlist.entries.splice(0, Number.POSITIVE_INFINITY, ...whole);
  const back = await weeks.export("playlists");

  expect(kept?.["remembered"]).toMatchObject([
    { position: 2, name: "Seaside Rendezvous", lastSeen: before.id },
    { position: null, ...words, added_at: second?.addedAt, lastSeen: before.id },
  ]);
  expect(await readItems(archive, after)).toEqual([
    ["1", "Death on Two Legs", "Queen", "available"],
    ["2", "Seaside Rendezvous", "Queen", "unavailable"],
    ["3", "Good Company", "Queen", "available"],
    ["", "Love of My Life", "Queen", "dropped"],
  ]);
  expect(after.changes?.sections["items"]).toMatchObject({ removed: 0, vanished: 1, dropped: 1 });
  expect(after.files.find(({ name }) => name.startsWith("playlist-items"))?.rows).toBe(4);
  expect((await readPlaylists(archive, back)).playlists[0]).not.toHaveProperty("remembered");
  expect(back.changes?.sections["items"]).toMatchObject({ added: 1, returned: 2, removed: 0 });
});

const savedPage = z.looseObject({
  items: z.array(z.looseObject({ track: z.looseObject({ name: z.string() }) })),
});

/** A page of likes in which one has lost its track. */
function takeDownLike(body: unknown): unknown {
  const page = savedPage.parse(body);
  return {
    ...page,
    items: page.items.map((entry) => (entry.track.name === words.name ? { ...entry, track: null } : entry)),
  };
}

test("a like without its track is remembered, and one that was taken back is not", async () => {
  const archive = openFolder(await temporaryFolder());
  const { library } = makeSongs();
  const weeks = await startWeeks(library, archive);
  const before = await weeks.export("library");
  library.tracks.splice(0, 1);
  weeks.fake.misbehave({
    when: ({ path }) => path === "/me/tracks",
    does: { kind: "edited", edit: takeDownLike },
  });

  const after = await weeks.export("library");

  const document = await readLibrary(archive, after);
  expect(document).toMatchObject({
    remembered: { tracks: [{ position: 2, ...words, lastSeen: before.id }] },
  });
  expect(after.changes?.sections["tracks"]).toEqual({
    added: 0,
    removed: 1,
    vanished: 1,
    dropped: 0,
    returned: 0,
  });
});

describe("a like that is gone", () => {
  test("was dropped if Spotify does not have the track any more, and is remembered", async () => {
    const archive = openFolder(await temporaryFolder());
    const { library } = makeSongs();
    const weeks = await startWeeks(library, archive);
    const before = await weeks.export("library");
    library.tracks.splice(1, 2);
    library.takenDown = new Set([songs[1]?.id ?? ""]);

    const after = await weeks.export("library");
    const later = await weeks.export("library");

    const memory = { tracks: [{ position: null, ...words, lastSeen: before.id }] };
    expect(after.changes?.sections["tracks"]).toMatchObject({ removed: 1, dropped: 1 });
    expect(await readLibrary(archive, after)).toMatchObject({ remembered: memory });
    expect(await readLibrary(archive, later)).toMatchObject({ remembered: memory });
    expect(later.changes?.sections["tracks"]).toMatchObject({ removed: 0, dropped: 0 });
    const csv = parseCsv((await readFiles(archive, later)).get("liked-songs.csv") ?? "");
    expect(csv.map((row) => [row["Track Name"], row["Status"]])).toEqual([
      ["Good Company", "available"],
      ["Death on Two Legs", "available"],
      ["Love of My Life", "dropped"],
    ]);
  });

  test("costs one request, a hundred of them twenty, and so many that the snapshot is suspect none", async () => {
    const archive = openFolder(await temporaryFolder());
    const tracks = Array.from({ length: 400 }, (_, index) => ({
      addedAt: `2024-01-01T00:${String(index % 60).padStart(2, "0")}:00Z`,
      item: makeTrack({ name: `Song ${index}`, album }),
    }));
    const library = makeLibrary({ tracks });
    const weeks = await startWeeks(library, archive);
    await weeks.export("library");
    const asked = () => weeks.fake.requests.api.filter(({ path }) => path.startsWith("/tracks/")).length;

    library.tracks.splice(5, 1);
    await weeks.export("library");
    expect(asked()).toBe(1);
    library.tracks.splice(0, 100);
    await weeks.export("library");
    expect(asked()).toBe(21);
    library.tracks.splice(0, 200);
    expect(await weeks.export("library")).toMatchObject({ suspect: [{ section: "tracks" }] });
    expect(asked()).toBe(21);
  });

  test("counts as taken back by the user where Spotify does not tell", async () => {
    const archive = openFolder(await temporaryFolder());
    const { library } = makeSongs();
    const weeks = await startWeeks(library, archive);
    await weeks.export("library");
    library.tracks.splice(1, 2);
    weeks.fake.misbehave({
      when: ({ path }) => path.startsWith("/tracks/"),
      does: { kind: "rate-limit", retryAfter: "50000", reason: "QUOTA_EXCEEDED" },
    });

    const after = await weeks.export("library");

    expect(after).toMatchObject({ status: "complete" });
    expect(after.changes?.sections["tracks"]).toMatchObject({ removed: 2, dropped: 0 });
  });
});

test("without a readable past a snapshot is published all the same, and says why nothing is compared", async () => {
  const archive = openFolder(await temporaryFolder());
  const weeks = await startWeeks(makeSongs().library, archive);
  const before = await weeks.export("playlists");
  await replaceText(archive, `playlists/${before.id}/playlists_${before.id}.json`, "{\n");

  const after = await weeks.export("playlists");

  expect(after).toMatchObject({ status: "complete" });
  expect(after).not.toHaveProperty("changes");
  expect(weeks.log.warnings).toMatchObject([{ message: "an earlier snapshot cannot be compared with" }]);
});

describe("a section that shrinks", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => makeEntry(makeTrack({ name: `Song ${index}`, album })));

  test("by more than its share makes a snapshot suspect, until it is accepted", async () => {
    const archive = openFolder(await temporaryFolder());
    const playlist = makePlaylist({ name: "Many", entries: many(100) });
    const weeks = await startWeeks(makeLibrary({ playlists: [playlist] }), archive);
    const good = await weeks.export("playlists");
    removeEntries(playlist, 0, 60);

    const suspect = await weeks.export("playlists");
    const again = await weeks.export("playlists");
    const accepted = await weeks.export("playlists", { suspectPercent: 100 });
    const next = await weeks.export("playlists");

    const figures = [{ section: "items", before: 100, now: 40, since: good.id }];
    expect([suspect, again].map((manifest) => manifest.suspect)).toEqual([figures, figures]);
    expect(weeks.log.warnings.map(({ message }) => message)).toEqual([
      "snapshot published, but suspect: less is there than before",
      "snapshot published, but suspect: less is there than before",
    ]);
    expect(again.changes?.since).toBe(good.id);
    expect([accepted.suspect, next.suspect]).toEqual([undefined, undefined]);
    expect(next.changes?.since).toBe(accepted.id);
  });

  test.each([
    ["30 of 100", 100, 30, false],
    ["31 of 100", 100, 31, true],
    ["20 of 20", 20, 20, false],
    ["21 of 21", 21, 21, true],
  ])("by %s entries is noticed or not", async (_, count, lost, isSuspect) => {
    const archive = openFolder(await temporaryFolder());
    const playlist = makePlaylist({ name: "Many", entries: many(count) });
    const kept = makePlaylist({ name: "Kept" });
    const weeks = await startWeeks(makeLibrary({ playlists: [playlist, kept] }), archive);
    await weeks.export("playlists");
    editPlaylist(playlist, ({ entries }) => entries.splice(0, lost));

    const after = await weeks.export("playlists");

    expect(after.suspect !== undefined).toBe(isSuspect);
  });

  test("because other playlists were chosen is not suspect", async () => {
    const archive = openFolder(await temporaryFolder());
    const playlist = makePlaylist({ name: "Many", entries: many(100) });
    const weeks = await startWeeks(makeLibrary({ playlists: [playlist] }), archive);
    await weeks.export("playlists");

    const after = await weeks.export("playlists", { playlistType: "followed" });

    expect(after).toMatchObject({ status: "complete", playlistType: "followed" });
    expect(after).not.toHaveProperty("suspect");
  });
});

test("old snapshots go once a good one is published, and not before", async () => {
  const archive = openFolder(await temporaryFolder());
  const playlist = makePlaylist({ name: "Many", entries: [] });
  const weeks = await startWeeks(makeLibrary({ playlists: [playlist] }), archive);
  const ids: string[] = [];
  for (let week = 0; week < 4; week += 1) {
    ids.push((await weeks.export("playlists", { keepRules: { last: 2 } })).id);
  }

  const names = await Array.fromAsync(archive.list("playlists/"), ({ name }) => name.split("/")[1]);
  expect([...new Set(names)]).toEqual(ids.slice(2));
});
