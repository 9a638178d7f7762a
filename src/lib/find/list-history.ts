import type { Manifest } from "../archive/manifest.ts";
import { findIncomplete } from "../diff/compare-snapshots.ts";
import type { Collection } from "../snapshot/entry.ts";
import type { List } from "../snapshot/lists.ts";
import type { Sighting } from "./find-in-list.ts";
import { followPresence, type Observation, type Presence } from "./presence.ts";

/** A list of a snapshot, and what was found in it by the keys of the items. */
export interface SearchedList extends Pick<List, "collection" | "playlist"> {
  /** `missing` where the contents are not in the snapshot. */
  readonly contents: "read" | "missing";
  readonly found: ReadonlyMap<string, Sighting>;
}

export interface FoundPlaylist {
  readonly id: string;
  /** The newest that is known. */
  readonly name: string;
  /** The first snapshot in which the user does not have the playlist any more; null while there is none. */
  readonly goneSince: string | null;
}

/** What is known of a list as of the newest snapshot. */
export interface ListHistory {
  readonly collection: Collection;
  /** Of the items of a playlist, which one. */
  readonly playlist: FoundPlaylist | null;
  /** Which playlists were chosen when it was listed last; undefined where all were. */
  readonly choice: string | undefined;
  /** By the keys of the items. */
  readonly presences: ReadonlyMap<string, Presence>;
}

/** Goes on with a snapshot that has the list. */
export function followList(
  history: ListHistory | undefined,
  manifest: Manifest,
  { collection, playlist, contents, found }: SearchedList,
): ListHistory {
  const isWhole = contents === "read" && !findIncomplete(manifest).has(collection);
  const before = history?.presences ?? new Map<string, Presence>();
  const presences = new Map<string, Presence>();
  for (const key of new Set([...before.keys(), ...found.keys()])) {
    const observation: Observation = found.get(key)?.observation ?? { type: isWhole ? "absent" : "unknown" };
    presences.set(key, followPresence(before.get(key), manifest.id, observation));
  }
  return {
    collection,
    playlist:
      playlist === undefined
        ? null
        : { id: playlist.id, name: playlist.name || (history?.playlist?.name ?? ""), goneSince: null },
    choice: manifest.playlistType,
    presences,
  };
}

/** Goes on with a snapshot that does not have the list: a playlist is gone, unless it can have been left out. */
export function leaveOut(history: ListHistory, manifest: Manifest): ListHistory {
  const { playlist, presences, choice } = history;
  const { id, playlistType, unavailable } = manifest;
  const isChosenAlike = playlistType === undefined || playlistType === choice;
  const isListWhole = !unavailable.some((missing) => missing.id === "playlists");
  const isGone = playlist !== null && isChosenAlike && isListWhole;
  const observation: Observation = { type: isGone ? "absent" : "unknown" };
  return {
    ...history,
    playlist: isGone ? { ...playlist, goneSince: playlist.goneSince ?? id } : playlist,
    presences: new Map(
      [...presences].map(([key, presence]) => [key, followPresence(presence, id, observation)]),
    ),
  };
}
