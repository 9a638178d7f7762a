/** More than so many possibilities tell nothing worth keeping. */
export const mostCandidates = 20;

const tooMany: readonly number[] = [];

/**
 * What entries of a row can be, where each can be one of `choices` neighbours in `found`: the first of the row one from the first
 * on, the second one from the second on.
 *
 * @param options.labelOf tells items apart: copies of one item are one possibility
 * @returns for each entry of the row a position for each item, its own first; none where there are more than 20
 */
export function listCandidates(
  found: readonly number[],
  { choices, labelOf }: { readonly choices: number; readonly labelOf: (position: number) => string },
): readonly (readonly number[])[] {
  const labels = found.map(labelOf);
  const places = new Map(labels.map((label, index) => [label, found[index] ?? -1]));
  const inReach = new Map<string, number>();
  const count = (label: string | undefined, change: 1 | -1) => {
    if (label !== undefined) {
      const times = (inReach.get(label) ?? 0) + change;
      if (times === 0) {
        inReach.delete(label);
      } else {
        inReach.set(label, times);
      }
    }
  };
  for (const label of labels.slice(0, choices - 1)) {
    count(label, 1);
  }
  return found.slice(choices - 1).map((_, index) => {
    count(labels[index + choices - 1], 1);
    const own = labels[index];
    const candidates =
      inReach.size > mostCandidates
        ? tooMany
        : [
            ...found.slice(index, index + 1),
            ...[...inReach.keys()].filter((label) => label !== own).map((label) => places.get(label) ?? -1),
          ];
    count(own, -1);
    return candidates;
  });
}
