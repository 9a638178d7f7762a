import { createHash } from "node:crypto";
import type { Manifest } from "../archive/manifest.ts";
import { foldText } from "../snapshot/fold-text.ts";
import type { List } from "../snapshot/lists.ts";

/** Two snapshots of different accounts, whose playlists have ids of their own though they are the same to people. */
interface OtherAccount {
  readonly before: { readonly account: Manifest["account"]; readonly lists: AsyncIterable<List> };
  readonly after: { readonly account: Manifest["account"]; readonly lists: AsyncIterable<List> };
}

/**
 * The latter lists as if they were of the former account, so that they can be compared as what was carried over: a playlist that has
 * another id is taken for the one of the same name, of several for the one with the same entries, or else in their order. What the
 * one account owns there, the other owns here.
 */
export async function* alignAccounts({ before, after }: OtherAccount): AsyncGenerator<List, void, undefined> {
  const former: Trace[] = [];
  for await (const list of before.lists) {
    former.push(...toTrace(list));
  }
  const latter = await Array.fromAsync(after.lists);
  const ids = matchPlaylists(former, latter.flatMap(toTrace));
  for (const { playlist, ...list } of latter) {
    if (playlist === undefined) {
      yield list;
      continue;
    }
    const ownerId = playlist.ownerId === after.account.id ? before.account.id : playlist.ownerId;
    yield { ...list, playlist: { ...playlist, id: ids.get(playlist.id) ?? playlist.id, ownerId } };
  }
}

/** What a playlist is told by. */
interface Trace {
  readonly id: string;
  readonly name: string;
  readonly contents: string;
}

function toTrace({ playlist, entries = [] }: List): readonly Trace[] {
  if (playlist === undefined) {
    return [];
  }
  const hash = createHash("sha256").update(JSON.stringify(entries.map(({ uri }) => uri)));
  return [{ id: playlist.id, name: foldText(playlist.name), contents: hash.digest("hex") }];
}

/** By the ids of the latter playlists, those of the former ones that they are taken for. */
function matchPlaylists(former: readonly Trace[], latter: readonly Trace[]): ReadonlyMap<string, string> {
  const isSameAs: readonly ((a: Trace, b: Trace) => boolean)[] = [
    (a, b) => a.id === b.id,
    (a, b) => a.name === b.name && a.contents === b.contents,
    (a, b) => a.name === b.name,
  ];
  const ids = new Map<string, string>();
  const open = new Set(former);
  for (const isSame of isSameAs) {
    for (const playlist of latter.filter(({ id }) => !ids.has(id))) {
      const found = open.values().find((candidate) => isSame(candidate, playlist));
      if (found !== undefined) {
        open.delete(found);
        ids.set(playlist.id, found.id);
      }
    }
  }
  return ids;
}
