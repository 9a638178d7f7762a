import { makeImageId, makeIsrc, makeSpotifyId, numberFrom } from "./identifiers.ts";
import type { Album, Artist, LocalFile, Track } from "./library.ts";
import { MARKETS } from "./markets.ts";
import { type Shape, unlessRestricted } from "./shape.ts";

const API = "https://api.spotify.com/v1";

/** The five fields by which every object of Spotify's says what it is. */
export function sentIdentity<Type extends string>(type: Type, id: string) {
  return {
    external_urls: { spotify: `https://open.spotify.com/${type}/${id}` },
    href: `${API}/${type}s/${id}`,
    id,
    type,
    uri: `spotify:${type}:${id}`,
  };
}

export function sentImages(id: string) {
  return [640, 300, 64].map((size) => ({
    height: size,
    url: `https://i.scdn.co/image/${makeImageId(`${id} ${size}`)}`,
    width: size,
  }));
}

export function sentArtist(artist: Artist, shape: Shape) {
  return {
    ...sentIdentity("artist", artist.id),
    genres: artist.genres,
    images: sentImages(artist.id),
    name: artist.name,
    ...unlessRestricted(shape, {
      followers: { href: null, total: numberFrom(artist.id, 900_000) },
      popularity: numberFrom(artist.id, 101),
    }),
  };
}

function sentSimplifiedArtist(artist: Artist) {
  return { ...sentIdentity("artist", artist.id), name: artist.name };
}

/** An album with its first 50 tracks, as it stands among the saved albums. */
export function sentAlbum(album: Album, shape: Shape) {
  const inPage = Math.min(album.totalTracks, 50);
  const href = `${API}/albums/${album.id}/tracks`;
  return {
    ...sentSimplifiedAlbum(album, shape),
    copyrights: [
      { text: `© ${album.releaseDate} A Label`, type: "C" },
      { text: `℗ ${album.releaseDate} A Label`, type: "P" },
    ],
    external_ids: { upc: String(numberFrom(album.id, 1_000_000)).padStart(12, "0") },
    genres: [],
    tracks: {
      href: `${href}?offset=0&limit=50`,
      items: Array.from({ length: inPage }, (_, index) => sentAlbumTrack(album, index + 1, shape)),
      limit: 50,
      next: album.totalTracks > 50 ? `${href}?offset=50&limit=50` : null,
      offset: 0,
      previous: null,
      total: album.totalTracks,
    },
    ...unlessRestricted(shape, { label: "A Label", popularity: numberFrom(album.id, 101) }),
  };
}

function sentAlbumTrack(album: Album, trackNumber: number, shape: Shape) {
  return {
    ...sentIdentity("track", makeSpotifyId(`track ${trackNumber} of ${album.id}`)),
    artists: album.artists.map(sentSimplifiedArtist),
    disc_number: 1,
    duration_ms: 150_000 + 1_000 * trackNumber,
    explicit: false,
    is_local: false,
    name: `${album.name}, ${trackNumber}`,
    preview_url: null,
    track_number: trackNumber,
    ...unlessRestricted(shape, { available_markets: MARKETS }),
  };
}

function sentSimplifiedAlbum(album: Album, shape: Shape) {
  const emptied = album.name === "";
  return {
    ...sentIdentity("album", album.id),
    album_type: album.albumType,
    artists: album.artists.map(sentSimplifiedArtist),
    images: emptied ? [] : sentImages(album.id),
    name: album.name,
    release_date: album.releaseDate,
    release_date_precision: ["year", "month", "day"][album.releaseDate.split("-").length - 1],
    total_tracks: album.totalTracks,
    ...unlessRestricted(shape, { available_markets: emptied ? [] : MARKETS }),
  };
}

export function sentTrack(track: Track, shape: Shape) {
  return {
    ...sentIdentity("track", track.id),
    album: sentSimplifiedAlbum(track.album, shape),
    artists: track.artists.map(sentSimplifiedArtist),
    disc_number: track.discNumber,
    duration_ms: track.durationMs,
    explicit: track.explicit,
    external_ids: { isrc: track.isrc ?? makeIsrc(track.id) },
    is_local: false,
    name: track.name,
    preview_url: null,
    track_number: track.trackNumber,
    ...unlessRestricted(shape, { available_markets: MARKETS, popularity: numberFrom(track.id, 101) }),
  };
}

export function sentLocalFile(file: LocalFile, shape: Shape) {
  const nothing = { external_urls: {}, href: null, id: null, uri: null };
  const markets = unlessRestricted(shape, { available_markets: [] });
  const parts = [file.artist, file.album, file.name].map((part) =>
    encodeURIComponent(part).replaceAll("%20", "+"),
  );
  return {
    album: {
      ...nothing,
      ...markets,
      album_type: null,
      artists: [],
      images: [],
      name: file.album,
      release_date: null,
      release_date_precision: null,
      type: "album",
    },
    artists: [{ ...nothing, name: file.artist, type: "artist" }],
    disc_number: 0,
    duration_ms: file.durationMs,
    explicit: false,
    external_ids: {},
    external_urls: {},
    href: null,
    id: null,
    is_local: true,
    name: file.name,
    preview_url: null,
    track_number: 0,
    type: "track",
    uri: `spotify:local:${parts.join(":")}:${Math.round(file.durationMs / 1_000)}`,
    ...markets,
    ...unlessRestricted(shape, { popularity: 0 }),
  };
}
