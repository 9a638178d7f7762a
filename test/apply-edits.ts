import type { EditScript } from "../src/lib/diff/edit-script.ts";

/**
 * Edits a list as a script says, knowing nothing of the result but the entries that were added, in their order: takes out
 * what is removed or moved, then puts in what is moved or added, in ascending order of its position.
 */
export function applyEditScript<Entry>(
  before: readonly Entry[],
  { removed, added, moved }: Pick<EditScript, "removed" | "added" | "moved">,
  addedEntries: readonly Entry[],
): Entry[] {
  const takenOut = new Set([...removed, ...moved.map(({ from }) => from)]);
  const edited = before.filter((_, position) => !takenOut.has(position));
  const insertions = [
    ...added.map((to, index) => ({ to, entries: addedEntries.slice(index, index + 1) })),
    ...moved.map(({ from, to }) => ({ to, entries: before.slice(from, from + 1) })),
  ];
  for (const { to, entries } of insertions.toSorted((a, b) => a.to - b.to)) {
    if (to > edited.length) {
      throw new Error(`nothing can be put in at ${to} of ${edited.length} entries`);
    }
    edited.splice(to, 0, ...entries);
  }
  return edited;
}
