import type { z } from "zod";
import { type Pages, pageSize, type ReadPage, readByCursor, readByOffset } from "./pages.ts";
import { type ContentsReader, createContentsReader, type DoubtfulKeeper } from "./playlist-contents.ts";
import type { ApiGet } from "./request.ts";
import {
  check,
  expectOffset,
  type FollowedArtist,
  followedArtistsPage,
  type ListedPlaylist,
  listedPlaylist,
  type Playable,
  type Profile,
  pageOf,
  profile,
  type SavedAlbum,
  type SavedAudiobook,
  type SavedEpisode,
  type SavedShow,
  type SavedTrack,
  savedAlbum,
  savedAudiobook,
  savedEpisode,
  savedShow,
  savedTrack,
  topArtist,
  topTrack,
} from "./schemas.ts";

/** Spotify's names for the windows of top tracks and artists: about 4 weeks, 6 months and a year. */
export const timeRanges = ["short_term", "medium_term", "long_term"] as const;
export type TimeRange = (typeof timeRanges)[number];

/** A user's library as the Web API gives it, for reading. Entries are as they came, without `available_markets`. */
export interface Spotify extends ContentsReader {
  readonly readSavedTracks: ReadPage<SavedTrack>;
  readonly readSavedAlbums: ReadPage<SavedAlbum>;
  readFollowedArtists(): Pages<FollowedArtist>;
  readonly readSavedShows: ReadPage<SavedShow>;
  readonly readSavedEpisodes: ReadPage<SavedEpisode>;
  readonly readSavedAudiobooks: ReadPage<SavedAudiobook>;
  readTopTracks(range: TimeRange): ReadPage<Playable | null>;
  readTopArtists(range: TimeRange): ReadPage<FollowedArtist>;
  /** The user's playlists, owned, collaborative and followed; null where Spotify lists one without saying which. */
  readPlaylists(): Pages<ListedPlaylist | null>;
}

/** Whose account the access token is for. */
export async function readProfile(get: ApiGet): Promise<Profile> {
  return check(profile, await get("/me"), "GET /me");
}

/** @param refusedBefore keepers whose playlists an earlier run has found refused */
export function createSpotify(get: ApiGet, refusedBefore: readonly DoubtfulKeeper[] = []): Spotify {
  function openCollection<Entry extends z.ZodType>(
    path: string,
    entry: Entry,
    query: Readonly<Record<string, string>> = {},
  ): ReadPage<z.infer<Entry>> {
    const page = pageOf(entry);
    return async (offset, limit = pageSize) => {
      const { total, items, ...rest } = check(
        page,
        await get(path, { ...query, limit, offset }),
        `GET ${path}`,
      );
      expectOffset(rest, offset, `GET ${path}`);
      return { offset, total, items };
    };
  }

  async function readFollowedArtistsPage(after: string | undefined) {
    const path = "/me/following";
    const query = { type: "artist", limit: pageSize, ...(after === undefined ? {} : { after }) };
    const { artists } = check(followedArtistsPage, await get(path, query), `GET ${path}`);
    return { total: artists.total, items: artists.items, after: artists.cursors?.after };
  }

  return {
    ...createContentsReader(get, refusedBefore),
    readSavedTracks: openCollection("/me/tracks", savedTrack),
    readSavedAlbums: openCollection("/me/albums", savedAlbum),
    readFollowedArtists: () => readByCursor(readFollowedArtistsPage),
    readSavedShows: openCollection("/me/shows", savedShow),
    readSavedEpisodes: openCollection("/me/episodes", savedEpisode),
    readSavedAudiobooks: openCollection("/me/audiobooks", savedAudiobook),
    readTopTracks: (range) => openCollection("/me/top/tracks", topTrack, { time_range: range }),
    readTopArtists: (range) => openCollection("/me/top/artists", topArtist, { time_range: range }),
    readPlaylists: () => readByOffset(openCollection("/me/playlists", listedPlaylist.nullable())),
  };
}
