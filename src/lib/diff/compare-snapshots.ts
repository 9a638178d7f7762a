import type { Manifest } from "../archive/manifest.ts";
import { type Collection, collections } from "../snapshot/entry.ts";
import type { List, PlaylistFacts } from "../snapshot/lists.ts";
import { compareLists, type ListComparison, type ReadableList } from "./compare-lists.ts";

/** One list in two snapshots, of which it may be in one alone. */
export type Comparison =
  | {
      readonly type: "both";
      readonly before: ReadableList;
      readonly after: ReadableList;
      readonly comparison: ListComparison;
    }
  | { readonly type: "added"; readonly after: List }
  | { readonly type: "removed"; readonly before: List }
  /** Its contents are not in both of the snapshots, or not all of them. */
  | {
      readonly type: "unknown";
      readonly before: List;
      readonly after: List;
      readonly missingIn: "before" | "after";
    };

/** The earlier one of two snapshots: its lists one after the other. */
export interface FormerSnapshot {
  readonly id: string;
  readonly lists: AsyncIterable<List>;
  /** The collections that are not all there. */
  readonly incomplete: ReadonlySet<Collection>;
}

/** The later one of two snapshots: its lists by their keys, in any order. */
export interface LatterSnapshot {
  /** In the order of the lists. */
  readonly keys: readonly string[];
  readonly readList: (key: string) => Promise<List>;
  readonly incomplete: ReadonlySet<Collection>;
}

/** The collections of the library of which a snapshot holds less than Spotify counted. */
export function findIncomplete({ sections }: Pick<Manifest, "sections">): ReadonlySet<Collection> {
  return new Set(
    collections.filter(
      (name) =>
        // Of a playlist the snapshot holds all or nothing, so that what is missing shows by itself.
        name !== "items" && (sections[name]?.problem !== undefined || sections[name]?.unavailable !== 0),
    ),
  );
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
  for await (const former of before.lists) {
    const key = toListKey(former);
    if (left.delete(key)) {
      yield compareList(before, { former, list: await after.readList(key), incomplete: after.incomplete });
    } else {
      yield { type: "removed", before: former };
    }
  }
  for (const key of left) {
    yield { type: "added", after: await after.readList(key) };
  }
}

function compareList(
  before: FormerSnapshot,
  {
    former,
    list,
    incomplete,
  }: { readonly former: List; readonly list: List; readonly incomplete: ReadonlySet<Collection> },
): Comparison {
  if (!isReadable(former) || before.incomplete.has(list.collection)) {
    return { type: "unknown", before: former, after: list, missingIn: "before" };
  }
  if (!isReadable(list) || incomplete.has(list.collection)) {
    return { type: "unknown", before: former, after: list, missingIn: "after" };
  }
  const comparison = compareLists(former, list, { since: before.id });
  return { type: "both", before: former, after: list, comparison };
}

/** Takes all lists of a snapshot into memory, so that they can be read in any order. */
export async function holdLists(
  lists: AsyncIterable<List>,
  incomplete: ReadonlySet<Collection>,
): Promise<LatterSnapshot> {
  const held = new Map<string, List>();
  for await (const list of lists) {
    held.set(toListKey(list), list);
  }
  return {
    keys: [...held.keys()],
    incomplete,
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

/** Tells a list of a snapshot from its others. */
export function toListKey({ collection, playlist }: Pick<List, "collection" | "playlist">): string {
  return playlist?.id ?? collection;
}

const editable = ["name", "description", "ownerId", "isPublic", "isCollaborative"] as const;
export type EditableFact = (typeof editable)[number];

/** Which facts of a playlist are others than before. */
export function findEdits(before: PlaylistFacts, after: PlaylistFacts): readonly EditableFact[] {
  return editable.filter((fact) => before[fact] !== after[fact]);
}

function isReadable(list: List): list is ReadableList {
  return list.entries !== undefined;
}
