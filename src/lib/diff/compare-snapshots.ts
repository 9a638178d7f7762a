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

/** A snapshot as it is compared: its lists, and the collections that are not all there. */
export interface ComparedSnapshot {
  readonly id: string;
  readonly lists: AsyncIterable<List>;
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
 * Compares two snapshots of a kind list by list, in the order of the latter; lists that are in the former alone come last. All
 * entries of the former are in memory until they are compared, and one list of the latter.
 */
export async function* compareSnapshots(
  before: ComparedSnapshot,
  after: ComparedSnapshot,
): AsyncGenerator<Comparison, void, undefined> {
  const left = new Map<string, List>();
  for await (const list of before.lists) {
    left.set(toListKey(list), list);
  }
  for await (const list of after.lists) {
    const key = toListKey(list);
    const former = left.get(key);
    left.delete(key);
    if (former === undefined) {
      yield { type: "added", after: list };
    } else if (!isReadable(former) || before.incomplete.has(list.collection)) {
      yield { type: "unknown", before: former, after: list, missingIn: "before" };
    } else if (!isReadable(list) || after.incomplete.has(list.collection)) {
      yield { type: "unknown", before: former, after: list, missingIn: "after" };
    } else {
      const comparison = compareLists(former, list, { since: before.id });
      yield { type: "both", before: former, after: list, comparison };
    }
  }
  for (const list of left.values()) {
    yield { type: "removed", before: list };
  }
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
