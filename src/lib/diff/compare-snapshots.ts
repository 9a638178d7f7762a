import type { Manifest } from "../archive/manifest.ts";
import { type Collection, collections } from "../snapshot/entry.ts";
import type { List, PlaylistFacts } from "../snapshot/lists.ts";
import { compareLists, type ListComparison, type ReadableList } from "./compare-lists.ts";

/** One list in two snapshots, of which it may be in one alone. `key` tells it from the others. */
export type Comparison = { readonly key: string } & (
  | {
      readonly type: "both";
      readonly before: ReadableList;
      readonly after: ReadableList;
      readonly comparison: ListComparison;
    }
  /** In one of them alone; `unlisted` where the other does not list all playlists, so that this tells nothing. */
  | { readonly type: "added" | "unlisted"; readonly after: List }
  | { readonly type: "removed" | "unlisted"; readonly before: List }
  /** Its contents are not in both of the snapshots, or not all of them. */
  | { readonly type: "unknown"; readonly before: List; readonly after: List }
);

/** What a manifest says of how much of the account there is in its snapshot. */
export type Extent = Pick<Manifest, "sections" | "playlistType">;

/** The earlier one of two snapshots: its lists one after the other. */
interface FormerSnapshot {
  readonly id: string;
  readonly lists: AsyncIterable<List>;
  readonly extent: Extent;
}

/** The later one of two snapshots: its lists by their keys, in any order. */
export interface LatterSnapshot {
  /** In the order of the lists. */
  readonly keys: readonly string[];
  readonly readList: (key: string) => Promise<List>;
  readonly extent: Extent;
}

/** The collections of the library of which a snapshot holds less than Spotify counted. */
export function findIncomplete({ sections }: Extent): ReadonlySet<Collection> {
  return new Set(
    collections.filter(
      (name) =>
        // Of a playlist the snapshot holds all or nothing, so that what is missing shows by itself.
        name !== "items" && (sections[name]?.problem !== undefined || sections[name]?.unavailable !== 0),
    ),
  );
}

/** Whether a snapshot lists all that another may list: who did not read the list to its end, or chose others, does not. */
export function isListingAll({ sections, playlistType = "all" }: Extent, other: Extent): boolean {
  const isChosen = playlistType === "all" || playlistType === (other.playlistType ?? "all");
  return isChosen && sections["playlists"]?.problem === undefined;
}

/**
 * Compares two snapshots of a kind list by list, in the order of the former; lists that are in the latter alone come last. One
 * list of each is in memory at a time, unless `readList` has them all there.
 */
export async function* compareSnapshots(
  before: FormerSnapshot,
  after: LatterSnapshot,
): AsyncGenerator<Comparison, void, undefined> {
  const left = new Set(after.keys);
  const toKey = createListKeys();
  const incomplete = { before: findIncomplete(before.extent), after: findIncomplete(after.extent) };
  const goneType = isListingAll(after.extent, before.extent) ? "removed" : "unlisted";
  const newType = isListingAll(before.extent, after.extent) ? "added" : "unlisted";
  for await (const former of before.lists) {
    const key = toKey(former);
    if (!left.delete(key)) {
      yield { key, type: goneType, before: former };
      continue;
    }
    const list = await after.readList(key);
    const { collection } = list;
    if (
      isReadable(former) &&
      isReadable(list) &&
      !incomplete.before.has(collection) &&
      !incomplete.after.has(collection)
    ) {
      const comparison = compareLists(former, list, { since: before.id });
      yield { key, type: "both", before: former, after: list, comparison };
    } else {
      yield { key, type: "unknown", before: former, after: list };
    }
  }
  for (const key of left) {
    yield { key, type: newType, after: await after.readList(key) };
  }
}

/** Takes all lists of a snapshot into memory, so that they can be read in any order. */
export async function holdLists(lists: AsyncIterable<List>, extent: Extent): Promise<LatterSnapshot> {
  const held = new Map<string, List>();
  const toKey = createListKeys();
  for await (const list of lists) {
    held.set(toKey(list), list);
  }
  return {
    keys: [...held.keys()],
    extent,
    async readList(key) {
      const list = held.get(key);
      if (list === undefined) {
        throw new TypeError(`there is no list ${key}`);
      }
      // It is asked for once, and then its memory is free for another.
      held.delete(key);
      return list;
    },
  };
}

type ListName = { readonly collection: Collection; readonly playlist?: Pick<PlaylistFacts, "id"> };

/** Tells a list from others, but for a playlist that Spotify lists twice. */
export function toListKey({ collection, playlist }: ListName): string {
  return playlist?.id ?? collection;
}

/** Gives each list of a snapshot a key of its own that is the same in the next one: Spotify may list a playlist twice. */
export function createListKeys(): (list: ListName) => string {
  const met = new Map<string, number>();
  return (list) => {
    const key = toListKey(list);
    const times = (met.get(key) ?? 0) + 1;
    met.set(key, times);
    return times === 1 ? key : `${key} ${times}`;
  };
}

const editable = ["name", "description", "ownerId", "isPublic", "isCollaborative"] as const;
export type EditableFact = (typeof editable)[number];

/** Which facts of a playlist are others than before. */
export function findEdits(before: PlaylistFacts, after: PlaylistFacts): readonly EditableFact[] {
  return editable.filter((fact) => before[fact] !== after[fact]);
}

export function isReadable(list: List): list is ReadableList {
  return list.entries !== undefined;
}
