import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import type { Query } from "./memory-machine.ts";

/** Numbers in a row, from `from` to before `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** A page of a list; beyond its end a failure, as Spotify has it. */
export function answerPage(list: readonly unknown[], query: Query) {
  const offset = Number(query["offset"] ?? 0);
  if (offset > 0 && offset >= list.length) {
    throw new SpotifyError(`500 at ${offset} of ${list.length}`, { status: 500 });
  }
  const items = list.slice(offset, offset + Number(query["limit"] ?? 50));
  return { offset, total: list.length, items };
}

/** The answer to any question about the library where it is empty. */
export function answerNothing(path: string, query: Query): unknown {
  return path === "/me/following"
    ? { artists: { total: 0, items: [], cursors: null } }
    : answerPage([], query);
}

export function toLike(number: number): unknown {
  return { added_at: toDate(number), track: { uri: `spotify:track:${number}` } };
}

export interface LivePlaylist {
  readonly id: string;
  /** `me`, or somebody else, whose contents come as for an older app. */
  readonly owner: string;
  readonly length: number;
}

/** Playlists of numbered entries, of which every version is remembered. */
export function createLivePlaylists(playlists: readonly LivePlaylist[]) {
  const live = new Map(
    playlists.map(({ id, owner, length }) => [id, { owner, numbers: range(0, length), version: 1 }]),
  );
  const versions = new Map<string, readonly number[]>();
  const toVersion = (id: string, version: number) => `${id}-${version}`;
  for (const [id, { numbers }] of live) {
    versions.set(toVersion(id, 1), numbers);
  }

  function find(id: string) {
    const playlist = live.get(id);
    if (playlist === undefined) {
      throw new SpotifyError(`404 for ${id}`, { status: 404 });
    }
    return playlist;
  }

  function answer(path: string, query: Query): unknown {
    if (path === "/me/playlists") {
      const listed = [...live].map(([id, { owner, numbers, version }]) => ({
        id,
        name: id,
        owner: { id: owner },
        snapshot_id: toVersion(id, version),
        items: { total: numbers.length },
      }));
      return answerPage(listed, query);
    }
    const [, , id = "", pages] = path.split("/");
    const { numbers, version } = find(id);
    const entries = numbers.map(toEntry);
    return pages === undefined
      ? { id, snapshot_id: toVersion(id, version), items: answerPage(entries, { limit: 100 }) }
      : answerPage(entries, query);
  }

  return {
    answer,
    edit(id: string, change: (numbers: readonly number[]) => readonly number[]): void {
      const playlist = find(id);
      playlist.numbers = [...change(playlist.numbers)];
      playlist.version += 1;
      versions.set(toVersion(id, playlist.version), playlist.numbers);
    },
    numbersOf: (id: string): readonly number[] => find(id).numbers,
    versionOf: (id: string): string => toVersion(id, find(id).version),
    /** What the playlist held at a version, by its `snapshot_id`. */
    numbersAt: (version: string): readonly number[] | undefined => versions.get(version),
  };
}

function toEntry(number: number): unknown {
  return {
    added_at: toDate(number),
    added_by: { id: "me" },
    item: { uri: `spotify:track:${number}` },
  };
}

function toDate(number: number): string {
  return new Date(Date.UTC(2020, 0, 1) + number * 1_000).toISOString();
}
