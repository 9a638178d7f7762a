import { exportMinimum } from "../test/export/minimum.ts";
import { type GeneratedSizes, generateLibrary } from "../test/fake-spotify/generated-library.ts";
import type { FakeLibrary } from "../test/fake-spotify/library.ts";
import { noPace, withCommandLine } from "./command-line.ts";
import { memoryGoal } from "./memory.ts";
import type { Goal, Row } from "./row.ts";

/** The parts of a library that can be told to a fake Spotify in another process. */
export interface Size extends GeneratedSizes {
  readonly entries: number;
  readonly likes: number;
  readonly playlists: number;
}

export const small: Size = { entries: 1_000, likes: 200, playlists: 12 };
export const middle: Size = { entries: 10_000, likes: 2_000, playlists: 60 };
/** Large enough for its waits to weigh more than the start of a process. */
export const someWaits: Size = { entries: 7_000, likes: 1_400, playlists: 42 };
export const half: Size = { entries: 50_000, likes: 10_000, playlists: 230 };
export const large: Size = { entries: 100_000, likes: 20_000, playlists: 460 };

/** A first export of generated libraries and, if so told, one again, by the built command line in a process of its own. */
export async function measureSizes(
  sizes: readonly Size[],
  options: { readonly again: boolean },
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) {
    rows.push(...(await measureSize(size, options)));
  }
  return rows;
}

async function measureSize(size: Size, options: { readonly again: boolean }): Promise<readonly Row[]> {
  const made = generateLibrary(size);
  // One process asks once whose account it is, whatever it exports.
  const minimum = exportMinimum("library", made) + exportMinimum("playlists", made) - 1;
  const library = describeSize(size);
  return withCommandLine({ library: "generated", ...size }, async (commandLine) => {
    const first = await commandLine.exportAll(noPace);
    const again = options.again ? await commandLine.exportAll(noPace) : undefined;
    const toMemoryGoals = (peakBytes: number) =>
      size === large || size === half ? [memoryGoal(peakBytes)] : [];
    return [
      {
        ...{ library, run: "first", minimum },
        ...first,
        goals: [firstGoal(first.requests, minimum), ...toMemoryGoals(first.peakBytes)],
      },
      ...(again === undefined
        ? []
        : [
            {
              ...{ library, run: "unchanged", minimum },
              ...again,
              goals: [unchangedGoal(again.requests, made), ...toMemoryGoals(again.peakBytes)],
            },
          ]),
    ];
  });
}

export function firstGoal(requests: number, minimum: number): Goal {
  return { of: "× minimum:", value: requests / minimum, must: "at most", bound: 1.02, decimals: 3 };
}

/** A dozen, a page for each 50 followed artists, which come by cursor, and one for each section. */
export function unchangedGoal(requests: number, { artists }: FakeLibrary): Goal {
  return {
    of: "requests",
    value: requests,
    must: "at most",
    bound: 12 + Math.max(1, Math.ceil(artists.length / 50)) + 8,
  };
}

export function describeSize({ entries, likes, playlists }: Size): string {
  const [listed, total, liked] = [playlists, entries, likes].map((count) => count.toLocaleString("en-US"));
  return `${total} entries in ${listed} playlists, ${liked} likes`;
}
