import type { FakeLibrary, Playlist } from "../fake-spotify/library.ts";

const pages = (entries: number) => Math.ceil(entries / 50);

/** What reading all of a playlist takes at least: its object with the first 100 entries, then pages of 50; nothing when it is empty. */
export function playlistMinimum({ entries }: Pick<Playlist, "entries">): number {
  return entries.length === 0 ? 0 : 1 + pages(Math.max(entries.length - 100, 0));
}

export function listingMinimum({ playlists }: FakeLibrary): number {
  return Math.max(1, pages(playlists.length));
}

/** What reading all playlists of a restricted app's user takes: one request tells for all of others that they are refused. */
export function playlistsMinimum(library: FakeLibrary): number {
  const all = library.playlists.filter((playlist) => playlist !== null);
  const own = all.filter(({ access }) => access === "owned" || access === "collaborative");
  const refused = new Set(all.filter((playlist) => !own.includes(playlist)).map(({ access }) => access));
  return (
    listingMinimum(library) + own.reduce((sum, playlist) => sum + playlistMinimum(playlist), 0) + refused.size
  );
}

/** What reading all sections of the library takes: every page of each, and at least one. */
export function sectionsMinimum(library: FakeLibrary): number {
  const { tracks, albums, artists, shows, episodes, audiobooks, topTracks, topArtists } = library;
  return [
    ...[tracks, albums, artists, shows, episodes, audiobooks],
    ...Object.values(topTracks),
    ...Object.values(topArtists),
  ].reduce((sum, entries) => sum + Math.max(1, pages(entries.length)), 0);
}

/** Requests to the API for a whole export of one kind: whose account it is, and everything in it. */
export function exportMinimum(kind: "library" | "playlists", library: FakeLibrary): number {
  return 1 + (kind === "library" ? sectionsMinimum(library) : playlistsMinimum(library));
}
