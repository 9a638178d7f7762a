/**
 * What a playlist is to hold that somebody has edited while it was being filled: all that it holds, and all that it should hold
 * besides. Each missing entry comes behind the one that it follows in `wanted`, so that a playlist which holds the beginning of
 * what is wanted is to hold just that, and what others have put in stays where it is.
 */
export function mergeEdited(held: readonly string[], wanted: readonly string[]): readonly string[] {
  const places = Map.groupBy(held.keys(), (place) => held[place] ?? "");
  /** What comes behind each of what is held, and, at -1, before all of it. */
  const missing = new Map<number, string[]>([-1, ...held.keys()].map((place) => [place, []]));
  let behind = -1;
  for (const uri of wanted) {
    const place = places.get(uri)?.shift();
    if (place === undefined) {
      missing.get(behind)?.push(uri);
    } else {
      behind = place;
    }
  }
  return [-1, ...held.keys()].flatMap((place) => [
    ...held.slice(place, place + 1),
    ...(missing.get(place) ?? []),
  ]);
}
