import type { EditScript } from "./edit-script.ts";

/** An entry in a sequence, as far as it takes to recognise it when its item is gone. */
export interface Trace {
  /** Tells the item; undefined where nothing is left of it. */
  readonly key: string | undefined;
  /** When it was added, which outlives the item. */
  readonly addedAt: string;
}

/** More than so many possibilities tell nothing worth keeping. */
const mostCandidates = 20;

/**
 * Finds what entries of `after` were that hold nothing any more: entries of `before` that are gone, were added at the same moment,
 * and stood between the same neighbours, or failing that, anywhere. As many that are gone as there are empty entries: they
 * are those, in their order. If more are gone, others were taken out among them, and each of the empty ones can be one of several.
 *
 * @param script what turns the keys of `before` into those of `after`, in which entries without a key match nothing but each other
 * @returns by position in `after` the positions in `before` that it can be
 */
export function recognise(
  before: readonly Trace[],
  after: readonly Trace[],
  { removed, added, moved, origins }: EditScript,
): ReadonlyMap<number, readonly number[]> {
  const gone = removed.filter((from) => before[from]?.key !== undefined);
  const empty = added.filter((to) => after[to]?.key === undefined);
  const recognised = new Map<number, readonly number[]>();
  if (gone.length === 0 || empty.length === 0) {
    return recognised;
  }
  const spent = new Set<number>();

  function match(
    goneBy: (from: number) => string,
    emptyBy: (to: number) => string,
    choose: (
      found: readonly number[],
      place: { readonly index: number; readonly empty: number },
    ) => readonly number[],
  ): void {
    const candidates = Map.groupBy(
      gone.filter((from) => !spent.has(from)),
      goneBy,
    );
    const open = Map.groupBy(
      empty.filter((to) => !recognised.has(to)),
      emptyBy,
    );
    for (const [place, positions] of open) {
      const found = candidates.get(place) ?? [];
      for (const [index, to] of positions.entries()) {
        const own = choose(found, { index, empty: positions.length });
        if (own.length > 0 && own.length <= mostCandidates) {
          recognised.set(to, own);
        }
      }
      for (const from of found) {
        spent.add(from);
      }
    }
  }

  const { gapOf, gapAt } = findGaps(moved, origins);
  const dateOf = (traces: readonly Trace[], at: number) => traces[at]?.addedAt ?? "";
  match(
    (from) => `${gapOf(from)} ${dateOf(before, from)}`,
    (to) => `${gapAt(to)} ${dateOf(after, to)}`,
    // Between the same neighbours the order has stayed: the second that is empty is not the first that is gone.
    (found, { index, empty }) => found.slice(index, index + 1 + Math.max(0, found.length - empty)),
  );
  match(
    (from) => dateOf(before, from),
    (to) => dateOf(after, to),
    (found, { index, empty }) => (found.length === empty ? found.slice(index, index + 1) : found),
  );
  return recognised;
}

/** Numbers the gaps between entries that stay in their order, in either sequence alike. */
function findGaps(moved: EditScript["moved"], origins: EditScript["origins"]) {
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
