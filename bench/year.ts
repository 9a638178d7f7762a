import { pageSize } from "../src/lib/spotify/pages.ts";
import type { FakeLibrary } from "../test/fake-spotify/library.ts";
import { liveOneWeek } from "../test/fake-spotify/live-one-week.ts";
import { seedRandom } from "../test/fake-spotify/random.ts";
import { bothMinimum } from "./heavy-listener.ts";
import type { Row } from "./row.ts";
import { firstGoal } from "./sizes.ts";
import { findDifferences } from "./truth.ts";
import { type VirtualExports, withVirtualExports } from "./virtual-exports.ts";

const weekMs = 7 * 24 * 60 * 60 * 1_000;

interface Week {
  readonly requests: number;
  readonly minimum: number;
  /** Whether the liked songs were read in full, as they only are when it is time for everything. */
  readonly isFull: boolean;
  /** What the week's snapshots say otherwise than the library. */
  readonly differing: ReadonlySet<string>;
}

/** A first export of a library and one after each week that its user lives, all at the same hour of the week. */
export async function measureYear(
  library: FakeLibrary,
  { name, weeks }: { readonly name: string; readonly weeks: number },
): Promise<readonly Row[]> {
  const lived = await withVirtualExports({ library }, async (exports) => {
    const random = seedRandom(1);
    const startedMs = exports.now();
    const all = [await exportWeek(library, exports)];
    for (let week = 1; week <= weeks; week += 1) {
      liveOneWeek(library, random);
      await exports.sleepUntil(startedMs + week * weekMs);
      all.push(await exportWeek(library, exports));
    }
    return all;
  });
  return toRows(lived, name);
}

async function exportWeek(library: FakeLibrary, exports: VirtualExports): Promise<Week> {
  const before = exports.requests();
  const likesBefore = exports.requests("/me/tracks");
  const manifests = await exports.runAll();
  const documents = await Promise.all(manifests.map(exports.readDocument));
  const [libraryDocument = {}, playlistsDocument = {}] = documents;
  for (const manifest of manifests) {
    await exports.remove(manifest);
  }
  return {
    requests: exports.requests() - before,
    minimum: bothMinimum(library),
    isFull: exports.requests("/me/tracks") - likesBefore >= Math.ceil(library.tracks.length / pageSize),
    differing: findDifferences(library, { library: libraryDocument, playlists: playlistsDocument }),
  };
}

function toRows([first, ...weeks]: readonly Week[], library: string): readonly Row[] {
  if (first === undefined) {
    return [];
  }
  const { requests, minimum } = first;
  const usual = weeks.filter(({ isFull }) => !isFull);
  const full = weeks.filter(({ isFull }) => isFull);
  return [
    { library, run: "first", requests, minimum, goals: [firstGoal(requests, minimum)] },
    ...(usual.length === 0 ? [] : [summarize(usual, { library, run: "weeks without a full reading" })]),
    ...(full.length === 0 ? [] : [summarize(full, { library, run: "weeks with a full reading" })]),
    { library, run: `contents of ${weeks.length} weeks`, remarks: describeDifferences(weeks) },
  ];
}

function summarize(weeks: readonly Week[], named: Pick<Row, "library" | "run">): Row {
  const requests = weeks.map((week) => week.requests);
  const shares = weeks.map((week) => (100 * week.requests) / week.minimum);
  const figures = [
    `${weeks.length} weeks`,
    `at the most ${Math.max(...requests)} requests`,
    `median ${median(shares).toFixed(0)} % of everything, at the most ${Math.max(...shares).toFixed(0)} %`,
  ];
  return {
    ...named,
    requests: median(requests),
    minimum: median(weeks.map(({ minimum }) => minimum)),
    remarks: `medians; ${figures.join("; ")}`,
  };
}

/** How often a snapshot did not say what was there, and what ended that. */
function describeDifferences(weeks: readonly Week[]): string {
  const none: ReadonlySet<string> = new Set();
  let began = 0;
  let endedInFull = 0;
  let endedOtherwise = 0;
  for (const [index, { differing, isFull }] of weeks.entries()) {
    const before = weeks[index - 1]?.differing ?? none;
    began += countMissing(differing, before);
    const ended = countMissing(before, differing);
    endedInFull += isFull ? ended : 0;
    endedOtherwise += isFull ? 0 : ended;
  }
  const exact = weeks.filter(({ differing }) => differing.size === 0).length;
  const left = weeks.at(-1)?.differing.size ?? 0;
  return (
    `exact in ${exact} weeks; ${began} playlists or sections came to differ: ${endedInFull} made good in a week with a ` +
    `full reading, ${endedOtherwise} in another, ${left} still differ`
  );
}

/** How many of the names are not among the others. */
function countMissing(names: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...names].filter((name) => !others.has(name)).length;
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
