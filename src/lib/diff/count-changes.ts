import type { SectionChanges } from "../archive/manifest.ts";
import type { List } from "../snapshot/lists.ts";
import type { ListChanges } from "./compare-lists.ts";
import { type Comparison, findEdits } from "./compare-snapshots.ts";

/** How many changes there are, by the name of the manifest's section. */
export type ChangeCounts = Readonly<Record<string, SectionChanges>>;

/**
 * Counts what is different in one list. Entries of a playlist that came or went count as added or removed, so that in every
 * section of which both snapshots hold all: entries before + added - removed - dropped = entries after.
 */
export function countChanges(comparison: Comparison): ChangeCounts {
  switch (comparison.type) {
    case "both": {
      const { changes } = comparison.comparison;
      const counts = countListChanges(changes);
      if (comparison.after.playlist === undefined) {
        return { [comparison.after.collection]: counts };
      }
      const edited = isEdited(comparison) ? 1 : 0;
      return {
        playlists: { added: 0, removed: 0, edited },
        items: { ...counts, moved: changes.moved.length },
      };
    }
    case "added":
      return countWhole(comparison.after, "added");
    case "removed":
      return countWhole(comparison.before, "removed");
    case "unknown":
      return isEdited(comparison) ? { playlists: { added: 0, removed: 0, edited: 1 } } : {};
    case "unlisted":
      return {};
  }
}

/** Adds counts up, section by section. */
export function addCounts(a: ChangeCounts, b: ChangeCounts): ChangeCounts {
  const sum: Record<string, SectionChanges> = { ...a };
  for (const [section, changes] of Object.entries(b)) {
    sum[section] = addChanges(sum[section], changes);
  }
  return sum;
}

const optional = ["moved", "edited", "vanished", "dropped", "returned"] as const;

function addChanges(a: SectionChanges | undefined, b: SectionChanges): SectionChanges {
  if (a === undefined) {
    return b;
  }
  const sum: SectionChanges = { added: a.added + b.added, removed: a.removed + b.removed };
  for (const name of optional) {
    if (a[name] !== undefined || b[name] !== undefined) {
      sum[name] = (a[name] ?? 0) + (b[name] ?? 0);
    }
  }
  return sum;
}

function countListChanges({ added, removed, vanished, dropped, returned }: ListChanges): SectionChanges {
  return {
    added: added.length,
    removed: removed.length,
    vanished: vanished.length,
    dropped: dropped.length,
    returned: returned.length,
  };
}

function isEdited({ before, after }: { readonly before: List; readonly after: List }): boolean {
  return (
    before.playlist !== undefined &&
    after.playlist !== undefined &&
    findEdits(before.playlist, after.playlist).length > 0
  );
}

function countWhole({ collection, entries = [] }: List, change: "added" | "removed"): ChangeCounts {
  const none = { added: 0, removed: 0 };
  const counts = { [collection]: { ...none, [change]: entries.length } };
  return collection === "items" ? { playlists: { ...none, [change]: 1 }, ...counts } : counts;
}
