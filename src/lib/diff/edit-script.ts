import { at, findCommonSubsequence, type NumberedKeys } from "./common-subsequence.ts";

/** What turns one sequence into another. Positions count from 0: `from` in the former sequence, `to` in the latter. */
export interface EditScript {
  /** Positions in the former sequence, ascending. */
  readonly removed: readonly number[];
  /** Positions in the latter sequence, ascending. */
  readonly added: readonly number[];
  /** Ascending by `to`. */
  readonly moved: readonly { readonly from: number; readonly to: number }[];
  /** For each position in the latter sequence the one in the former that it comes from, kept or moved; -1 where it was added. */
  readonly origins: Int32Array;
}

/**
 * The shortest way from one sequence of keys to another: take out what is removed or moved, then put in what is moved or
 * added, in ascending order of its position.
 *
 * Equal keys are interchangeable, so how often a key occurs decides how many are removed or added. Of the others, those that
 * stay in place keep their order, so they are at most as many as the longest common subsequence is long; just so many stay,
 * and the rest are moved, which is the fewest there can be. Of equal keys that do not stay, the first goes with the first.
 *
 * With more than `mostPairs` pairs of equal keys, the k-th occurrence of a key is compared only with those around the k-th: the
 * script still makes the latter sequence, but may move more than it has to. As many pairs as the default take half a second
 * and 64 MB; up to 2,800 scattered copies of one key stay below it.
 */
export function planEdits(
  before: readonly string[],
  after: readonly string[],
  { mostPairs = 8_000_000 }: { readonly mostPairs?: number } = {},
): EditScript {
  const start = countAlike(Math.min(before.length, after.length), (index) => before[index] === after[index]);
  const alikeAtEnd = countAlike(
    Math.min(before.length, after.length) - start,
    (index) => before[before.length - 1 - index] === after[after.length - 1 - index],
  );
  const keys = numberKeys(
    before.slice(start, before.length - alikeAtEnd),
    after.slice(start, after.length - alikeAtEnd),
  );
  const kept = findCommonSubsequence(keys, mostPairs);
  const { removed, added, moved } = pairRest(keys, kept);

  const shift = before.length - after.length;
  const origins = Int32Array.from(after, (_, to) => (to < start ? to : to + shift));
  origins.set(
    kept.map((from) => (from === -1 ? -1 : from + start)),
    start,
  );
  for (const { from, to } of moved) {
    origins[to + start] = from + start;
  }
  return {
    removed: removed.map((from) => from + start),
    added: added.map((to) => to + start),
    moved: moved.map(({ from, to }) => ({ from: from + start, to: to + start })),
    origins,
  };
}

/** The way back. */
export function invertEdits({ removed, added, moved, origins }: EditScript): EditScript {
  const back = new Int32Array(removed.length + origins.length - added.length).fill(-1);
  for (const [to, from] of origins.entries()) {
    if (from !== -1) {
      back[from] = to;
    }
  }
  const movedBack = moved.map(({ from, to }) => ({ from: to, to: from })).toSorted((a, b) => a.to - b.to);
  return { removed: added, added: removed, moved: movedBack, origins: back };
}

function countAlike(most: number, isAlike: (index: number) => boolean): number {
  let count = 0;
  while (count < most && isAlike(count)) {
    count += 1;
  }
  return count;
}

function numberKeys(before: readonly string[], after: readonly string[]): NumberedKeys {
  const numbers = new Map<string, number>();
  const toNumber = (key: string) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
  return {
    before: Int32Array.from(before, toNumber),
    after: Int32Array.from(after, toNumber),
    keyCount: numbers.size,
  };
}

/** What becomes of the keys that do not stay, told by their positions. */
function pairRest({ before, after, keyCount }: NumberedKeys, kept: Int32Array): Omit<EditScript, "origins"> {
  const isTaken = new Uint8Array(before.length);
  for (const from of kept) {
    if (from !== -1) {
      isTaken[from] = 1;
    }
  }
  // For each key a chain of the positions where it is left over: the first one, and what follows on each.
  const first = new Int32Array(keyCount).fill(-1);
  const following = new Int32Array(before.length);
  for (let from = before.length - 1; from >= 0; from -= 1) {
    if (isTaken[from] === 0) {
      const key = at(before, from);
      following[from] = at(first, key);
      first[key] = from;
    }
  }

  const added: number[] = [];
  const moved: { from: number; to: number }[] = [];
  for (const [to, key] of after.entries()) {
    const from = at(first, key);
    if (kept[to] !== -1) {
      continue;
    }
    if (from === -1) {
      added.push(to);
      continue;
    }
    moved.push({ from, to });
    isTaken[from] = 1;
    first[key] = at(following, from);
  }
  return { removed: [...before.keys()].filter((from) => isTaken[from] === 0), added, moved };
}
