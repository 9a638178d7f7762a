import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { FakeLibrary } from "../fake-spotify/library.ts";
import { makeArtist } from "../fake-spotify/make-music.ts";
import { makePlaylist } from "../fake-spotify/make-playlist.ts";

/**
 * A library that costs few requests and yet every kind of them: pages by offset, by cursor and embedded in a playlist,
 * a second page of the list of playlists, and a playlist of every access.
 */
export function makeSmallLibrary(): FakeLibrary {
  const library = generateLibrary({
    playlists: 1,
    entries: 130,
    followed: 2,
    likes: 60,
    albums: 3,
    artists: 3,
    shows: 1,
    episodes: 2,
    audiobooks: 1,
    seed: 2,
  });
  library.artists = Array.from({ length: 55 }, (_, index) => makeArtist({ name: `Artist ${index}` }));
  const entries = library.playlists[0]?.entries ?? [];
  library.playlists.push(
    makePlaylist({ name: "Made together", access: "collaborative", entries: entries.slice(0, 5) }),
    makePlaylist({ name: "Discover Weekly", access: "spotify", entries: entries.slice(0, 5) }),
    makePlaylist({ name: "Release Radar", access: "spotify", entries: entries.slice(0, 5) }),
    null,
    ...Array.from({ length: 48 }, (_, index) => makePlaylist({ name: `Empty ${index}` })),
    makePlaylist({ name: "On the second page of the list", entries: entries.slice(5, 15) }),
  );
  return library;
}
