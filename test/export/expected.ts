import { expect } from "vitest";
import type { FakeLibrary, Playlist } from "../fake-spotify/library.ts";
import { sentAlbum, sentArtist, sentTrack } from "../fake-spotify/sent-music.ts";
import { sentEntry, sentPlaylist } from "../fake-spotify/sent-playlist.ts";
import { sentAudiobook, sentEpisode, sentShow } from "../fake-spotify/sent-spoken.ts";
import type { Shape } from "../fake-spotify/shape.ts";

/** The lists that `library_<id>.json` must hold: every entry as it was sent, without `available_markets`. */
export function expectedLibrary(library: FakeLibrary, shape: Shape): Readonly<Record<string, unknown>> {
  const { topTracks, topArtists } = library;
  return withoutMarkets({
    tracks: library.tracks.map(({ addedAt, item }) => ({ added_at: addedAt, track: sentTrack(item, shape) })),
    albums: library.albums.map(({ addedAt, item }) => ({ added_at: addedAt, album: sentAlbum(item, shape) })),
    artists: library.artists.map((artist) => sentArtist(artist, shape)),
    shows: library.shows.map(({ addedAt, item }) => ({ added_at: addedAt, show: sentShow(item, shape) })),
    episodes: library.episodes.map(({ addedAt, item }) => ({
      added_at: addedAt,
      episode: sentEpisode(item, shape),
    })),
    audiobooks: library.audiobooks.map(({ addedAt, item }) => ({
      added_at: addedAt,
      audiobook: sentAudiobook(item, shape),
    })),
    topTracks: {
      short_term: topTracks.short_term.map((track) => sentTrack(track, shape)),
      medium_term: topTracks.medium_term.map((track) => sentTrack(track, shape)),
      long_term: topTracks.long_term.map((track) => sentTrack(track, shape)),
    },
    topArtists: {
      short_term: topArtists.short_term.map((artist) => sentArtist(artist, shape)),
      medium_term: topArtists.medium_term.map((artist) => sentArtist(artist, shape)),
      long_term: topArtists.long_term.map((artist) => sentArtist(artist, shape)),
    },
  });
}

/**
 * The playlists that `playlists_<id>.json` must hold, in order, with their contents where the shape gives them.
 * @param imagesOrigin where the covers lie that were uploaded: the fake's `accountsUrl`
 */
export function expectedPlaylists(
  library: FakeLibrary,
  shape: Shape,
  imagesOrigin?: string,
): Readonly<Record<string, unknown>>[] {
  return library.playlists
    .filter((playlist) => playlist !== null)
    .map((playlist) => expectedPlaylist(playlist, shape, imagesOrigin));
}

export function expectedPlaylist(
  playlist: Playlist,
  shape: Shape,
  imagesOrigin?: string,
): Readonly<Record<string, unknown>> {
  const listed: Readonly<Record<string, unknown>> = sentPlaylist(playlist, shape, imagesOrigin);
  const { tracks: _, ...metadata } = listed;
  const isGiven = playlist.access !== "spotify" && (playlist.access !== "followed" || shape === "older");
  return {
    ...withoutMarkets(metadata),
    // Spotify's own lists bear another one at every request.
    ...(playlist.access === "spotify" ? { snapshot_id: expect.any(String) } : {}),
    items: isGiven ? playlist.entries.map((entry) => withoutMarkets(toItem(sentEntry(entry, shape)))) : null,
  };
}

/** Whatever Spotify calls the contents of an entry, the archive calls it `item`. */
function toItem(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { item, track, ...rest } = entry;
  return { ...rest, item: item ?? track ?? null };
}

function withoutMarkets<Value extends object>(value: Value): Record<string, unknown> {
  const text = JSON.stringify(value, (key, inner: unknown) =>
    key === "available_markets" ? undefined : inner,
  );
  return JSON.parse(text);
}
