import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { replaceText } from "../export/archive-files.ts";
import { readPlaylists } from "../export/snapshot-documents.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { startWeeks } from "../export/weeks.ts";
import type { Fault } from "../fake-spotify/faults.ts";
import { editPlaylist, type Playlist } from "../fake-spotify/library.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";

const album = makeAlbum({ name: "Jazz", artists: [makeArtist({ name: "Queen" })] });

const friend = { id: "friend", displayName: "Friend" };

function makeSongs(count: number) {
  return Array.from({ length: count }, (_, index) =>
    makeEntry(makeTrack({ name: `Song ${index}`, album }), {
      addedAt: `2023-05-01T00:${10 + (index % 50)}:00Z`,
    }),
  );
}

function takeDown(playlist: Playlist, position: number): void {
  const entry = playlist.entries[position];
  if (entry !== undefined) {
    playlist.entries.splice(position, 1, { ...entry, item: null });
  }
}

/** Exports a playlist of another who shares it, before and after one of its items was taken down. */
async function startWithLoss() {
  const archive = openFolder(await temporaryFolder());
  const shared = makePlaylist({
    name: "Shared",
    access: "collaborative",
    owner: friend,
    entries: makeSongs(5),
  });
  const own = makePlaylist({ name: "Own", entries: makeSongs(3) });
  const weeks = await startWeeks(makeLibrary({ playlists: [own, shared] }), archive);
  const first = await weeks.export("playlists");
  takeDown(shared, 1);
  await weeks.export("playlists");
  const readMemory = async (manifest: Parameters<typeof readPlaylists>[1]) =>
    (await readPlaylists(archive, manifest)).playlists.find(({ id }) => id === shared.id)?.["remembered"];
  const memory = [expect.objectContaining({ position: 2, name: "Song 1", lastSeen: first.id })];
  return { archive, weeks, shared, readMemory, memory };
}

describe("what is remembered of a playlist outlives a snapshot", () => {
  test("to which Spotify refused it", async () => {
    const { weeks, shared, readMemory, memory } = await startWithLoss();
    const refuse: Fault = {
      when: ({ path }) => path.startsWith(`/playlists/${shared.id}`),
      does: { kind: "answer", status: 403, body: { error: { status: 403, message: "Forbidden" } } },
    };
    weeks.fake.misbehave(refuse);
    const refused = await weeks.export("playlists");
    weeks.fake.behave();

    const after = await weeks.export("playlists");
    const later = await weeks.export("playlists");

    expect(refused).toMatchObject({ status: "complete", unavailable: [{ id: shared.id, cause: "refused" }] });
    expect(refused.changes?.sections["items"]).toMatchObject({ added: 0, removed: 0 });
    expect(after.changes?.sections["items"]).toMatchObject({ added: 0, removed: 0 });
    expect([await readMemory(after), await readMemory(later)]).toEqual([memory, memory]);
  });

  test("for which only other playlists were chosen, and that is no change", async () => {
    const { weeks, readMemory, memory } = await startWithLoss();
    const chosen = await weeks.export("playlists", { playlistType: "owned" });

    const after = await weeks.export("playlists");

    const none = { playlists: { added: 0, removed: 0, edited: 0 } };
    expect(chosen).toMatchObject({ status: "complete", playlistType: "owned", changes: { sections: none } });
    expect(after.changes).toMatchObject({ since: chosen.id, sections: none });
    expect(await readMemory(after)).toEqual(memory);
  });
});

/** The same archive; tells of which snapshots the contents were read. */
function watchContents(archive: Archive) {
  const read: string[] = [];
  return {
    read,
    archive: {
      ...archive,
      read: (name: string) => {
        read.push(...(/\/playlists_(.+)\.json$/.exec(name)?.slice(1) ?? []));
        return archive.read(name);
      },
    },
  };
}

