import { at } from "../diff/common-subsequence.ts";

/** Takes entries that stand side by side elsewhere. Positions count from 0, as the list is before the move. */
export interface Move {
  readonly rangeStart: number;
  readonly rangeLength: number;
  readonly insertBefore: number;
}

/**
 * Moves that bring a list into another order, whole ranges at a time.
 *
 * A move cuts the list at three places, so it can mend three at the most where neighbours are not those of the wanted order.
 * The fewest moves are hard to find (sorting by transpositions is NP-hard); here each is one that mends three if one is found,
 * else two, else one. So a range that was moved takes one move, and a list in no order at all about half as many as it has
 * entries, where a move for each entry that is out of order would take nearly all of them. The worst is a list turned around:
 * one move fewer than it has entries.
 *
 * @param wanted for each position of the wanted order, the position now; each stands in it once
 */
export function planMoves(wanted: ArrayLike<number>): readonly Move[] {
  const strips = findStrips(wanted);
  const moves: Move[] = [];
  for (let cuts = findCuts(strips); cuts !== undefined; cuts = findCuts(strips)) {
    moves.push(toMove(strips, cuts));
    swap(strips, cuts);
  }
  return moves;
}

/**
 * Strips are ranges that stay together. They are numbered from 1 in the wanted order; 0 stands before all of them, and the last
 * number after all, so that beginning and end have neighbours, too.
 */
interface Strips {
  /** The strips in the order of now. */
  readonly order: Int32Array;
  /** Where each stands in `order`. */
  readonly places: Int32Array;
  /** How many entries each has. */
  readonly lengths: Int32Array;
}

/** Exchanges the strips from `first` to before `second` with those from `second` to before `end`; places in `order`. */
interface Cuts {
  readonly first: number;
  readonly second: number;
  readonly end: number;
}

function findStrips(wanted: ArrayLike<number>): Strips {
  const starts: number[] = [];
  const lengths: number[] = [];
  for (let to = 0; to < wanted.length; to += 1) {
    const from = wanted[to] ?? 0;
    if (to > 0 && from === (wanted[to - 1] ?? 0) + 1) {
      lengths.push((lengths.pop() ?? 0) + 1);
    } else {
      starts.push(from);
      lengths.push(1);
    }
  }
  const count = starts.length;
  const byPlace = [...starts.keys()].toSorted((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0));
  const order = Int32Array.of(0, ...byPlace.map((strip) => strip + 1), count + 1);
  const places = new Int32Array(count + 2);
  for (const [place, strip] of order.entries()) {
    places[strip] = place;
  }
  return { order, places, lengths: Int32Array.of(0, ...lengths, 0) };
}

/** After cuts that mend two, so many more places are looked at for some that mend three: there are hardly any in a long list. */
const lookFurther = 200;

/** The best cuts, as far as was looked; undefined where all is in order. */
function findCuts({ order, places }: Strips): Cuts | undefined {
  let mendingTwo: Cuts | undefined;
  let mendingOne: Cuts | undefined;
  let last = order.length - 1;
  for (let first = 1; first < last; first += 1) {
    const before = at(order, first - 1);
    const strip = at(order, first);
    if (before + 1 === strip) {
      continue;
    }
    const hadTwo = mendingTwo !== undefined;
    // What must come to stand at a cut for the one before it to have its neighbour, at each of the three.
    const second = at(places, before + 1);
    const end = at(places, strip - 1) + 1;
    if (second > first) {
      const endForSecond = at(places, at(order, second - 1) + 1);
      if (end > second && endForSecond === end) {
        return { first, second, end };
      }
      if (mendingTwo === undefined && end > second) {
        mendingTwo = { first, second, end };
      }
      if (mendingTwo === undefined && endForSecond > second) {
        mendingTwo = { first, second, end: endForSecond };
      }
      mendingOne ??= { first, second, end: findStripEnd(order, second) };
    }
    if (mendingTwo === undefined && end > first) {
      const secondForEnd = at(places, at(order, end) - 1) + 1;
      if (secondForEnd > first && secondForEnd < end) {
        mendingTwo = { first, second: secondForEnd, end };
      }
    }
    if (!hadTwo && mendingTwo !== undefined) {
      last = Math.min(last, first + lookFurther);
    }
  }
  return mendingTwo ?? mendingOne;
}

/** Where strips end that have come together. */
function findStripEnd(order: Int32Array, start: number): number {
  let end = start + 1;
  while (at(order, end) === at(order, end - 1) + 1) {
    end += 1;
  }
  return end;
}

function swap({ order, places }: Strips, { first, second, end }: Cuts): void {
  const former = order.slice(first, second);
  order.copyWithin(first, second, end);
  order.set(former, first + end - second);
  for (let place = first; place < end; place += 1) {
    places[at(order, place)] = place;
  }
}

/** Of the two ranges that change places the shorter one is moved. */
function toMove(strips: Strips, { first, second, end }: Cuts): Move {
  const start = countEntries(strips, 1, first);
  const former = countEntries(strips, first, second);
  const latter = countEntries(strips, second, end);
  return former < latter
    ? { rangeStart: start, rangeLength: former, insertBefore: start + former + latter }
    : { rangeStart: start + former, rangeLength: latter, insertBefore: start };
}

function countEntries({ order, lengths }: Strips, from: number, to: number): number {
  let count = 0;
  for (let place = from; place < to; place += 1) {
    count += at(lengths, at(order, place));
  }
  return count;
}
