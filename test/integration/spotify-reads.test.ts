import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assembleExport } from "../../src/lib/assemble.ts";
import { parseExportSettings } from "../../src/lib/settings.ts";
import type { Pages } from "../../src/lib/spotify/pages.ts";
import { timeRanges } from "../../src/lib/spotify/spotify.ts";
import type { FakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { FakeLibrary } from "../fake-spotify/library.ts";
import { makeArtist } from "../fake-spotify/make-music.ts";
import { makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { sentAlbum, sentArtist, sentTrack } from "../fake-spotify/sent-music.ts";
import { sentPlaylist, sentProfile } from "../fake-spotify/sent-playlist.ts";
import { sentAudiobook, sentEpisode, sentShow } from "../fake-spotify/sent-spoken.ts";
import type { Shape } from "../fake-spotify/shape.ts";
import { readAll, recordLog, startClient, withoutMarkets } from "../spotify-client.ts";

/** The client whose collections are pages from the first to the last. */
type Client = Awaited<ReturnType<typeof startClient>>["spotify"];

const shapes: readonly Shape[] = ["2026", "older", "both"];

/** More than a page of everything that can have so many. */
function makeFullLibrary(): FakeLibrary {
  const library = generateLibrary({ likes: 120, albums: 55, episodes: 101, playlists: 60, entries: 60 });
  return {
    ...library,
    artists: Array.from({ length: 130 }, (_, number) => makeArtist({ name: `Artist ${number}` })),
    playlists: [null, ...library.playlists, null],
  };
}

interface Read {
  readonly path: string;
  readonly read: (spotify: Client) => Pages<unknown>;
  readonly sent: (library: FakeLibrary, shape: Shape) => readonly unknown[];
}

const reads: readonly Read[] = [
  {
    path: "/me/tracks",
    read: (spotify) => spotify.readSavedTracks(),
    sent: ({ tracks }, shape) =>
      tracks.map(({ addedAt, item }) => ({ added_at: addedAt, track: sentTrack(item, shape) })),
  },
  {
    path: "/me/albums",
    read: (spotify) => spotify.readSavedAlbums(),
    sent: ({ albums }, shape) =>
      albums.map(({ addedAt, item }) => ({ added_at: addedAt, album: sentAlbum(item, shape) })),
  },
  {
    path: "/me/following",
    read: (spotify) => spotify.readFollowedArtists(),
    sent: ({ artists }, shape) => artists.map((artist) => sentArtist(artist, shape)),
  },
  {
    path: "/me/shows",
    read: (spotify) => spotify.readSavedShows(),
    sent: ({ shows }, shape) =>
      shows.map(({ addedAt, item }) => ({ added_at: addedAt, show: sentShow(item, shape) })),
  },
  {
    path: "/me/episodes",
    read: (spotify) => spotify.readSavedEpisodes(),
    sent: ({ episodes }, shape) =>
      episodes.map(({ addedAt, item }) => ({ added_at: addedAt, episode: sentEpisode(item, shape) })),
  },
  {
    path: "/me/audiobooks",
    read: (spotify) => spotify.readSavedAudiobooks(),
    sent: ({ audiobooks }, shape) =>
      audiobooks.map(({ addedAt, item }) => ({ added_at: addedAt, audiobook: sentAudiobook(item, shape) })),
  },
  ...timeRanges.flatMap((range): Read[] => [
    {
      path: "/me/top/tracks",
      read: (spotify) => spotify.readTopTracks(range),
      sent: ({ topTracks }, shape) => topTracks[range].map((track) => sentTrack(track, shape)),
    },
    {
      path: "/me/top/artists",
      read: (spotify) => spotify.readTopArtists(range),
      sent: ({ topArtists }, shape) => topArtists[range].map((artist) => sentArtist(artist, shape)),
    },
  ]),
  {
    path: "/me/playlists",
    read: (spotify) => spotify.readPlaylists(),
    sent: ({ playlists }, shape) =>
      playlists.map((playlist) => (playlist === null ? null : sentPlaylist(playlist, shape))),
  },
];

describe.each(shapes)("in the shape of %s", (shape) => {
  test.each(reads)("everything of $path is read as it was sent, in its order", async ({ read, sent }) => {
    const library = makeFullLibrary();
    const { spotify } = await startClient({ library, shape });

    expect(await readAll(read(spotify))).toEqual(withoutMarkets(sent(library, shape)));
  });

  test("the profile is read as it was sent", async () => {
    const { fake, spotify } = await startClient({ shape });

    expect(await spotify.readProfile()).toEqual(sentProfile(fake.library.profile, shape));
  });
});

describe("the profile that both kinds of an assembled export need", () => {
  test("is asked for once", async () => {
    const { fake, asked } = await startClient();
    const { readProfile } = assemble(fake);

    const profiles = await Promise.all([readProfile(), readProfile()]);
    expect([...profiles, await readProfile()]).toEqual(
      Array(3).fill(sentProfile(fake.library.profile, "2026")),
    );
    expect(asked()).toEqual(["/me?"]);
  });

  test("is asked for again when it could not be had", async () => {
    const { fake, asked } = await startClient();
    const { readProfile } = assemble(fake);
    fake.misbehave({ does: { kind: "answer", status: 404, body: {} } });

    await expect(readProfile()).rejects.toThrow("404 Not Found");
    expect(await readProfile()).toEqual(sentProfile(fake.library.profile, "2026"));
    expect(asked()).toEqual(["/me?", "/me?"]);
  });

  function assemble({ apiUrl, accountsUrl, credentials }: FakeSpotify) {
    const values = {
      SPOTIFY_API_URL: apiUrl,
      SPOTIFY_ACCOUNTS_URL: accountsUrl,
      SPOTIFY_CLIENT_ID: credentials.clientId,
      SPOTIFY_CLIENT_SECRET: credentials.clientSecret,
      SPOTIFY_REFRESH_TOKEN: credentials.refreshToken,
    };
    return assembleExport(parseExportSettings(values, "commandLine"), {
      environment: values,
      localSettingsFile: join(import.meta.dirname, "no-such-file.json"),
      log: recordLog().log,
      onProgress: () => {},
      signal: new AbortController().signal,
    });
  }
});

describe("entries that Spotify has emptied", () => {
  test.each(reads)("of $path are read as they are", async ({ path, read }) => {
    const { fake, spotify } = await startClient();
    const emptied = emptyEntry[path] ?? null;
    fake.misbehave({ when: (request) => request.path === path, does: { kind: "edited", edit } });

    expect(await readAll(read(spotify))).toEqual([emptied, null]);

    function edit() {
      const page = { items: [emptied, null], total: 2 };
      return path === "/me/following" ? { artists: { ...page, cursors: { after: null } } } : page;
    }
  });

  /** What saved things are wrapped in may stay when they are gone; the others are null themselves. */
  const emptyEntry: Readonly<Record<string, unknown>> = {
    "/me/tracks": { added_at: "2020-01-01T00:00:00Z", track: null },
    "/me/albums": { added_at: null, album: null },
    "/me/shows": { added_at: "2020-01-01T00:00:00Z", show: null },
    "/me/episodes": { added_at: "2020-01-01T00:00:00Z", episode: null },
  };
});

describe("values that only fill a cell", () => {
  test.each(["7", 7, true, null])("may be %j, and are read as they are", async (odd) => {
    const { fake, spotify } = await startClient();
    const album = { name: "An album", release_date: odd, total_tracks: odd, images: [{ url: odd }] };
    const track = { name: "A song", album, popularity: odd, explicit: odd, external_ids: { isrc: odd } };
    const sent = [{ added_at: null, track }];
    fake.misbehave({ does: { kind: "edited", edit: () => ({ items: sent, total: 1 }) } });

    expect(await readAll(spotify.readSavedTracks())).toEqual(sent);
  });

  test("may be odd in the list of playlists, too", async () => {
    const { fake, spotify } = await startClient();
    const playlist = { id: "p1", name: "Mine", description: 7, public: "yes", images: [{ url: null }] };
    fake.misbehave({ does: { kind: "edited", edit: () => ({ items: [playlist], total: 1 }) } });

    expect(await readAll(spotify.readPlaylists())).toEqual([playlist]);
  });
});

describe("pages", () => {
  test.each([
    [0, [0]],
    [1, [0]],
    [50, [0]],
    [51, [0, 50]],
    [100, [0, 50]],
    [120, [0, 50, 100]],
  ])("%i entries are asked for at the offsets %j, never at the total", async (likes, offsets) => {
    const library = generateLibrary({ likes, entries: 0, playlists: 0 });
    const { spotify, asked } = await startClient({ library });

    expect(await readAll(spotify.readSavedTracks())).toHaveLength(likes);
    expect(asked()).toEqual(offsets.map((offset) => `/me/tracks?limit=50&offset=${offset}`));
  });

  test("a page shorter than asked for is followed by what it left out", async () => {
    const library = generateLibrary({ likes: 120, entries: 0, playlists: 0 });
    const { fake, spotify, asked } = await startClient({ library });
    fake.misbehave({
      does: {
        kind: "edited",
        edit: (body) => Object.assign({}, body, { items: library.tracks.slice(0, 30).map(toSaved) }),
      },
    });

    expect(await readAll(spotify.readSavedTracks())).toEqual(library.tracks.map(toSaved));
    expect(asked()).toEqual([0, 30, 80].map((offset) => `/me/tracks?limit=50&offset=${offset}`));

    function toSaved({ addedAt, item }: FakeLibrary["tracks"][number]) {
      return { added_at: addedAt, track: sentTrack(item, "2026") };
    }
  });

  test("an empty page ends a collection, whatever its total says", async () => {
    const { fake, spotify, asked } = await startClient();
    fake.misbehave({ does: { kind: "edited", edit: () => ({ items: [], total: 100 }) } });

    expect(await readAll(spotify.readSavedTracks())).toEqual([]);
    expect(asked()).toHaveLength(1);
  });

  test.each([
    [0, 1],
    [50, 1],
    [51, 2],
    [130, 3],
  ])("%i followed artists are read by cursor in %i requests", async (count, requests) => {
    const artists = Array.from({ length: count }, (_, number) => makeArtist({ name: `Artist ${number}` }));
    const { spotify, asked } = await startClient({ library: makeLibrary({ artists }) });

    expect(await readAll(spotify.readFollowedArtists())).toHaveLength(count);
    const cursors = [...artists.keys()].filter((index) => index > 0 && index % 50 === 0);
    expect(asked()).toHaveLength(requests);
    expect(asked()).toEqual([
      "/me/following?type=artist&limit=50",
      ...cursors.map((index) => `/me/following?type=artist&limit=50&after=${artists[index - 1]?.id}`),
    ]);
  });
});

test("a playlist that Spotify counts and does not name keeps its place in the list", async () => {
  const first = makePlaylist({ name: "first" });
  const last = makePlaylist({ name: "last" });
  const { spotify } = await startClient({ library: makeLibrary({ playlists: [first, null, last] }) });

  const names = (await readAll(spotify.readPlaylists())).map((playlist) => playlist?.name);
  expect(names).toEqual(["first", undefined, "last"]);
});