test("a playlist that is always refused, and one that is new, are looked for in no older snapshot", async () => {
  const { archive, read } = watchContents(openFolder(await temporaryFolder()));
  const own = makePlaylist({ name: "Own", entries: makeSongs(3) });
  const followed = makePlaylist({
    name: "Followed",
    access: "followed",
    owner: friend,
    entries: makeSongs(3),
  });
  const library = makeLibrary({ playlists: [own, followed] });
  const weeks = await startWeeks(library, archive);
  const manifests = [await weeks.export("playlists")];
  for (const name of ["", "", "New"]) {
    library.playlists.push(...(name === "" ? [] : [makePlaylist({ name, entries: makeSongs(2) })]));
    manifests.push(await weeks.export("playlists"));
  }

  expect(manifests.map(({ status }) => status)).toEqual(Array(4).fill("complete"));
  expect(read).toEqual(manifests.slice(0, -1).map(({ id }) => id));
});

test("what is taken down while another playlist fails for weeks is remembered, and what was added meanwhile", async () => {
  const { archive, read } = watchContents(openFolder(await temporaryFolder()));
  const grown = makePlaylist({ name: "Grown", entries: makeSongs(3) });
  const failing = makePlaylist({ name: "Failing", entries: makeSongs(4) });
  const weeks = await startWeeks(makeLibrary({ playlists: [failing, grown] }), archive);
  const good = await weeks.export("playlists");
  weeks.fake.misbehave({
    when: ({ path }) => path.startsWith(`/playlists/${failing.id}`),
    times: Number.POSITIVE_INFINITY,
    does: { kind: "answer", status: 404, body: { error: { status: 404, message: "Not found" } } },
  });
  editPlaylist(grown, ({ entries }) => entries.push(...makeSongs(4).slice(3)));
  const partial = await weeks.export("playlists");
  takeDown(grown, 3);
  takeDown(failing, 1);
  for (let week = 0; week < 3; week += 1) {
    read.length = 0;
    const manifest = await weeks.export("playlists");
    const [, kept] = (await readPlaylists(archive, manifest)).playlists;
    expect(manifest).toMatchObject({ status: "partial", changes: { since: good.id } });
    expect(kept?.["remembered"]).toMatchObject([{ position: 4, name: "Song 3", lastSeen: partial.id }]);
    expect(new Set(read.filter((id) => id !== manifest.id))).toEqual(
      new Set([good.id, manifest.previous?.id]),
    );
  }
  weeks.fake.behave();

  const whole = await weeks.export("playlists");

  expect(whole).toMatchObject({ status: "complete", changes: { since: good.id } });
  const [failed, kept] = (await readPlaylists(archive, whole)).playlists;
  expect(failed?.["remembered"]).toMatchObject([{ position: 2, name: "Song 1", lastSeen: good.id }]);
  expect(kept?.["remembered"]).toMatchObject([{ position: 4, name: "Song 3", lastSeen: partial.id }]);
});

test("what is taken down while a snapshot is suspect, or before it is believed again, is remembered", async () => {
  const archive = openFolder(await temporaryFolder());
  const playlist = makePlaylist({ name: "Many", entries: makeSongs(100) });
  const all = [...playlist.entries];
  const weeks = await startWeeks(makeLibrary({ playlists: [playlist] }), archive);
  const good = await weeks.export("playlists");
  editPlaylist(playlist, ({ entries }) => entries.splice(40));
  takeDown(playlist, 0);
  const suspect = await weeks.export("playlists");
  editPlaylist(playlist, ({ entries }) => entries.push(...all.slice(40)));
  takeDown(playlist, 1);
  takeDown(playlist, 98);

  const after = await weeks.export("playlists");

  expect([suspect.suspect?.length, after.suspect]).toEqual([1, undefined]);
  const [kept] = (await readPlaylists(archive, after)).playlists;
  expect(kept?.["remembered"]).toMatchObject([
    { position: 1, name: "Song 0", lastSeen: good.id },
    { position: 2, name: "Song 1", lastSeen: suspect.id },
    { position: 99, name: "Song 98", lastSeen: good.id },
  ]);
});

test("playlists that were not listed because the list failed midway do not count as removed", async () => {
  const archive = openFolder(await temporaryFolder());
  const playlists = Array.from({ length: 70 }, (_, index) =>
    makePlaylist({ name: `Playlist ${index}`, entries: makeSongs(2) }),
  );
  const weeks = await startWeeks(makeLibrary({ playlists }), archive);
  await weeks.export("playlists");
  weeks.fake.misbehave({
    when: ({ path, query }) => path === "/me/playlists" && query.get("offset") === "50",
    does: { kind: "answer", status: 404, body: { error: { status: 404, message: "Not found" } } },
  });

  const partial = await weeks.export("playlists");

  expect(partial.status).toBe("partial");
  expect(partial.changes?.sections).toMatchObject({
    playlists: { added: 0, removed: 0 },
    items: { added: 0, removed: 0 },
  });
});

