import { describe, expect, onTestFinished, test } from "vitest";
import { openFakeClient } from "../fake-spotify/fake-client.ts";
import { type FakeSpotifyOptions, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { Fault } from "../fake-spotify/faults.ts";
import { makeAlbum, makeArtist, makeLocalFile, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEmptyLibrary, makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { READ_SCOPES, WRITE_SCOPES } from "../fake-spotify/scopes.ts";

const NOW = "2026-11-30T12:00:00Z";
const album = makeAlbum({ name: "An album", artists: [makeArtist({ name: "An artist" })] });
const songs = Array.from({ length: 6 }, (_, number) => makeTrack({ name: `Song ${number}`, album }));
const uris = songs.map(({ id }) => `spotify:track:${id}`);
const gone = makeTrack({ name: "Gone", album });

/** The client of a user who allowed everything; another user has the songs. */
async function startFake(options: Partial<FakeSpotifyOptions> = {}) {
  const others = makeLibrary({
    tracks: songs.map((item) => ({ addedAt: "2020-01-01T00:00:00Z", item })),
    takenDown: new Set([gone.id]),
  });
  const fake = await startFakeSpotify({ library: others, now: () => Date.parse(NOW), ...options });
  onTestFinished(() => fake.stop());
  const library = makeEmptyLibrary({ id: "me" });
  const client = await openFakeClient(fake.addAccount(library, [...READ_SCOPES, ...WRITE_SCOPES]));
  return { fake, library, others, ...client };
}

async function startWithPlaylist(options: Partial<FakeSpotifyOptions> = {}) {
  const started = await startFake(options);
  const playlist = makePlaylist({
    name: "list",
    owner: started.library.profile,
    entries: [
      ...songs.slice(0, 4).map((item) => makeEntry(item)),
      makeEntry(makeLocalFile({ name: "Mine" })),
      makeEntry(null),
    ],
  });
  started.library.playlists.push(playlist);
  const names = () => playlist.entries.map(({ item }) => item?.name ?? null);
  return { ...started, playlist, names, items: `/playlists/${playlist.id}/items` };
}

describe("playlists", () => {
  test("a new one is the first of its owner's, public unless told, and what is changed has another snapshot", async () => {
    const { library, send, get } = await startFake();
    library.playlists.push(makePlaylist({ name: "older", owner: library.profile }));
    const made = await send("POST", "/me/playlists", { name: "new", description: "a <b> & c" });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      name: "new",
      public: true,
      owner: { id: "me" },
      description: "a &lt;b&gt; &amp; c",
      items: { total: 0 },
    });
    const [playlist] = library.playlists;
    const before = playlist?.snapshotId;
    const change = { name: "newer", public: false, collaborative: true };
    expect((await send("PUT", `/playlists/${playlist?.id}`, change)).status).toBe(200);
    expect(await get("/me/playlists")).toMatchObject({ items: [change, { name: "older" }] });
    expect(playlist?.snapshotId).not.toBe(before);
  });

  test.each([
    ["collaborative and public", { name: "a", collaborative: true }],
    ["without a name", { description: "a" }],
    ["of more than 200 characters", { name: "a".repeat(201) }],
    ["with a line break in its description", { name: "a", description: "b\nc" }],
    ["with a description of more than 300 characters", { name: "a", description: "b".repeat(301) }],
  ])("one %s is refused, and none is made", async (_, body) => {
    const { library, send } = await startFake();
    expect((await send("POST", "/me/playlists", body)).status).toBe(400);
    expect(library.playlists).toEqual([]);
  });

  test("entries are added at the end or at a place, with the date of now and the name of who adds them", async () => {
    const { send, names, items, playlist } = await startWithPlaylist();
    const added = await send("POST", items, { uris: [uris[4], uris[5]], position: 1 });
    expect(added.status).toBe(201);
    expect(added.json).toEqual({ snapshot_id: playlist.snapshotId });
    await send("POST", items, { uris: [uris[0], "spotify:episode:0000000000000000000000"] });
    expect(names()).toEqual([
      ...["Song 0", "Song 4", "Song 5", "Song 1", "Song 2", "Song 3", "Mine", null],
      ...["Song 0", "An episode"],
    ]);
    expect(playlist.entries[1]).toMatchObject({ addedAt: NOW, addedBy: "me" });
  });

  test.each([
    [
      "a local file",
      [uris[0], "spotify:local:Us::Mine:180"],
      "Invalid track uri: spotify:local:Us::Mine:180",
    ],
    ["an album", ["spotify:album:0000000000000000000000"], /^Invalid track uri/],
    ["what was taken down", [uris[0], `spotify:track:${gone.id}`], "Payload contains a non-existing ID"],
    ["more than a hundred", Array(101).fill(uris[0]), "You can add a maximum of 100 tracks per request."],
  ])("with %s in it the whole call is refused", async (_, named, message) => {
    const { send, playlist, items } = await startWithPlaylist();
    const { snapshotId } = playlist;
    for (const method of ["POST", "PUT"]) {
      const answer = await send(method, items, { uris: named });
      expect(answer.status).toBe(400);
      expect(answer.json).toMatchObject({ error: { message: expect.stringMatching(message) } });
    }
    expect(playlist.entries).toHaveLength(6);
    expect(playlist.snapshotId).toBe(snapshotId);
  });

  test("a call that would make it longer than a playlist can be is refused whole", async () => {
    const { send, playlist, items } = await startWithPlaylist({ longestPlaylist: 7 });
    expect((await send("POST", items, { uris: uris.slice(0, 2) })).status).toBe(400);
    expect(playlist.entries).toHaveLength(6);
    expect((await send("POST", items, { uris: uris.slice(0, 1) })).status).toBe(201);
  });

  test("a place behind the end is refused", async () => {
    const { send, items } = await startWithPlaylist();
    expect((await send("POST", items, { uris: [uris[0]], position: 7 })).status).toBe(400);
    expect((await send("PUT", items, { range_start: 6, insert_before: 0 })).status).toBe(400);
  });

  test.each([
    [{ range_start: 0, insert_before: 6 }, ["Song 1", "Song 2", "Song 3", "Mine", null, "Song 0"]],
    [
      { range_start: 4, insert_before: 0, range_length: 2 },
      ["Mine", null, "Song 0", "Song 1", "Song 2", "Song 3"],
    ],
    [
      { range_start: 1, insert_before: 2, range_length: 2 },
      ["Song 0", "Song 1", "Song 2", "Song 3", "Mine", null],
    ],
  ])("%j moves entries of every kind, and they keep their dates", async (move, expected) => {
    const { send, items, names, playlist } = await startWithPlaylist();
    const dates = playlist.entries.map(({ addedAt }) => addedAt);
    expect((await send("PUT", items, move)).status).toBe(200);
    expect(names()).toEqual(expected);
    expect(playlist.entries.map(({ addedAt }) => addedAt)).toEqual(dates);
  });

  test("removing takes every copy, and replacing takes all", async () => {
    const { send, items, names } = await startWithPlaylist();
    await send("POST", items, { uris: [uris[0], uris[1]] });
    await send("DELETE", items, { items: [{ uri: uris[0], positions: [0] }, { uri: uris[5] }] });
    expect(names()).toEqual(["Song 1", "Song 2", "Song 3", "Mine", null, "Song 1"]);
    expect((await send("DELETE", items, { items: [{ uri: "spotify:local:::Mine:180" }] })).status).toBe(400);
    await send("PUT", items, { uris: [uris[5]] });
    expect(names()).toEqual(["Song 5"]);
  });

  test("nobody changes what is another's, and the removed paths stay removed", async () => {
    const { others, send, items } = await startWithPlaylist();
    const theirs = makePlaylist({ name: "theirs", owner: others.profile });
    others.playlists.push(theirs);
    expect((await send("POST", `/playlists/${theirs.id}/items`, { uris: [uris[0]] })).status).toBe(403);
    expect((await send("PUT", `/playlists/${theirs.id}`, { name: "mine" })).status).toBe(403);
    expect((await send("POST", items.replace("items", "tracks"), { uris: [uris[0]] })).status).toBe(403);
    expect((await send("POST", "/users/me/playlists", { name: "a" })).status).toBe(403);
  });
});

