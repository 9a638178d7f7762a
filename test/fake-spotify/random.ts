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

/** A whole number, either end included. */
export function numberBetween(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** So many of the items, none of them twice, in a mixed order; all of them where there are no more. */
export function drawSome<Item>(random: Random, items: readonly Item[], count: number): Item[] {
  const left = [...items];
  const drawn: Item[] = [];
  while (drawn.length < count && left.length > 0) {
    drawn.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return drawn;
}

/** The moment in the form of Spotify's dates, which have no milliseconds. */
export function toSpotifyDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
