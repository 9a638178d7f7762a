/** An entry of the latter sequence that can be one of `choices` neighbours in `found`, from the one at `index` on. */
export interface Row {
  readonly to: number;
  /** Positions in the former sequence, ascending; one array for all entries that can be of them. */
  readonly found: readonly number[];
  readonly index: number;
  readonly choices: number;
}

/**
 * Takes each entry for one of those that it can be, and no two for the same: for such that stand in the same order, as far as there
 * are any, so that nothing seems to have moved.
 *
 * @param rows those of the same `found` ascending by `to` and by `index`, with as many choices
 * @returns by `to` a position in the former sequence
 */
export function chooseInOrder(rows: readonly Row[]): ReadonlyMap<number, number> {
  const chosen = new Map<number, number>();
  const free = new Map<readonly number[], number>();
  let last = -1;
  for (const { to, found, index, choices } of rows.toSorted((a, b) => a.to - b.to)) {
    const first = Math.max(index, free.get(found) ?? 0);
    let choice = first;
    while (choice < index + choices && (found[choice] ?? -1) <= last) {
      choice += 1;
    }
    const isInOrder = choice < index + choices;
    const own = found[isInOrder ? choice : first];
    if (own !== undefined) {
      chosen.set(to, own);
      last = Math.max(last, own);
    }
    free.set(found, (isInOrder ? choice : first) + 1);
  }
  return chosen;
}
