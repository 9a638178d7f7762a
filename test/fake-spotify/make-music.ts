import { makeSpotifyId } from "./identifiers.ts";
import type { Album, Artist, LocalFile, Track } from "./library.ts";

type Given<Thing, Needed extends keyof Thing> = Pick<Thing, Needed> & Partial<Thing>;

export function makeArtist(given: Given<Artist, "name">): Artist {
  return { id: makeSpotifyId(`artist ${given.name}`), genres: [], ...given };
}

export function makeAlbum(given: Given<Album, "name" | "artists">): Album {
  const id = makeSpotifyId(`album ${given.name} ${given.artists[0]?.name}`);
  return { id, releaseDate: "2001", albumType: "album", totalTracks: 12, ...given };
}

/** What is left of an album that was taken down: its id, and a name, an artist and a date that say nothing. */
export function makeEmptiedAlbum(seed: string): Album {
  const artist = makeArtist({ name: "", id: makeSpotifyId(`emptied artist ${seed}`) });
  const id = makeSpotifyId(`emptied album ${seed}`);
  return makeAlbum({ id, name: "", artists: [artist], releaseDate: "0000", totalTracks: 0 });
}

/** Its artists are the album's unless others are given. */
export function makeTrack(given: Given<Track, "name" | "album">): Track {
  const artists = given.artists ?? given.album.artists;
  return {
    kind: "track",
    id: makeSpotifyId(`track ${given.name} ${given.album.id} ${artists[0]?.name}`),
    artists,
    durationMs: 200_000,
    explicit: false,
    discNumber: 1,
    trackNumber: 1,
    ...given,
  };
}

export function makeLocalFile(given: Given<LocalFile, "name">): LocalFile {
  return { kind: "local", artist: "", album: "", durationMs: 180_000, ...given };
}
