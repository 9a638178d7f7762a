import {
  artistColumns,
  savedAlbumColumns,
  savedAudiobookColumns,
  savedShowColumns,
  type TrackRow,
} from "../render/columns.ts";
import type { FollowedArtist, Playable } from "../spotify/schemas.ts";
import { artistsSection } from "./artists-section.ts";
import type { LibrarySection } from "./library-section.ts";
import { savedSection } from "./saved-section.ts";
import { topSection } from "./top-section.ts";

/** The sections of the library, in the order in which they are read and written. */
export const librarySections: readonly LibrarySection[] = [
  savedSection({
    name: "tracks",
    title: "Liked songs",
    file: "liked-songs",
    read: (spotify) => spotify.readSavedTracks,
    isNull: (entry) => (entry?.track ?? null) === null,
    identify: (entry) => entry?.track?.uri,
    toRow: (entry): TrackRow => ({ item: entry?.track ?? null, addedAt: entry?.added_at }),
    columns: ({ trackColumns }) => trackColumns,
  }),
  savedSection({
    name: "albums",
    title: "Saved albums",
    file: "albums",
    read: (spotify) => spotify.readSavedAlbums,
    isNull: (entry) => (entry?.album ?? null) === null,
    identify: (entry) => entry?.album?.uri,
    toRow: (entry) => entry,
    columns: () => savedAlbumColumns,
  }),
  artistsSection,
  savedSection({
    name: "shows",
    title: "Saved shows",
    file: "shows",
    read: (spotify) => spotify.readSavedShows,
    isNull: (entry) => (entry?.show ?? null) === null,
    identify: (entry) => entry?.show?.uri,
    toRow: (entry) => entry,
    columns: () => savedShowColumns,
  }),
  savedSection({
    name: "episodes",
    title: "Saved episodes",
    file: "episodes",
    read: (spotify) => spotify.readSavedEpisodes,
    isNull: (entry) => (entry?.episode ?? null) === null,
    identify: (entry) => entry?.episode?.uri,
    toRow: (entry): TrackRow => ({ item: entry?.episode ?? null, addedAt: entry?.added_at }),
    columns: ({ trackColumns }) => trackColumns,
  }),
  savedSection({
    name: "audiobooks",
    title: "Saved audiobooks",
    file: "audiobooks",
    read: (spotify) => spotify.readSavedAudiobooks,
    isNull: (entry) => entry === null,
    identify: (entry) => (entry?.audiobook ?? entry)?.uri,
    toRow: (entry) => entry,
    columns: () => savedAudiobookColumns,
  }),
  topSection<Playable | null, TrackRow>({
    name: "topTracks",
    title: "Top tracks",
    file: "top-tracks",
    read: (spotify, range) => spotify.readTopTracks(range),
    toRow: (item) => ({ item, addedAt: undefined }),
    columns: ({ trackColumns }) => trackColumns.filter(({ header }) => !header.startsWith("Added ")),
  }),
  topSection<FollowedArtist, FollowedArtist>({
    name: "topArtists",
    title: "Top artists",
    file: "top-artists",
    read: (spotify, range) => spotify.readTopArtists(range),
    toRow: (artist) => artist,
    columns: () => artistColumns,
  }),
];