describe("the library", () => {
  test.each([
    ["lastNewest", [2, 1, 0]],
    ["firstNewest", [0, 1, 2]],
    ["sameSecondArbitrary", undefined],
  ] as const)(
    "%s: what is saved comes before what was there, at the second of now",
    async (savesInCall, order) => {
      const { library, ask, get } = await startFake({ savesInCall });
      await ask(`/me/library?uris=${uris[5]}`, "PUT");
      expect((await ask(`/me/library?uris=${uris.slice(0, 3)}`, "PUT")).status).toBe(200);
      const saved = library.tracks.map(({ item }) => songs.indexOf(item));
      expect(saved).toEqual([...(order ?? saved.slice(0, 3)), 5]);
      expect(saved.toSorted()).toEqual([0, 1, 2, 5]);
      expect(await get("/me/tracks?limit=1")).toMatchObject({ items: [{ added_at: NOW }] });
    },
  );

  test("what is saved already keeps its date and place", async () => {
    const { others, fake } = await startFake();
    const { ask, get } = await openFakeClient(fake.allow([...READ_SCOPES, ...WRITE_SCOPES]));
    const before = structuredClone(others.tracks);
    expect((await ask(`/me/library?uris=${uris[3]}`, "PUT")).status).toBe(200);
    expect(others.tracks).toEqual(before);
    expect(await get(`/me/library/contains?uris=${uris[3]},spotify:show:0000000000000000000000`)).toEqual([
      true,
      false,
    ]);
  });

  test("takes every type, and gives it back", async () => {
    const { library, others, ask, get } = await startFake();
    const playlist = makePlaylist({ name: "theirs", owner: others.profile });
    others.playlists.push(playlist);
    const id = "0000000000000000000000";
    const types = ["track", "album", "episode", "show", "audiobook", "artist"];
    const all = [
      ...types.map((type) => `spotify:${type}:${id}`),
      "spotify:user:mia",
      `spotify:playlist:${playlist.id}`,
    ];
    expect((await ask(`/me/library?uris=${all}`, "PUT")).status).toBe(200);
    expect(await get(`/me/library/contains?uris=${all}`)).toEqual(all.map(() => true));
    expect(await get("/me/following?type=artist")).toMatchObject({ artists: { items: [{ id }] } });
    expect(await get("/me/playlists")).toMatchObject({ items: [{ name: "theirs" }] });
    expect((await ask(`/me/library?uris=${all}`, "DELETE")).status).toBe(200);
    expect(await get(`/me/library/contains?uris=${all}`)).toEqual(all.map(() => false));
    expect(library.playlists).toEqual([]);
  });

  test.each([
    ["forty-one", Array(41).fill(uris[0]), "Too many uris"],
    ["one that is none", [uris[0], "spotify:local:Us::Mine:180"], "Invalid uri: spotify:local:Us::Mine:180"],
    ["one taken down", [uris[0], `spotify:track:${gone.id}`], "Payload contains a non-existing ID"],
    ["a type that is not taken", [uris[0], "spotify:artist:0000000000000000000000"], /^Invalid uri/],
  ])("%s: the whole call is refused", async (_, named, message) => {
    const { library, ask } = await startFake({ savableTypes: ["track"] });
    const answer = await ask(`/me/library?uris=${named}`, "PUT");
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error: { message: expect.stringMatching(message) } });
    expect(library.tracks).toEqual([]);
  });

  test("a playlist that its owner removes is there still, and can be followed again", async () => {
    const { library, ask, playlist } = await startWithPlaylist();
    const saved = `/me/library?uris=spotify:playlist:${playlist.id}`;
    await ask(saved, "DELETE");
    expect(library.playlists).toEqual([]);
    expect((await ask(`/playlists/${playlist.id}`)).status).toBe(200);
    await ask(saved, "PUT");
    expect(library.playlists).toEqual([playlist]);
  });
});

describe("a fault befalls a write", () => {
  const unavailable = { kind: "answer", status: 502, body: "Bad gateway" } as const;
  test.each([
    [{ does: { kind: "reset" } }, 0],
    [{ does: { kind: "reset" }, effect: "done" }, 1],
    [{ does: unavailable }, 0],
    [{ does: unavailable, effect: "done" }, 1],
    [{ does: { kind: "truncated", how: "content-length" } }, 1],
    [{ does: { kind: "rate-limit", retryAfter: 1 } }, 0],
  ] satisfies [Fault, number][])("%j: it took effect as often as %i times", async (fault, times) => {
    const { fake, library, send } = await startFake();
    fake.misbehave({ ...fault, when: ({ method, body }) => method === "POST" && body.includes("mine") });
    await send("POST", "/me/playlists", { name: "mine" }).catch(() => undefined);
    expect(library.playlists).toHaveLength(times);
    expect(fake.requests.api).toMatchObject([{ index: 1, method: "POST", body: '{"name":"mine"}' }]);
  });
});
