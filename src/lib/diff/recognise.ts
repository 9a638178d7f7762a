import type { EditScript } from "./edit-script.ts";

/** An entry in a sequence, as far as it takes to recognise it when its item is gone. */
export interface Trace {
  /** Tells the item; undefined where nothing is left of it that is certain. */
  readonly key: string | undefined;
  /** When it was added, which outlives the item. */
  readonly addedAt: string;
  /** Whether its item is gone, though it may be remembered what it was. */
  readonly isEmpty: boolean;
}

/** More than so many possibilities tell nothing worth keeping. */
const mostCandidates = 20;

/**
 * Finds what entries of `after` were that hold nothing any more: entries of `before` that are gone, were added at the same moment,
 * and stood between the same neighbours, or failing that, anywhere. As many that are gone as there are empty entries: they
 * are those, in their order. If more are gone, others were taken out among them: those that were empty before are the likeliest, and
 * otherwise each of the empty ones can be one of several.
 *
 * @param script what turns `before` into `after`, in which entries without a key match nothing
 * @returns by position in `after` the positions in `before` that it can be
 */
export function recognise(
  before: readonly Trace[],
  after: readonly Trace[],
  { removed, added, moved, origins }: EditScript,
): ReadonlyMap<number, readonly number[]> {
  const empty = added.filter((to) => after[to]?.key === undefined);
  const gone = leaveOutReturned(removed, { before, after, added });
  const recognised = new Map<number, readonly number[]>();
  if (gone.length === 0 || empty.length === 0) {
    return recognised;
  }
  const dateOf = (traces: readonly Trace[], at: number) => traces[at]?.addedAt ?? "";
  const wasEmpty = (from: number) => before[from]?.isEmpty === true;
  const { gapOf, gapAt } = findGaps(moved, origins);

  const candidates = Map.groupBy(gone, (from) => `${gapOf(from)} ${dateOf(before, from)}`);
  const spent = new Set<number>();
  for (const [gap, positions] of Map.groupBy(empty, (to) => `${gapAt(to)} ${dateOf(after, to)}`)) {
    const found = preferEmpty(candidates.get(gap) ?? [], { wasEmpty, wanted: positions.length });
    // Between the same neighbours the order has stayed: the second that is empty is not the first that is gone.
    const choices = 1 + Math.max(0, found.length - positions.length);
    for (const [index, to] of positions.entries()) {
      set(to, found.slice(index, index + choices));
    }
    for (const from of found) {
      spent.add(from);
    }
  }

  const unmet = Map.groupBy(
    gone.filter((from) => !spent.has(from)),
    (from) => dateOf(before, from),
  );
  for (const [date, positions] of Map.groupBy(empty, (to) => dateOf(after, to))) {
    const elsewhere = unmet.get(date) ?? [];
    const open = positions.filter((to) => !recognised.has(to));
    const found = preferEmpty(elsewhere, { wasEmpty, wanted: open.length });
    for (const [index, to] of open.entries()) {
      set(to, found.length === open.length ? found.slice(index, index + 1) : found);
    }
    // One that was empty and stands nowhere else may have been moved here, to where another was taken out.
    const moved = open.length === 0 ? elsewhere.filter(wasEmpty) : [];
    for (const to of moved.length === 0 ? [] : positions) {
      const own = recognised.get(to) ?? [];
      set(to, own.some(wasEmpty) ? own : [...own, ...moved]);
    }
  }
  return recognised;

  function set(to: number, found: readonly number[]): void {
    if (found.length > 0 && found.length <= mostCandidates) {
      recognised.set(to, found);
    }
  }
}

/** What is gone at one moment and there at another was added anew: it is not what an empty entry was. */
function leaveOutReturned(
  removed: readonly number[],
  {
    before,
    after,
    added,
  }: {
    readonly before: readonly Trace[];
    readonly after: readonly Trace[];
    readonly added: readonly number[];
  },
): readonly number[] {
  const returned = new Map<string, number>();
  for (const to of added) {
    const key = after[to]?.key;
    if (key !== undefined) {
      returned.set(key, (returned.get(key) ?? 0) + 1);
    }
  }
  return removed.filter((from) => {
    const key = before[from]?.key;
    const left = key === undefined ? 0 : (returned.get(key) ?? 0);
    if (key !== undefined && left > 0) {
      returned.set(key, left - 1);
    }
    return left === 0;
  });
}

/** That entries have stayed empty takes less to explain than that others have become so. */
function preferEmpty(
  found: readonly number[],
  { wasEmpty, wanted }: { readonly wasEmpty: (from: number) => boolean; readonly wanted: number },
): readonly number[] {
  const empty = found.filter(wasEmpty);
  return found.length > wanted && empty.length >= wanted && wanted > 0 ? empty : found;
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
