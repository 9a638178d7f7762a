import { describe, expect, test } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { replaceText } from "../export/archive-files.ts";
import { readPlaylists } from "../export/snapshot-documents.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { startWeeks } from "../export/weeks.ts";
import type { Fault } from "../fake-spotify/faults.ts";
import type { Playlist } from "../fake-spotify/library.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";

const album = makeAlbum({ name: "Jazz", artists: [makeArtist({ name: "Queen" })] });

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
    owner: { id: "friend", displayName: "Friend" },
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
