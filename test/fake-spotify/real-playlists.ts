import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { makeSpotifyId } from "./identifiers.ts";
import { toDurationMs } from "./lengths.ts";
import type { FakeLibrary, Track } from "./library.ts";
import { makeAlbum, makeArtist, makeTrack } from "./make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "./make-playlist.ts";
import { toSpotifyDate } from "./random.ts";

const REFERENCE = z.tuple([z.string(), z.string()]);
const FILE = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        artists: z.array(REFERENCE),
        album: REFERENCE,
        length: z.string().regex(/^(\d+:)?\d\d$/),
      }),
    ),
  }),
);

type RealItem = z.infer<typeof FILE>[number]["items"][number];

const NEWEST = Date.UTC(2021, 4, 9);
const MINUTE_MS = 60_000;

/** The file of real playlists: the one named by `REAL_PLAYLISTS`, or else that beside the project. */
export function findRealPlaylists(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const beside = new URL("../../../shared/data/real-playlists.json", import.meta.url);
  const { REAL_PLAYLISTS: path = fileURLToPath(beside) } = env;
  return existsSync(path) ? path : undefined;
}

/**
 * Real public playlists as if the demo listener had made them, with likes drawn from them: distinct tracks, as many
 * as asked while there are any. `undefined` where the file is not there.
 */
export async function loadRealPlaylists({ likes = 6_000 } = {}): Promise<FakeLibrary | undefined> {
  const path = findRealPlaylists();
  if (path === undefined) {
    return undefined;
  }
  const playlists = FILE.parse(JSON.parse(await readFile(path, "utf8")));
  const tracks = new Map<string, Track>();
  for (const item of playlists.flatMap((playlist) => playlist.items)) {
    if (!tracks.has(item.id)) {
      tracks.set(item.id, toTrack(item));
    }
  }
  const liked = [...tracks.values()].slice(0, likes);
  return makeLibrary({
    tracks: liked.map((item, index) => ({ addedAt: toSpotifyDate(NEWEST - index * MINUTE_MS), item })),
    playlists: playlists.map(({ id, name, description, items }) =>
      makePlaylist({
        // Spotify's own lists stand for the user's, and so need an id that is not refused.
        id: id.startsWith("37i9dQZ") ? makeSpotifyId(id) : id,
        name,
        description,
        entries: items.map((item, index) =>
          makeEntry(tracks.get(item.id) ?? null, { addedAt: toSpotifyDate(NEWEST + index * MINUTE_MS) }),
        ),
      }),
    ),
  });
}

function toTrack({ id, name, artists, album, length }: RealItem): Track {
  const trackArtists = artists.map(([artistId, artistName]) =>
    makeArtist({ id: artistId, name: artistName }),
  );
  return makeTrack({
    id,
    name,
    artists: trackArtists,
    album: makeAlbum({ id: album[0], name: album[1], artists: trackArtists.slice(0, 1) }),
    durationMs: toDurationMs(length),
  });
}
