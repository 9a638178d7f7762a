import { artistsSection } from "./artists-section.ts";
import type { LibrarySection } from "./library-section.ts";
import { savedSection } from "./saved-section.ts";
import { topSection } from "./top-section.ts";

/** The sections of the library, in the order in which they are read and written. */
export const librarySections: readonly LibrarySection[] = [
  savedSection({
    name: "tracks",
    read: (spotify) => spotify.readSavedTracks,
    isNull: (entry) => (entry?.track ?? null) === null,
    identify: (entry) => entry?.track?.uri,
  }),
  savedSection({
    name: "albums",
    read: (spotify) => spotify.readSavedAlbums,
    isNull: (entry) => (entry?.album ?? null) === null,
    identify: (entry) => entry?.album?.uri,
  }),
  artistsSection,
  savedSection({
    name: "shows",
    read: (spotify) => spotify.readSavedShows,
    isNull: (entry) => (entry?.show ?? null) === null,
    identify: (entry) => entry?.show?.uri,
  }),
  savedSection({
    name: "episodes",
    read: (spotify) => spotify.readSavedEpisodes,
    isNull: (entry) => (entry?.episode ?? null) === null,
    identify: (entry) => entry?.episode?.uri,
  }),
  savedSection({
    name: "audiobooks",
    read: (spotify) => spotify.readSavedAudiobooks,
    isNull: (entry) => entry === null,
    identify: (entry) => (entry?.audiobook ?? entry)?.uri,
  }),
  topSection({
    name: "topTracks",
    read: (spotify, range) => spotify.readTopTracks(range),
  }),
  topSection({
    name: "topArtists",
    read: (spotify, range) => spotify.readTopArtists(range),
  }),
];
