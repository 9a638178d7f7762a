/*
 * The longest common subsequence by the method of Hunt and Szymanski: the pairs of equal keys are gone through once, and of
 * all chains of pairs that ascend in both sequences only the best of each length is remembered, which is the one that
 * ends earliest. That takes O((pairs + keys) log keys), quick where keys seldom repeat, whatever their order.
 */

/** Two sequences whose keys were numbered from 0, equal keys alike. */
export interface NumberedKeys {
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly keyCount: number;
}

/**
 * For each position in `after` the one in `before` that it is paired with, or -1.
 *
 * With more than `mostPairs` pairs of equal keys, the k-th occurrence of a key is paired only with those around the k-th, as
 * many as the limit allows: a common subsequence still, but perhaps not the longest.
 */
export function findCommonSubsequence(keys: NumberedKeys, mostPairs: number): Int32Array {
  const places = groupPlaces(keys);
  const pairs = keys.before.reduce(
    (sum, key) => sum + at(places.starts, key + 1) - at(places.starts, key),
    0,
  );
  const length = keys.before.length;
  const reach = pairs <= mostPairs ? pairs : Math.max(0, Math.floor((mostPairs / length - 1) / 2));
  return followLongest(
    growChains(keys, places, { reach, most: Math.min(pairs, length * (2 * reach + 1)) }),
    keys,
  );
}

/** An element that is known to be there; the compiler cannot know. */
export function at(values: Int32Array, index: number): number {
  return values[index] ?? -1;
}

/** Where each key stands in `after`: ascending in `positions`, from `starts[key]` to before `starts[key + 1]`. */
interface Places {
  readonly starts: Int32Array;
  readonly positions: Int32Array;
}

/** Every chain is known by its last link; a link is a pair and the link before it, or -1. */
interface Chains {
  readonly longest: { readonly length: number; readonly lastLink: number };
  readonly previous: Int32Array;
  /** The position in `after` of each link. */
  readonly to: Int32Array;
  /** How many links there were before each position of `before` made its own. */
  readonly linksBefore: Int32Array;
}

function groupPlaces({ after, keyCount }: NumberedKeys): Places {
  const starts = new Int32Array(keyCount + 1);
  for (const key of after) {
    starts[key + 1] = at(starts, key + 1) + 1;
  }
  for (let key = 0; key < keyCount; key += 1) {
    starts[key + 1] = at(starts, key + 1) + at(starts, key);
  }
  const free = starts.slice();
  const positions = new Int32Array(after.length);
  for (const [position, key] of after.entries()) {
    const place = at(free, key);
    positions[place] = position;
    free[key] = place + 1;
  }
  return { starts, positions };
}

function growChains(
  { before, after, keyCount }: NumberedKeys,
  { starts, positions }: Places,
  { reach, most }: { readonly reach: number; readonly most: number },
): Chains {
  const previous = new Int32Array(most);
  const to = new Int32Array(most);
  const linksBefore = new Int32Array(before.length);
  // Of the chains of `index + 1` links, the one that ends earliest in `after`: where, and with which link.
  const ends = new Int32Array(Math.min(before.length, after.length));
  const lastLinks = new Int32Array(ends.length);
  const occurred = new Int32Array(keyCount);
  let length = 0;
  let links = 0;

  for (let from = 0; from < before.length; from += 1) {
    linksBefore[from] = links;
    const key = at(before, from);
    const middle = at(starts, key) + at(occurred, key);
    occurred[key] = at(occurred, key) + 1;
    const lowest = Math.max(at(starts, key), middle - reach);
    // Descending, so that no chain gets two links from one position of `before`, and each search bounds the next.
    let bound = length;
    for (let place = Math.min(at(starts, key + 1) - 1, middle + reach); place >= lowest; place -= 1) {
      const position = at(positions, place);
      bound = findIndex(ends, bound, position);
      if (bound < length && ends[bound] === position) {
        continue;
      }
      previous[links] = bound === 0 ? -1 : at(lastLinks, bound - 1);
      to[links] = position;
      ends[bound] = position;
      lastLinks[bound] = links;
      links += 1;
      length = Math.max(length, bound + 1);
    }
  }
  const lastLink = length === 0 ? -1 : at(lastLinks, length - 1);
  return { longest: { length, lastLink }, previous, to, linksBefore };
}

/** The first index below `bound` where an ascending value is not below the wanted one, or else `bound`. */
function findIndex(ascending: Int32Array, bound: number, wanted: number): number {
  if (bound === 0 || at(ascending, bound - 1) < wanted) {
    return bound;
  }
  let low = 0;
  let high = bound - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(ascending, middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function followLongest({ longest, previous, to, linksBefore }: Chains, { after }: NumberedKeys): Int32Array {
  const pairedWith = new Int32Array(after.length).fill(-1);
  let from = linksBefore.length - 1;
  for (let link = longest.lastLink; link !== -1; link = at(previous, link)) {
    while (at(linksBefore, from) > link) {
      from -= 1;
    }
    pairedWith[at(to, link)] = from;
  }
  return pairedWith;
}
