import { isSameAccount } from "../archive/account.ts";
import type { Kind, Manifest } from "../archive/manifest.ts";
import { toListKey } from "../diff/compare-snapshots.ts";
import type { Collection } from "../snapshot/entry.ts";
import type { Words } from "../snapshot/words.ts";
import type { Sighting } from "./find-in-list.ts";
import {
  type FoundPlaylist,
  followList,
  type ListHistory,
  leaveOut,
  type SearchedList,
} from "./list-history.ts";
import type { Presence } from "./presence.ts";

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

export interface Histories {
  /** Goes on with the next snapshot of a kind. */
  add(manifest: Manifest, lists: readonly SearchedList[]): void;
  toItems(): readonly FoundItem[];
}

/** What snapshots of one kind and account say, as far as anything was found in them. */
interface AccountHistory {
  readonly kind: Kind;
  account: Manifest["account"];
  /** By the keys of the lists. */
  readonly lists: Map<string, ListHistory>;
}

/** Puts together what snapshot after snapshot says, for each kind and account by itself. */
export function createHistories(): Histories {
  const items = new Map<string, Pick<Sighting, "words" | "toldTo">>();
  const histories: AccountHistory[] = [];

  function openHistory({ kind, account }: Manifest): AccountHistory {
    const own = histories.find((history) => history.kind === kind && isSameAccount(history.account, account));
    if (own !== undefined) {
      own.account = account;
      return own;
    }
    const history = { kind, account, lists: new Map<string, ListHistory>() };
    histories.push(history);
    return history;
  }

  function noteWords(key: string, { words, toldTo }: Sighting): void {
    const noted = items.get(key);
    if (noted === undefined || toldTo >= noted.toldTo) {
      items.set(key, { words, toldTo });
    }
  }

  function add(manifest: Manifest, searched: readonly SearchedList[]): void {
    const { lists } = openHistory(manifest);
    const missing = new Set(lists.keys());
    for (const list of searched) {
      const key = toKey(list);
      const history = lists.get(key);
      missing.delete(key);
      if (history !== undefined || list.found.size > 0) {
        lists.set(key, followList(history, manifest, list));
      }
      for (const [item, sighting] of list.found) {
        noteWords(item, sighting);
      }
    }
    for (const key of missing) {
      const history = lists.get(key);
      if (history !== undefined) {
        lists.set(key, leaveOut(history, manifest));
      }
    }
  }

  function toItems(): readonly FoundItem[] {
    const byItem = new Map<string, FoundList[]>([...items.keys()].map((key) => [key, []]));
    for (const { kind, account, lists } of histories) {
      for (const { collection, playlist, presences } of lists.values()) {
        for (const [key, presence] of presences) {
          byItem.get(key)?.push({ kind, account: account.id, collection, playlist, ...presence });
        }
      }
    }
    return [...items].map(([key, { words }]) => ({ ...words, lists: byItem.get(key) ?? [] }));
  }

  return { add, toItems };
}

function toKey({ collection, playlist }: SearchedList): string {
  return toListKey({ collection, ...(playlist === undefined ? {} : { playlist }) });
}
