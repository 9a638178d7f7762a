import type { EditScript } from "./edit-script.ts";

/** A sequence of keys, and what tells copies of one key apart. */
interface Copies {
  readonly keys: readonly string[];
  readonly dates: readonly string[];
}

type Side = "before" | "after";
type Sides = Readonly<Record<Side, Copies>>;

/** Positions that are paired, ascending in either sequence: what stays in its order. */
type Kept = Readonly<Record<Side, Int32Array>>;

/**
 * Of several copies of a key any can be taken for the one that was removed, added or moved. Takes another one than the script does
 * where copies of the same date then stay together, if that costs no more edits.
 */
export function chooseCopies(script: EditScript, copies: Sides): EditScript {
  const { removed, added, moved } = script;
  if (removed.length + moved.length === 0 && added.length === 0) {
    return script;
  }
  const kept = findKept(script);
  const left = {
    before: ascend([...removed, ...moved.map(({ from }) => from)]),
    after: ascend([...added, ...moved.map(({ to }) => to)]),
  };
  for (const side of ["before", "after"] as const) {
    left[side] = slide(kept, left[side], { side, step: -1, copies });
    left[side] = slide(kept, left[side], { side, step: 1, copies });
  }
  const moves = pairLeft(left, copies);
  const from = new Set(moves.values());
  const origins = script.origins.slice().fill(-1);
  for (const [index, to] of kept.after.entries()) {
    origins[to] = kept.before[index] ?? -1;
  }
  for (const [to, origin] of moves) {
    origins[to] = origin;
  }
  return {
    removed: left.before.filter((position) => !from.has(position)),
    added: left.after.filter((position) => !moves.has(position)),
    moved: ascend([...moves.keys()]).map((to) => ({ from: moves.get(to) ?? -1, to })),
    origins,
  };
}

function findKept({ moved, origins }: EditScript): Kept {
  const isMoved = new Set(moved.map(({ to }) => to));
  const after = Int32Array.from(origins.keys()).filter((to) => origins[to] !== -1 && !isMoved.has(to));
  return { before: after.map((to) => origins[to] ?? -1), after };
}

/**
 * Lets copies that are left over change places with the next one that stays, in one direction, as long as each change brings two
 * copies of the same date together. No other that stays lies between, so the order stays.
 *
 * @returns what is left over then
 */
function slide(
  kept: Kept,
  left: readonly number[],
  { side, step, copies }: { readonly side: Side; readonly step: -1 | 1; readonly copies: Sides },
): readonly number[] {
  const { keys, dates } = copies[side];
  const other = side === "before" ? "after" : "before";
  const [places, partners] = [kept[side], kept[other]];
  const gains = (free: number, index: number): boolean => {
    const place = places[index] ?? -1;
    const wanted = copies[other].dates[partners[index] ?? -1];
    return keys[free] === keys[place] && dates[free] === wanted && dates[place] !== wanted;
  };
  const result: number[] = [];
  let next = step === -1 ? 0 : places.length - 1;
  for (const position of step === -1 ? left : left.toReversed()) {
    while (next in places && ((places[next] ?? -1) - position) * step > 0) {
      next -= step;
    }
    let free = position;
    for (let index = next + step; index in places && gains(free, index); index += step) {
      const place = places[index] ?? -1;
      places[index] = free;
      free = place;
    }
    result.push(free);
  }
  return ascend(result);
}

/** Pairs what is left over of each key: first those of the same date, then the others in their order. */
function pairLeft(
  { before, after }: Readonly<Record<Side, readonly number[]>>,
  copies: Sides,
): Map<number, number> {
  const byKey = Map.groupBy(before, (from) => copies.before.keys[from] ?? "");
  const moves = new Map<number, number>();
  for (const [key, arrivals] of Map.groupBy(after, (to) => copies.after.keys[to] ?? "")) {
    const departures = byKey.get(key) ?? [];
    const byDate = Map.groupBy(departures, (from) => copies.before.dates[from] ?? "");
    for (const to of arrivals) {
      const from = byDate.get(copies.after.dates[to] ?? "")?.shift();
      if (from !== undefined) {
        moves.set(to, from);
      }
    }
    const spent = new Set(arrivals.map((to) => moves.get(to)));
    const others = departures.filter((from) => !spent.has(from));
    for (const [index, to] of arrivals
      .filter((to) => !moves.has(to))
      .slice(0, others.length)
      .entries()) {
      moves.set(to, others[index] ?? -1);
    }
  }
  return moves;
}

function ascend(positions: readonly number[]): readonly number[] {
  return positions.toSorted((a, b) => a - b);
}
