import { chooseInOrder, type Row } from "./choose-in-order.ts";
import type { EditScript } from "./edit-script.ts";
import { listCandidates } from "./list-candidates.ts";
import { groupByPlace } from "./unexplained.ts";

/** An entry in a sequence, as far as it takes to recognise it when its item is gone. */
export interface Trace {
  /** Tells the item; undefined where nothing is left of it that is certain. */
  readonly key: string | undefined;
  /** Tells what it is or can be, and is empty where nothing is known. */
  readonly label: string;
  /** When it was added, which outlives the item. */
  readonly addedAt: string;
  /** Whether its item is gone, though it may be remembered what it was. */
  readonly isEmpty: boolean;
}

/** Two sequences, and what turns `before` into `after`; entries without a key match nothing in it. */
export interface TracedEdits {
  readonly before: readonly Trace[];
  readonly after: readonly Trace[];
  readonly script: EditScript;
}

/** What an entry is recognised by: positions in the former sequence. */
export interface Recognition {
  /** What it is taken for; undefined where others are taken for all that it can be. */
  readonly own: number | undefined;
  /** What it can be, each item once; none where that are too many to tell anything. */
  readonly candidates: readonly number[];
}

/**
 * Finds what entries of `after` were that hold nothing any more, where there is no doubt: between the same neighbours are as many
 * gone that were added at the same moment as there are empty ones. They are those, in their order.
 *
 * @returns by position in `after` the one in `before`
 */
export function recogniseCertain(edits: TracedEdits): ReadonlyMap<number, number> {
  const { before, after } = edits;
  const { groups, gone } = groupByPlace(edits);
  const alike = groups.filter((group) => group.empty.length === group.gone.length);
  const wasEmpty = (from: number) => before[from]?.isEmpty === true;
  // One that was empty and stands nowhere else may have been moved to where another was taken out.
  const met = new Set(alike.flatMap((group) => group.gone));
  const strays = new Set(
    gone.filter((from) => wasEmpty(from) && !met.has(from)).map((from) => before[from]?.addedAt),
  );
  const certain = new Map<number, number>();
  for (const group of alike) {
    for (const [index, to] of group.empty.entries()) {
      const from = group.gone[index] ?? -1;
      if (wasEmpty(from) || !strays.has(after[to]?.addedAt)) {
        certain.set(to, from);
      }
    }
  }
  return certain;
}

/**
 * Finds what entries of `after` were that hold nothing any more: entries of `before` that are gone, were added at the same moment,
 * and stood between the same neighbours, or failing that, anywhere. As many that are gone as there are empty entries: they
 * are those, in their order. If more are gone, others were taken out among them: those that were empty before are the likeliest, and
 * otherwise each of the empty ones can be one of several.
 *
 * @returns by position in `after`
 */
export function recognise(edits: TracedEdits): ReadonlyMap<number, Recognition> {
  const { before, after } = edits;
  const { groups, gone, empty } = groupByPlace(edits);
  const wasEmpty = (from: number) => before[from]?.isEmpty === true;
  const labelOf = (from: number) => before[from]?.label ?? "";
  const recognised = new Map<number, Recognition>();
  const spent = new Set<number>();
  const rows: (Row & { readonly candidates: readonly number[] })[] = [];
  for (const group of groups) {
    const { empty: positions } = group;
    const found = preferEmpty(group.gone, { wasEmpty, wanted: positions.length });
    // Between the same neighbours the order has stayed: the second that is empty is not the first that is gone.
    const choices = 1 + Math.max(0, found.length - positions.length);
    for (const [index, candidates] of listCandidates(found, { choices, labelOf }).entries()) {
      rows.push({ to: positions[index] ?? -1, found, index, choices, candidates });
    }
    for (const from of found) {
      spent.add(from);
    }
  }
  const chosen = chooseInOrder(rows);
  for (const { to, candidates } of rows) {
    recognised.set(to, { own: chosen.get(to), candidates });
  }

  const unmet = Map.groupBy(
    gone.filter((from) => !spent.has(from)),
    (from) => before[from]?.addedAt,
  );
  for (const [date, positions] of Map.groupBy(empty, (to) => after[to]?.addedAt)) {
    const elsewhere = unmet.get(date) ?? [];
    const open = positions.filter((to) => !recognised.has(to));
    const found = preferEmpty(elsewhere, { wasEmpty, wanted: open.length });
    const isEach = found.length === open.length;
    const possible = listCandidates(found, { choices: isEach ? 1 : found.length, labelOf });
    for (const [index, to] of found.length === 0 ? [] : open.entries()) {
      recognised.set(to, { own: found[index], candidates: possible[isEach ? index : 0] ?? [] });
    }
    // One that was empty and stands nowhere else may have been moved here, to where another was taken out.
    const strays = open.length === 0 ? elsewhere.filter(wasEmpty) : [];
    const [others = []] = listCandidates(strays, { choices: strays.length, labelOf });
    for (const to of strays.length === 0 ? [] : positions) {
      const { own, candidates = [] } = recognised.get(to) ?? {};
      if (!candidates.some(wasEmpty)) {
        recognised.set(to, { own, candidates: others.length === 0 ? [] : [...candidates, ...others] });
      }
    }
  }
  return recognised;
}

/** That entries have stayed empty takes less to explain than that others have become so. */
function preferEmpty(
  found: readonly number[],
  { wasEmpty, wanted }: { readonly wasEmpty: (from: number) => boolean; readonly wanted: number },
): readonly number[] {
  const empty = found.filter(wasEmpty);
  return found.length > wanted && empty.length >= wanted && wanted > 0 ? empty : found;
}
