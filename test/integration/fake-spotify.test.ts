import { describe, expect, onTestFinished, test } from "vitest";
import { makeDemoLibrary } from "../fake-spotify/demo-library.ts";
import { openFakeClient } from "../fake-spotify/fake-client.ts";
import { type FakeSpotifyOptions, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { makeEpisode, makeShow } from "../fake-spotify/make-spoken.ts";
import { sentArtist, sentTrack } from "../fake-spotify/sent-music.ts";
import { sentEntry, sentPlaylist } from "../fake-spotify/sent-playlist.ts";

async function startFake(options: Partial<FakeSpotifyOptions> = {}) {
  const fake = await startFakeSpotify({ library: makeDemoLibrary(), ...options });
  onTestFinished(() => fake.stop());
  return { fake, ...(await openFakeClient(fake)) };
}

const owned = makePlaylist({
  name: "owned",
  entries: generateLibrary({ playlists: 1, entries: 120 }).playlists[0]?.entries ?? [],
});
const followed = makePlaylist({ name: "followed", access: "followed", entries: owned.entries.slice(0, 3) });
const spotifys = makePlaylist({ name: "Daily Mix", access: "spotify", entries: owned.entries.slice(0, 3) });
const library = makeLibrary({ playlists: [owned, followed, null, spotifys] });

describe("pages", () => {
  test("a page has twenty entries unless told, and links to the next", async () => {
    const { fake, get } = await startFake();
    const { tracks } = fake.library;
    expect(await get("/me/tracks")).toEqual({
      href: `${fake.apiUrl}/me/tracks?offset=0&limit=20`,
      items: tracks
        .slice(0, 20)
        .map(({ addedAt, item }) => ({ added_at: addedAt, track: sentTrack(item, "2026") })),
      limit: 20,
      next: `${fake.apiUrl}/me/tracks?offset=20&limit=20`,
      offset: 0,
      previous: null,
      total: tracks.length,
    });
  });

  test("the last page has what is left and no next", async () => {
    const { fake, get } = await startFake();
    const offset = fake.library.tracks.length - 2;
    expect(await get(`/me/tracks?limit=50&offset=${offset}`)).toMatchObject({
      items: [{}, {}],
      next: null,
      previous: expect.stringContaining(`offset=${offset - 50}`),
    });
  });

  test.each(["51", "0", "-1", "ten", "100"])("a limit of %s is refused", async (limit) => {
    const { ask } = await startFake();
    const answer = await ask(`/me/tracks?limit=${limit}`);
    expect([answer.status, answer.json]).toEqual([400, { error: { status: 400, message: "Invalid limit" } }]);
  });

  test("asking past the end fails, but an empty list has an empty page", async () => {
    const { fake, ask, get } = await startFake();
    const { tracks } = fake.library;
    expect((await ask(`/me/tracks?offset=${tracks.length}`)).status).toBe(500);
    tracks.length = 0;
    expect(await get("/me/tracks")).toMatchObject({ items: [], total: 0, next: null });
  });

  test("followed artists go by cursor", async () => {
    const { fake, get } = await startFake();
    const { artists } = fake.library;
    const after = artists[artists.length - 2]?.id;
    expect(await get("/me/following?type=artist&limit=3")).toMatchObject({
      artists: {
        cursors: { after: artists[2]?.id },
        items: artists.slice(0, 3).map((artist) => sentArtist(artist, "2026")),
        next: `${fake.apiUrl}/me/following?type=artist&limit=3&after=${artists[2]?.id}`,
        total: artists.length,
      },
    });
    expect(await get(`/me/following?type=artist&after=${after}`)).toMatchObject({
      artists: { cursors: { after: null }, items: [{}], next: null },
    });
  });

  test("next forgets additional_types, and episodes come track-shaped without it", async () => {
    const episode = makeEpisode({ name: "One", show: makeShow({ name: "A Show" }) });
    const playlist = makePlaylist({ name: "spoken", entries: [makeEntry(episode), makeEntry(episode)] });
    const { get } = await startFake({ library: makeLibrary({ playlists: [playlist] }) });
    const page = await get(`/playlists/${playlist.id}/items?limit=1&additional_types=track,episode`);
    expect(page).toMatchObject({
      items: [{ item: { type: "episode", show: { name: "A Show" } } }],
      next: expect.not.stringContaining("additional_types"),
    });
    expect(await get(`/playlists/${playlist.id}/items?limit=1&offset=1`)).toMatchObject({
      items: [
        {
          item: {
            type: "episode",
            track: true,
            album: { name: "A Show" },
            uri: `spotify:episode:${episode.id}`,
          },
        },
      ],
    });
  });
});

describe("the library", () => {
  test("the collections hold what was saved, each under its own name", async () => {
    const { get } = await startFake();
    expect(await get("/me/albums?limit=1")).toMatchObject({
      items: [{ added_at: expect.any(String), album: { tracks: { total: 12 } } }],
    });
    expect(await get("/me/shows")).toMatchObject({
      items: [{ show: { name: "Radiolab" } }, {}, {}],
      total: 3,
    });
    expect(await get("/me/episodes?limit=1")).toMatchObject({
      items: [{ episode: { name: "Colors", show: {} } }],
    });
    expect(await get("/me/audiobooks?limit=1")).toMatchObject({
      items: [{ audiobook: { authors: [{ name: "Jane Austen" }] } }],
    });
  });

  test("top lists differ by range, the middle one unless told", async () => {
    const { fake, get, ask } = await startFake();
    const { topTracks, topArtists } = fake.library;
    expect(await get("/me/top/tracks?time_range=short_term")).toMatchObject({
      total: topTracks.short_term.length,
    });
    expect(await get("/me/top/tracks")).toMatchObject({ total: topTracks.medium_term.length });
    expect(await get("/me/top/artists?time_range=long_term")).toMatchObject({
      total: topArtists.long_term.length,
    });
    expect((await ask("/me/top/artists?time_range=ever")).status).toBe(400);
  });
});

describe("playlists", () => {
  test("all are listed, with null among them and another snapshot of Spotify's own each time", async () => {
    const { get } = await startFake({ library });
    const expected = [
      sentPlaylist(owned, "2026"),
      sentPlaylist(followed, "2026"),
      null,
      { ...sentPlaylist(spotifys, "2026"), snapshot_id: expect.any(String) },
    ];
    const first = await get("/me/playlists");
    const second = await get("/me/playlists");
    expect(first).toMatchObject({ items: expected, total: 4 });
    expect(second).toMatchObject({ items: expected, total: 4 });
    expect(second).not.toEqual(first);
  });

  test("an owned playlist embeds its first hundred entries, and the rest follows", async () => {
    const { fake, get } = await startFake({ library });
    const sent = owned.entries.map((entry) => sentEntry(entry, "2026"));
    expect(await get(`/playlists/${owned.id}?additional_types=track,episode`)).toMatchObject({
      snapshot_id: owned.snapshotId,
      items: {
        items: sent.slice(0, 100),
        total: 120,
        next: `${fake.apiUrl}/playlists/${owned.id}/items?offset=100&limit=50`,
      },
    });
    expect(
      await get(`/playlists/${owned.id}/items?offset=100&limit=50&additional_types=track,episode`),
    ).toMatchObject({ items: sent.slice(100) });
  });

  test("a followed one shows its metadata and refuses its contents", async () => {
    const { ask, get } = await startFake({ library });
    expect(await get(`/playlists/${followed.id}`)).toMatchObject({ name: "followed" });
    expect(await get(`/playlists/${followed.id}`)).not.toHaveProperty("items");
    expect((await ask(`/playlists/${followed.id}/items`)).status).toBe(403);
  });

  test("one of Spotify's own is denied", async () => {
    const { ask } = await startFake({ library });
    expect(spotifys.id).toMatch(/^37i9dQZ/);
    expect((await ask(`/playlists/${spotifys.id}`)).status).toBe(404);
    expect((await ask(`/playlists/${spotifys.id}/items`)).status).toBe(404);
  });
});

describe("refusals", () => {
  test.each([
    ["GET", "/tracks?ids=a,b"],
    ["GET", "/users/somebody"],
    ["GET", "/browse/featured-playlists"],
    ["PUT", "/me/tracks?ids=a"],
    ["GET", `/playlists/${owned.id}/tracks`],
  ])("%s %s was removed: 403", async (method, path) => {
    const { ask } = await startFake({ library });
    const answer = await ask(path, method);
    expect([answer.status, answer.json]).toEqual([403, { error: { status: 403, message: "Forbidden" } }]);
  });

  test("what never was is 404", async () => {
    const { ask } = await startFake();
    expect((await ask("/me/nonsense")).status).toBe(404);
  });
});

describe("shapes", () => {
  test("the restricted one leaves out what was taken away", async () => {
    const { get } = await startFake({ library });
    expect(JSON.stringify(await get(`/playlists/${owned.id}/items?limit=50`))).not.toMatch(
      /"(available_markets|popularity|track|linked_from)":[^tf]/,
    );
    expect(await get("/me")).not.toHaveProperty("country");
  });

  test("the older one speaks of tracks, a hundred at a time, and reads other people's playlists", async () => {
    const { ask, get } = await startFake({ library, shape: "older" });
    expect(await get(`/playlists/${owned.id}/tracks?additional_types=episode`)).toMatchObject({
      items: owned.entries.slice(0, 100).map((entry) => sentEntry(entry, "older")),
      limit: 100,
    });
    expect(await get(`/playlists/${followed.id}`)).toMatchObject({ tracks: { total: 3 } });
    expect(await get("/me")).toMatchObject({ country: "SE" });
    expect((await ask(`/playlists/${owned.id}/items`)).status).toBe(404);
  });

  test("the one between sends both keys", async () => {
    const { get } = await startFake({ library, shape: "both" });
    const playlist = await get(`/playlists/${owned.id}`);
    expect(playlist).toMatchObject({ items: { total: 120 }, tracks: { total: 120 } });
    expect(await get(`/playlists/${owned.id}/items?limit=1`)).toMatchObject({
      items: [{ item: {}, track: {} }],
    });
    expect(await get(`/playlists/${owned.id}/tracks?limit=1`)).toMatchObject({
      items: [{ item: {}, track: {} }],
    });
  });
});
