/** A stream of numbers from 0 up to, but never, 1: the same for the same seed, on every machine. */
export type Random = () => number;

/** A linear congruential generator over 31 bits: plenty for made-up names and sizes. */
export function seedRandom(seed: number): Random {
  let state = (seed * 7_919 + 104_729) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) {
    throw new RangeError("There is nothing to pick from.");
  }
  return item;
}

/** The moment in the form of Spotify's dates, which have no milliseconds. */
export function toSpotifyDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
