import { planEdits } from "../diff/edit-script.ts";

/** How many of what two lists have in common stand elsewhere in one than in the other: the fewest that would have to be moved. */
export function countMisplaced(list: readonly string[], wanted: readonly string[]): number {
  const isInList = new Set(list);
  const isWanted = new Set(wanted);
  return planEdits(
    list.filter((text) => isWanted.has(text)),
    wanted.filter((text) => isInList.has(text)),
  ).moved.length;
}
