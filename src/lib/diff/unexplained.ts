import type { EditScript } from "./edit-script.ts";
import type { TracedEdits } from "./trace.ts";

/** Entries that were added at one moment and lie between the same neighbours; their positions, ascending. */
interface Group {
  /** In `after`, of those that hold nothing. */
  readonly empty: readonly number[];
  /** In `before`, of those that are gone. */
  readonly gone: readonly number[];
}

export interface Unexplained extends Group {
  /** The same by moment and place, where something is empty. */
  readonly groups: readonly Group[];
}

/** Finds the entries of `after` that hold nothing and are like none of `before`, and what is gone that they may be. */
export function findUnexplained({ before, after, script }: TracedEdits): Unexplained {
  const empty = script.added.filter((to) => after[to]?.key === undefined);
  const gone = empty.length === 0 ? [] : leaveOutReturned({ before, after, script });
  if (gone.length === 0) {
    return { empty, gone, groups: [] };
  }
  const { gapOf, gapAt } = findGaps(script);
  const goneByPlace = Map.groupBy(gone, (from) => `${gapOf(from)} ${before[from]?.addedAt}`);
  const emptyByPlace = Map.groupBy(empty, (to) => `${gapAt(to)} ${after[to]?.addedAt}`);
  const groups = [...emptyByPlace].flatMap(([place, those]) => {
    const found = goneByPlace.get(place);
    return found === undefined ? [] : [{ empty: those, gone: found }];
  });
  return { empty, gone, groups };
}

/** What is gone at one moment and there at another was added anew: it is not what an empty entry was, unless it was empty itself. */
function leaveOutReturned({ before, after, script: { removed, added } }: TracedEdits): readonly number[] {
  const returned = new Map<string, number>();
  for (const to of added) {
    const key = after[to]?.key;
    if (key !== undefined) {
      returned.set(key, (returned.get(key) ?? 0) + 1);
    }
  }
  return removed.filter((from) => {
    const { key, isEmpty = false } = before[from] ?? {};
    const left = key === undefined || isEmpty ? 0 : (returned.get(key) ?? 0);
    if (key !== undefined && left > 0) {
      returned.set(key, left - 1);
    }
    return left === 0;
  });
}

/** Numbers the gaps between entries that stay in their order, in either sequence alike. */
function findGaps({ moved, origins }: EditScript) {
  const isMoved = new Set(moved.map(({ to }) => to));
  const anchors: { readonly from: number; readonly to: number }[] = [];
  origins.forEach((from, to) => {
    if (from >= 0 && !isMoved.has(to)) {
      anchors.push({ from, to });
    }
  });
  return {
    gapOf: (from: number) => countBelow(anchors, (anchor) => anchor.from < from),
    gapAt: (to: number) => countBelow(anchors, (anchor) => anchor.to < to),
  };
}

/** How many of a row hold, where all that hold come first. */
function countBelow<Thing>(row: readonly Thing[], holds: (thing: Thing) => boolean): number {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const thing = row[middle];
    if (thing !== undefined && holds(thing)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
