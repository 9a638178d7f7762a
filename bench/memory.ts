import { noPace, withCommandLine } from "./command-line.ts";
import type { Goal, Row } from "./row.ts";
import { describeSize, large, type Size } from "./sizes.ts";

const mostMegabytes = 250;
const mostGrowth = 1.2;
const twiceAsLarge: Size = { entries: 200_000, likes: 40_000, playlists: 920 };

/** What an export of the large library must be content with. */
export function memoryGoal(peakBytes: number): Goal {
  return { of: "MB", value: peakBytes / 1_000_000, must: "at most", bound: mostMegabytes };
}

/**
 * How much more memory twice the entries take.
 *
 * @param sizes the rows among which is the first export of the large library
 */
export async function measureGrowth(sizes: readonly Row[]): Promise<readonly Row[]> {
  const half = sizes.find(({ library, run }) => library === describeSize(large) && run === "first");
  const first = await withCommandLine({ library: "generated", ...twiceAsLarge }, ({ exportAll }) =>
    exportAll(noPace),
  );
  const growth: Goal = {
    of: "× the memory of half the entries:",
    value: first.peakBytes / (half?.peakBytes ?? Number.NaN),
    must: "at most",
    bound: mostGrowth,
    decimals: 2,
  };
  return [{ library: describeSize(twiceAsLarge), run: "first", ...first, goals: [growth] }];
}
