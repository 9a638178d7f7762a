import { exportMinimum, listingMinimum } from "../test/export/minimum.ts";
import { appendEntries } from "../test/fake-spotify/change-library.ts";
import { generateLibrary } from "../test/fake-spotify/generated-library.ts";
import type { FakeLibrary } from "../test/fake-spotify/library.ts";
import { drawSome, numberBetween, seedRandom } from "../test/fake-spotify/random.ts";
import type { Row } from "./row.ts";
import { describeSize, firstGoal, type Size, unchangedGoal } from "./sizes.ts";
import { withVirtualExports } from "./virtual-exports.ts";

export const heavyListener: Size = { entries: 127_000, likes: 12_900, playlists: 460 };

/** What both kinds take at the least, each by a process of its own. */
export function bothMinimum(library: FakeLibrary): number {
  return exportMinimum("library", library) + exportMinimum("playlists", library);
}

/** A first export, one again, and one after some of the playlists have grown: the requests alone. */
export async function measureChanges(
  size: Size,
  { changed }: { readonly changed: number },
): Promise<readonly Row[]> {
  const made = generateLibrary(size);
  const library = describeSize(size);
  return withVirtualExports({ library: made }, async ({ requests, runAll, run }) => {
    const minimum = bothMinimum(made);
    await runAll();
    const first = requests();
    await runAll();
    const unchanged = requests() - first;
    const random = seedRandom(1);
    const own = made.playlists.filter((playlist) => playlist !== null);
    for (const playlist of drawSome(random, own, changed)) {
      appendEntries(playlist, numberBetween(random, 1, 80), random);
    }
    const before = requests();
    await run("playlists");
    const afterChanges = requests() - before;
    const listing = listingMinimum(made);
    return [
      { library, run: "first", minimum, requests: first, goals: [firstGoal(first, minimum)] },
      {
        ...{ library, run: "unchanged", minimum, requests: unchanged },
        goals: [unchangedGoal(unchanged, made)],
      },
      {
        ...{ library, run: `${changed} playlists have grown by 1 to 80 entries; the playlists alone` },
        minimum: exportMinimum("playlists", made),
        requests: afterChanges,
        remarks: `${listing} of the requests list the playlists, 1 asks whose they are`,
        goals: [
          {
            of: "requests a changed playlist, listing apart:",
            value: (afterChanges - listing) / changed,
            must: "at most",
            bound: 2.2,
            decimals: 2,
          },
        ],
      },
    ];
  });
}