test("a playlist that Spotify lists twice is no change in itself", async () => {
  const archive = openFolder(await temporaryFolder());
  const playlist = makePlaylist({ name: "Twice", entries: makeSongs(4) });
  const weeks = await startWeeks(makeLibrary({ playlists: [playlist, playlist] }), archive);
  await weeks.export("playlists");
  takeDown(playlist, 1);

  const after = await weeks.export("playlists");
  const later = await weeks.export("playlists");

  expect(after.changes?.sections["items"]).toMatchObject({ added: 0, removed: 0, vanished: 2 });
  expect(later.changes?.sections).toMatchObject({
    playlists: { added: 0, removed: 0, edited: 0 },
    items: { added: 0, removed: 0, vanished: 0 },
  });
});

test("odd values in what Spotify says of an item cost nothing", async () => {
  const archive = openFolder(await temporaryFolder());
  const weeks = await startWeeks(
    makeLibrary({ playlists: [makePlaylist({ name: "Odd", entries: makeSongs(2) })] }),
    archive,
  );
  weeks.fake.misbehave({
    when: ({ path }) => path.startsWith("/playlists/"),
    does: {
      kind: "edited",
      edit: (body) =>
        JSON.parse(
          JSON.stringify(body, (key, value: unknown) =>
            key === "isrc" ? true : key === "uri" && value === null ? 7 : value,
          ).replaceAll('"type":"track"', '"type":"track","is_playable":"perhaps"'),
        ),
    },
  });
  await weeks.export("playlists");

  expect(await weeks.export("playlists")).toMatchObject({ status: "complete", changes: {} });
});

describe("an earlier snapshot that is damaged", () => {
  test("in its JSON leaves the guard awake", async () => {
    const archive = openFolder(await temporaryFolder());
    const playlist = makePlaylist({ name: "Many", entries: makeSongs(100) });
    const weeks = await startWeeks(makeLibrary({ playlists: [playlist] }), archive);
    const good = await weeks.export("playlists");
    await replaceText(archive, `playlists/${good.id}/playlists_${good.id}.json`, "{\n");
    playlist.entries.splice(0, 60);

    const after = await weeks.export("playlists");

    expect(after.suspect).toEqual([{ section: "items", before: 100, now: 40, since: good.id }]);
  });

  test("in its manifest is told and passed over", async () => {
    const archive = openFolder(await temporaryFolder());
    const playlist = makePlaylist({ name: "Some", entries: makeSongs(3) });
    const weeks = await startWeeks(makeLibrary({ playlists: [playlist] }), archive);
    const older = await weeks.export("playlists");
    const newer = await weeks.export("playlists");
    await replaceText(archive, `playlists/${newer.id}/manifest.json`, '{"format": "spotify-exporter/2"}');

    const after = await weeks.export("playlists");

    expect(after).toMatchObject({ changes: { since: older.id }, previous: { id: older.id } });
    expect(weeks.log.warnings).toContainEqual(
      expect.objectContaining({ message: "an earlier snapshot cannot be read", id: newer.id }),
    );
  });
});

test("each snapshot notes the one that was published before it, whatever it was worth", async () => {
  const archive = openFolder(await temporaryFolder());
  const playlist = makePlaylist({ name: "Many", entries: makeSongs(100) });
  const weeks = await startWeeks(makeLibrary({ playlists: [playlist] }), archive);
  const good = await weeks.export("playlists");
  playlist.entries.splice(0, 60);

  const suspect = await weeks.export("playlists");
  const again = await weeks.export("playlists");

  expect(good).not.toHaveProperty("previous");
  expect([suspect, again].map(({ previous, changes }) => [previous?.id, changes?.since])).toEqual([
    [good.id, good.id],
    [suspect.id, good.id],
  ]);
});
