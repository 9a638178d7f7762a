import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { FakeLibrary } from "../test/fake-spotify/library.ts";
import { sentAlbum, sentTrack } from "../test/fake-spotify/sent-music.ts";
import { sentEntry, sentPlaylist } from "../test/fake-spotify/sent-playlist.ts";
import { sentShow } from "../test/fake-spotify/sent-spoken.ts";

/** The JSON documents of a library's snapshots. */
export type Documents = Readonly<Record<"library" | "playlists", Readonly<Record<string, unknown>>>>;

/**
 * What a snapshot says otherwise than the library: ids of playlists and names of sections. A playlist is compared with all its
 * entries, of the sections those that a week changes: liked songs, albums and shows. It must be all the user's own.
 */
export function findDifferences(library: FakeLibrary, exported: Documents): ReadonlySet<string> {
  const truth = toTruth(library);
  const claimed = toClaims(exported);
  return new Set(
    [...truth.keys(), ...claimed.keys()].filter(
      (name) => !isDeepStrictEqual(truth.get(name), claimed.get(name)),
    ),
  );
}

function toTruth({ tracks, albums, shows, playlists }: FakeLibrary): ReadonlyMap<string, unknown> {
  const shape = "2026";
  const sections = {
    tracks: tracks.map(({ addedAt, item }) => ({ added_at: addedAt, track: sentTrack(item, shape) })),
    albums: albums.map(({ addedAt, item }) => ({ added_at: addedAt, album: sentAlbum(item, shape) })),
    shows: shows.map(({ addedAt, item }) => ({ added_at: addedAt, show: sentShow(item, shape) })),
  };
  return new Map([
    ...Object.entries(sections).map(([name, entries]) => [name, asSent(entries)] as const),
    ...playlists
      .filter((playlist) => playlist !== null)
      .map((playlist) => {
        const items = playlist.entries.map((entry) => sentEntry(entry, shape));
        return [playlist.id, asSent({ ...sentPlaylist(playlist, shape), items })] as const;
      }),
  ]);
}

function toClaims({ library, playlists }: Documents): ReadonlyMap<string, unknown> {
  const listed = z.array(z.looseObject({ id: z.string() })).parse(playlists["playlists"]);
  return new Map([
    ...["tracks", "albums", "shows"].map((name) => [name, library[name]] as const),
    ...listed.map((playlist) => [playlist.id, playlist] as const),
  ]);
}

/** As it is after its way over the wire, where what is undefined is not there. */
function asSent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
