import { chooseInOrder } from "./choose-in-order.ts";
import { listCandidates } from "./list-candidates.ts";
import type { TracedEdits } from "./trace.ts";
import { findUnexplained, type Unexplained } from "./unexplained.ts";

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
  const { groups, gone } = findUnexplained(edits);
  const alike = groups.filter((group) => group.empty.length === group.gone.length);
  const wasEmpty = createEmptyRule(edits);
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
  const unexplained = findUnexplained(edits);
  const inPlace = recogniseInPlace(edits, unexplained);
  return new Map([...inPlace, ...recogniseElsewhere(edits, unexplained, inPlace)]);
}

function recogniseInPlace(edits: TracedEdits, { groups }: Unexplained): ReadonlyMap<number, Recognition> {
  const wasEmpty = createEmptyRule(edits);
  const labelOf = createLabelRule(edits);
  const rows = groups.flatMap(({ empty, gone }) => {
    const found = preferEmpty(gone, { wasEmpty, wanted: empty.length });
    // Between the same neighbours the order has stayed: the second that is empty is not the first that is gone.
    const choices = 1 + Math.max(0, found.length - empty.length);
    return listCandidates(found, { choices, labelOf }).map((candidates, index) => ({
      ...{ to: empty[index] ?? -1, found, index, choices },
      candidates,
    }));
  });
  const chosen = chooseInOrder(rows);
  return new Map(rows.map(({ to, candidates }) => [to, { own: chosen.get(to), candidates }]));
}

function recogniseElsewhere(
  edits: TracedEdits,
  { empty, gone }: Unexplained,
  inPlace: ReadonlyMap<number, Recognition>,
): ReadonlyMap<number, Recognition> {
  const { before, after } = edits;
  const wasEmpty = createEmptyRule(edits);
  const labelOf = createLabelRule(edits);
  const listAny = (found: readonly number[]) =>
    listCandidates(found, { choices: found.length, labelOf })[0] ?? [];
  const groupByDate = (positions: readonly number[]) =>
    Map.groupBy(positions, (from) => before[from]?.addedAt);
  const taken = new Set([...inPlace.values()].map(({ own }) => own));
  const certain = new Set(
    [...inPlace.values()].filter(({ candidates }) => candidates.length === 1).map(({ own }) => own),
  );
  const unmetByDate = groupByDate(gone.filter((from) => !taken.has(from)));
  const possibleByDate = groupByDate(gone.filter((from) => !certain.has(from)));

  const recognised = new Map<number, Recognition>();
  for (const [date, positions] of Map.groupBy(empty, (to) => after[to]?.addedAt)) {
    const unmet = unmetByDate.get(date) ?? [];
    const possible = possibleByDate.get(date) ?? [];
    const open = positions.filter((to) => !inPlace.has(to));
    const found = preferEmpty(unmet, { wasEmpty, wanted: open.length });
    // Where one in place can be one of several, those that are left over can be in its place, and one of them here.
    const isDoubtful = possible.length > unmet.length;
    const any = found.length === 0 ? [] : listAny(isDoubtful ? possible : found);
    for (const [index, to] of found.length === 0 ? [] : open.entries()) {
      const isEach = !isDoubtful && found.length === open.length;
      recognised.set(to, { own: found[index], candidates: isEach ? found.slice(index, index + 1) : any });
    }
    // One that was empty and stands nowhere else may have been moved here, to where another was taken out.
    const strays = open.length === 0 ? listAny(unmet.filter(wasEmpty)) : [];
    for (const to of strays.length === 0 ? [] : positions) {
      const { own, candidates = [] } = inPlace.get(to) ?? {};
      if (!candidates.some(wasEmpty)) {
        recognised.set(to, { own, candidates: [...candidates, ...strays] });
      }
    }
  }
  return recognised;
}

function createEmptyRule({ before }: TracedEdits): (from: number) => boolean {
  return (from) => before[from]?.isEmpty === true;
}

function createLabelRule({ before }: TracedEdits): (from: number) => string {
  return (from) => before[from]?.label ?? "";
}

/** That entries have stayed empty takes less to explain than that others have become so. */
function preferEmpty(
  found: readonly number[],
  { wasEmpty, wanted }: { readonly wasEmpty: (from: number) => boolean; readonly wanted: number },
): readonly number[] {
  const empty = found.filter(wasEmpty);
  return found.length > wanted && empty.length >= wanted && wanted > 0 ? empty : found;
}
