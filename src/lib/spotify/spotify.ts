import type { z } from "zod";
import { dropMarkets } from "./markets.ts";
import { type Page, type Pages, readByCursor, readByOffset } from "./pages.ts";
import { createContentsReader, type PlaylistEntry } from "./playlist-contents.ts";
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
export interface Spotify {
  readProfile(): Promise<Profile>;
  readSavedTracks(): Pages<SavedTrack>;
  readSavedAlbums(): Pages<SavedAlbum>;
  readFollowedArtists(): Pages<FollowedArtist>;
  readSavedShows(): Pages<SavedShow>;
  readSavedEpisodes(): Pages<SavedEpisode>;
  readSavedAudiobooks(): Pages<SavedAudiobook>;
  readTopTracks(range: TimeRange): Pages<Playable | null>;
  readTopArtists(range: TimeRange): Pages<FollowedArtist>;
  /** The user's playlists, owned, collaborative and followed; null where Spotify lists one without saying which. */
  readPlaylists(): Pages<ListedPlaylist | null>;
  /** @throws {ContentsRefusedError} where Spotify does not give the contents to this app */
  readPlaylistEntries(playlist: ListedPlaylist, userId: string): Pages<PlaylistEntry>;
}

/** The largest page that `/me/*` gives. */
const pageSize = 50;

export function createSpotify(get: ApiGet): Spotify {
  const contents = createContentsReader(get);

  let profileRead: Profile | undefined;

  /** Asked once: both kinds of a run need it. */
  async function readProfile(): Promise<Profile> {
    profileRead ??= check(profile, await get("/me"), "GET /me");
    return profileRead;
  }

  function readCollection<Entry extends z.ZodType>(
    path: string,
    entry: Entry,
    query: Readonly<Record<string, string>> = {},
  ): Pages<z.infer<Entry>> {
    const page = pageOf(entry);
    return readByOffset<z.infer<Entry>>(async (offset) => {
      const answer = check(page, await get(path, { ...query, limit: pageSize, offset }), `GET ${path}`);
      expectOffset(answer, offset, `GET ${path}`);
      return dropMarkets(answer);
    });
  }

  async function readFollowedArtistsPage(after: string | undefined) {
    const path = "/me/following";
    const query = { type: "artist", limit: pageSize, ...(after === undefined ? {} : { after }) };
    const { artists } = check(followedArtistsPage, await get(path, query), `GET ${path}`);
    return {
      total: artists.total,
      items: artists.items,
      after: artists.cursors?.after,
    } satisfies Page<FollowedArtist> & {
      after: unknown;
    };
  }

  return {
    readProfile,
    readSavedTracks: () => readCollection("/me/tracks", savedTrack),
    readSavedAlbums: () => readCollection("/me/albums", savedAlbum),
    readFollowedArtists: () => readByCursor(readFollowedArtistsPage),
    readSavedShows: () => readCollection("/me/shows", savedShow),
    readSavedEpisodes: () => readCollection("/me/episodes", savedEpisode),
    readSavedAudiobooks: () => readCollection("/me/audiobooks", savedAudiobook),
    readTopTracks: (range) => readCollection("/me/top/tracks", topTrack, { time_range: range }),
    readTopArtists: (range) => readCollection("/me/top/artists", topArtist, { time_range: range }),
    readPlaylists: () => readCollection("/me/playlists", listedPlaylist.nullable()),
    readPlaylistEntries: contents.readEntries,
  };
}
