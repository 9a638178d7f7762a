/*
 * How what is held of a collection and what was read of it now fit together, from the keys of the entries alone.
 *
 * Between two stretches that were read lies a gap. Where the entries at its two ends stand in the held collection just as
 * far apart as they do now, the gap is taken to be as it was; otherwise something was added or removed in it, and a
 * page is read there: bisection finds the place. What this cannot see is a change inside a gap that leaves its length as
 * it was: entries put in another order, or as many removed as inserted.
 */

/** The entries of a collection as they were, each by a key that tells it from others. */
export interface HeldKeys {
  readonly keys: readonly string[];
  /** Where each key stands; several places where an entry is there more than once. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

/** Entries that were read now, without a hole, from `offset` on. */
export interface Stretch {
  readonly offset: number;
  readonly keys: readonly string[];
}

/** `length` entries: from `start` on in the held collection, or from `offset` on in what was read. */
export type Piece =
  | { readonly from: "held"; readonly start: number; readonly offset: number; readonly length: number }
  | { readonly from: "read"; readonly offset: number; readonly length: number };

/** What to do next: read some entries, or put the collection together from pieces. */
export type Step =
  | { readonly read: { readonly offset: number; readonly limit: number } }
  | { readonly pieces: readonly Piece[] };

export function toHeldKeys(keys: readonly string[]): HeldKeys {
  const places = new Map<string, number[]>();
  for (const [place, key] of keys.entries()) {
    const known = places.get(key);
    if (known === undefined) {
      places.set(key, [place]);
    } else {
      known.push(place);
    }
  }
  return { keys, places };
}

/**
 * The next step towards the collection as it is now.
 *
 * @param read what was read, in any order, without overlaps
 * @param total how many entries the collection has now
 * @param pageSize the most entries that can be read at once
 * @param free how many entries at the beginning will be read anyway, and need not be asked for
 */
export function planStep(
  held: HeldKeys,
  read: readonly Stretch[],
  {
    total,
    pageSize,
    free = 0,
  }: { readonly total: number; readonly pageSize: number; readonly free?: number },
): Step {
  const pieces: Piece[] = [];
  for (const span of toSpans(read, total)) {
    if ("keys" in span) {
      pieces.push({ from: "read", offset: span.offset, length: span.keys.length });
      continue;
    }
    const start = findInHeld(held, span);
    if (start !== undefined) {
      pieces.push({ from: "held", start, offset: span.from, length: span.to - span.from });
    } else if (span.to > free) {
      return { read: chooseProbe(held, { ...span, from: Math.max(span.from, free) }, pageSize) };
    }
  }
  return { pieces };
}

/** How many entries of a collection that was put together come from what is held. */
export function countHeld(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (piece.from === "held" ? piece.length : 0), 0);
}

/** Whether a page holds the held entries in so different an order that the whole was sorted anew. */
export function isScattered({ places }: HeldKeys, page: Stretch): boolean {
  const breaks = page.keys.filter((key, index) => {
    const next = page.keys[index + 1];
    const here = places.get(key);
    const there = next === undefined ? undefined : places.get(next);
    return here !== undefined && there !== undefined && !here.some((place) => there.includes(place + 1));
  });
  return breaks.length > page.keys.length / 4;
}

/** Entries that were not read, between those that were. */
interface Gap {
  readonly from: number;
  readonly to: number;
  readonly before: Stretch | undefined;
  readonly after: Stretch | undefined;
}

function toSpans(read: readonly Stretch[], total: number): readonly (Stretch | Gap)[] {
  const spans: (Stretch | Gap)[] = [];
  let before: Stretch | undefined;
  let from = 0;
  for (const stretch of read.toSorted((a, b) => a.offset - b.offset)) {
    if (stretch.offset > from) {
      spans.push({ from, to: stretch.offset, before, after: stretch });
    }
    spans.push(stretch);
    before = stretch;
    from = stretch.offset + stretch.keys.length;
  }
  if (from < total) {
    spans.push({ from, to: total, before, after: undefined });
  }
  return spans;
}

/** Where the held entries begin that fill the gap, or undefined where none do, or nothing tells which. */
function findInHeld(held: HeldKeys, gap: Gap): number | undefined {
  const [start, ...otherStarts] = findStarts(held, gap.before);
  const [end, ...otherEnds] = findEnds(held, gap.after);
  const isCertain = otherStarts.length === 0 && otherEnds.length === 0;
  return isCertain && start !== undefined && end === start + gap.to - gap.from ? start : undefined;
}

/** Where the entries stand in the held collection that follow on a stretch. */
function findStarts({ keys, places }: HeldKeys, before: Stretch | undefined): readonly number[] {
  if (before === undefined) {
    return [0];
  }
  const backwards = before.keys.toReversed();
  return pickBest(placesOf(places, backwards[0]), (place) =>
    countAgreeing(backwards, (index) => keys[place - index]),
  ).map((place) => place + 1);
}

/** Where the entries end in the held collection that a stretch follows on. */
function findEnds({ keys, places }: HeldKeys, after: Stretch | undefined): readonly number[] {
  return after === undefined
    ? [keys.length]
    : pickBest(placesOf(places, after.keys[0]), (place) =>
        countAgreeing(after.keys, (index) => keys[place + index]),
      );
}

/** An entry that is there several times stands where the entries next to it agree the longest. */
function pickBest(candidates: readonly number[], score: (place: number) => number): readonly number[] {
  const scored = candidates.length < 2 ? [] : candidates.map((place) => ({ place, agreeing: score(place) }));
  const best = Math.max(...scored.map(({ agreeing }) => agreeing));
  return candidates.length < 2
    ? candidates
    : scored.filter(({ agreeing }) => agreeing === best).map(({ place }) => place);
}

function countAgreeing(keys: readonly string[], heldAt: (index: number) => string | undefined): number {
  const first = keys.findIndex((key, index) => heldAt(index) !== key);
  return first === -1 ? keys.length : first;
}

/** Where to look into a gap: next to entries that are new, since more of them may follow, and otherwise in its middle. */
function chooseProbe({ places }: HeldKeys, gap: Gap, pageSize: number): { offset: number; limit: number } {
  const { from, to, before, after } = gap;
  const limit = Math.min(pageSize, to - from);
  if (before !== undefined && placesOf(places, before.keys.at(-1)).length === 0) {
    return { offset: from, limit };
  }
  if (after !== undefined && placesOf(places, after.keys[0]).length === 0) {
    return { offset: to - limit, limit };
  }
  // Two pages read both what a look into the middle would leave.
  return to - from <= 2 * pageSize
    ? { offset: from, limit }
    : { offset: from + Math.floor((to - from - limit) / 2), limit };
}

function placesOf(places: HeldKeys["places"], key: string | undefined): readonly number[] {
  return (key === undefined ? undefined : places.get(key)) ?? [];
}
