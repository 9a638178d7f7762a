import type { Kind, Manifest } from "../archive/manifest.ts";
import { findIncomplete, toListKey } from "../diff/compare-snapshots.ts";
import { isSameAccount } from "../remember/find-base.ts";
import type { Collection } from "../snapshot/entry.ts";
import type { List } from "../snapshot/lists.ts";
import type { Words } from "../snapshot/words.ts";
import type { Sighting } from "./find-in-list.ts";
import { followPresence, type Presence } from "./presence.ts";

/** An item that was found, and every list that has held it. */
export interface FoundItem extends Words {
  readonly lists: readonly FoundList[];
}

/** A list that holds an item or has held it, and when. */
export interface FoundList extends Presence {
  readonly kind: Kind;
  /** The id of the user whose list it is. */
  readonly account: string;
  readonly collection: Collection;
  /** Of the items of a playlist, which one. */
  readonly playlist: FoundPlaylist | null;
}

interface FoundPlaylist {
  readonly id: string;
  /** The newest that is known. */
  readonly name: string;
  /** The first snapshot in which the user does not have the playlist any more; null while there is none. */
  readonly goneSince: string | null;
}

/** A list of a snapshot, and what was found in it by the keys of the items. */
export interface SearchedList extends Pick<List, "collection" | "playlist" | "entries"> {
  readonly found: ReadonlyMap<string, Sighting>;
}

/** What is known of a list as of the newest snapshot. */
interface ListHistory {
  readonly kind: Kind;
  readonly collection: Collection;
  account: Manifest["account"];
  playlist: FoundPlaylist | null;
  /** Which playlists were chosen when it was listed last. */
  choice: string | undefined;
  readonly presences: Map<string, Presence>;
}

export interface Histories {
  /** Whether an item was found before: it may have another name now. */
  has(key: string): boolean;
  /** Goes on with the next snapshot of a kind. */
  add(manifest: Manifest, lists: readonly SearchedList[]): void;
  toItems(): readonly FoundItem[];
}

/** Puts together what snapshot after snapshot says, for each kind and account by itself. */
export function createHistories(): Histories {
  const items = new Map<string, Pick<Sighting, "words" | "toldTo">>();
  const histories: ListHistory[] = [];

  function openHistory(manifest: Manifest, { collection, playlist }: SearchedList): ListHistory {
    const { kind, account } = manifest;
    const key = toListKey({ collection, ...(playlist === undefined ? {} : { playlist }) });
    const own = findOwn(manifest).find(
      (history) => key === (history.playlist?.id ?? history.collection),
    );
    if (own !== undefined) {
      return own;
    }
    const presences = new Map<string, Presence>();
    return { kind, collection, account, playlist: null, choice: undefined, presences };
  }

  function findOwn({ kind, account }: Manifest): readonly ListHistory[] {
    return histories.filter((history) => history.kind === kind && isSameAccount(history.account, account));
  }

  function addList(manifest: Manifest, list: SearchedList): ListHistory {
    const { id } = manifest;
    const history = openHistory(manifest, list);
    const { presences } = history;
    if (presences.size === 0 && list.found.size > 0) {
      histories.push(history);
    }
    history.account = manifest.account;
    history.choice = manifest.playlistType;
    if (list.playlist !== undefined) {
      const { id, name } = list.playlist;
      history.playlist = { id, name: name || (history.playlist?.name ?? ""), goneSince: null };
    }
    const isWhole = list.entries !== undefined && !findIncomplete(manifest).has(list.collection);
    for (const [key, presence] of presences) {
      const observation = list.found.get(key)?.observation ?? { type: isWhole ? "absent" : "unknown" };
      presences.set(key, followPresence(presence, id, observation));
    }
    for (const [key, { observation, ...told }] of list.found) {
      if (!presences.has(key)) {
        presences.set(key, followPresence(undefined, id, observation));
      }
      noteWords(key, told);
    }
    return history;
  }

  function noteWords(key: string, told: Pick<Sighting, "words" | "toldTo">): void {
    const noted = items.get(key);
    if (noted === undefined || told.toldTo >= noted.toldTo) {
      items.set(key, told);
    }
  }

  return {
    has: (key) => items.has(key),
    add(manifest, lists) {
      const listed = new Set(lists.map((list) => addList(manifest, list)));
      for (const history of findOwn(manifest)) {
        if (!listed.has(history)) {
          leaveOut(history, manifest);
        }
      }
    },
    toItems: () =>
      [...items].map(([key, { words }]) => ({
        ...words,
        lists: histories.flatMap(({ presences, kind, account, collection, playlist }) => {
          const presence = presences.get(key);
          return presence === undefined
            ? []
            : [{ kind, account: account.id, collection, playlist, ...presence }];
        }),
      })),
  };
}

/** The snapshot does not have the list: a playlist is gone, unless it can have been left out. */
function leaveOut(history: ListHistory, manifest: Manifest): void {
  const { playlist, presences, choice } = history;
  const { playlistType, unavailable } = manifest;
  const isChosenAlike = playlistType === undefined || playlistType === choice;
  const isListWhole = !unavailable.some(({ id }) => id === "playlists");
  const isGone = playlist !== null && isChosenAlike && isListWhole;
  if (isGone) {
    history.playlist = { ...playlist, goneSince: playlist.goneSince ?? manifest.id };
  }
  for (const [key, presence] of presences) {
    presences.set(key, followPresence(presence, manifest.id, { type: isGone ? "absent" : "unknown" }));
  }
}
