import type { Collection } from "./entry.ts";

/** What people call a section of a snapshot. */
export const sectionTitles = {
  tracks: "Liked songs",
  albums: "Saved albums",
  artists: "Followed artists",
  shows: "Saved shows",
  episodes: "Saved episodes",
  audiobooks: "Saved audiobooks",
  topTracks: "Top tracks",
  topArtists: "Top artists",
  items: "Playlist",
} as const satisfies Readonly<Record<Collection | "topTracks" | "topArtists", string>>;
