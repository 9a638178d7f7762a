import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { FakeLibrary, PlaylistItem } from "../fake-spotify/library.ts";
import { makeJpeg } from "../fake-spotify/make-jpeg.ts";
import { makeArtist } from "../fake-spotify/make-music.ts";
import { makePlaylist } from "../fake-spotify/make-playlist.ts";

/** A library that takes few requests to be put back, and yet every kind of them. */
export function makeSmallSource(): FakeLibrary {
  const library = generateLibrary({
    playlists: 1,
    entries: 150,
    followed: 1,
    likes: 42,
    albums: 1,
    artists: 0,
    shows: 0,
    episodes: 0,
    audiobooks: 0,
    seed: 3,
  });
  library.artists = [makeArtist({ name: "One" }), makeArtist({ name: "Two" })];
  const [long, ...others] = library.playlists;
  const entries = (long?.entries ?? []).filter(({ item }) => item?.kind === "track");
  library.playlists = [
    makePlaylist({ name: "Twice", entries: entries.slice(0, 3), cover: makeJpeg("One") }),
    makePlaylist({
      name: "Twice",
      id: "2".repeat(22),
      entries: [...entries.slice(3, 5), ...entries.slice(3, 5)],
    }),
    makePlaylist({ name: "Empty", description: "Nothing yet" }),
    makePlaylist({ name: "Long", entries: entries.slice(0, 103) }),
    ...others,
  ];
  return library;
}

/** The same some time later: a like and an entry are gone, which a restore learns when Spotify refuses them. */
export function makeSmallSourceLater(): FakeLibrary {
  const library = makeSmallSource();
  const long = library.playlists.find((playlist) => playlist?.name === "Long");
  takeDown(library, library.tracks[0]?.item);
  takeDown(library, long?.entries[101]?.item);
  return library;
}

/** Spotify has it no more. */
export function takeDown(library: FakeLibrary, item: PlaylistItem | null | undefined): void {
  if (item == null || item.kind === "local") {
    throw new Error("There is nothing that Spotify could take down.");
  }
  library.takenDown = (library.takenDown ?? new Set()).add(item.id);
}
