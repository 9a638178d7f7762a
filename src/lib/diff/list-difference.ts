import type { Collection, Entry } from "../snapshot/entry.ts";
import type { List, PlaylistFacts } from "../snapshot/lists.ts";
import type { ListChanges, Placed } from "./compare-lists.ts";
import { type Comparison, type EditableFact, findEdits } from "./compare-snapshots.ts";

/** One of the two snapshots that are compared. */
export type Side = "before" | "after";

/** How one list differs between two snapshots, without what is alike. */
export interface ListDifference {
  readonly type: Comparison["type"];
  readonly collection: Collection;
  /** Of the items of a playlist: what it was and what it is; of one that was added or removed there is one alone. */
  readonly playlist: { readonly before?: PlaylistFacts; readonly after?: PlaylistFacts } | undefined;
  readonly edits: readonly EditableFact[];
  /** All entries of a list that was added or removed; none where the contents are not compared. */
  readonly changes: ListChanges;
  /** The snapshots that do not hold the contents, or not all of them. */
  readonly missingIn: readonly Side[];
}

/** @param incomplete the collections of the library that a snapshot does not hold as a whole */
export function toListDifference(
  comparison: Comparison,
  incomplete: Readonly<Record<Side, ReadonlySet<Collection>>>,
): ListDifference {
  const before = "before" in comparison ? comparison.before : undefined;
  const after = "after" in comparison ? comparison.after : undefined;
  const collection = (after ?? before)?.collection ?? "items";
  const playlist = {
    ...(before?.playlist === undefined ? {} : { before: before.playlist }),
    ...(after?.playlist === undefined ? {} : { after: after.playlist }),
  };
  const isMissing = (list: List | undefined, side: Side) =>
    list === undefined
      ? comparison.type === "unlisted"
      : list.entries === undefined || incomplete[side].has(collection);
  return {
    type: comparison.type,
    collection,
    playlist: before?.playlist === undefined && after?.playlist === undefined ? undefined : playlist,
    edits:
      before?.playlist === undefined || after?.playlist === undefined
        ? []
        : findEdits(before.playlist, after.playlist),
    changes: toChanges(comparison),
    missingIn: [
      ...(isMissing(before, "before") ? (["before"] as const) : []),
      ...(isMissing(after, "after") ? (["after"] as const) : []),
    ],
  };
}

/** Whether two lists are alike as far as can be told. */
export function isAlike({ type, edits, changes }: ListDifference): boolean {
  return type === "both" && edits.length === 0 && Object.values(changes).every(({ length }) => length === 0);
}

function toChanges(comparison: Comparison): ListChanges {
  switch (comparison.type) {
    case "both":
      return comparison.comparison.changes;
    case "added":
      return { ...noChanges, added: placeAll(comparison.after.entries ?? []) };
    case "removed":
      return { ...noChanges, removed: placeAll(comparison.before.entries ?? []) };
    case "unknown":
    case "unlisted":
      return noChanges;
  }
}

const noChanges: ListChanges = { added: [], removed: [], moved: [], vanished: [], dropped: [], returned: [] };

function placeAll(entries: readonly Entry[]): readonly Placed[] {
  return entries.map((entry, index) => ({ entry, position: index + 1 }));
}
