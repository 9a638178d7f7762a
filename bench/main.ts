import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadRealPlaylists } from "../test/fake-spotify/real-playlists.ts";
import { measureConcurrency } from "./concurrency.ts";
import { measureDiff } from "./diff.ts";
import { heavyListener, measureChanges } from "./heavy-listener.ts";
import { measureGrowth } from "./memory.ts";
import { measureQuota } from "./quota.ts";
import { measurePace, measurePaceInRealTime } from "./rate-limit.ts";
import { renderReport, writeReport } from "./report.ts";
import { formatGoal, isReached, type Row } from "./row.ts";
import { half, large, measureSizes, middle, small, someWaits } from "./sizes.ts";
import { measureYear } from "./year.ts";

/*
 * Measures what the product takes, and ends with exit code 1 where a goal is missed. In a minute what CI can check, with
 * `--full` everything, which is then written to docs/benchmark.md.
 */

const { full } = parseArgs({ options: { full: { type: "boolean", default: false } } }).values;
const [load = 0] = loadavg();
const root = fileURLToPath(new URL("../", import.meta.url));

execFileSync(process.execPath, [join(root, "scripts/build.ts")]);
const rows = full ? await measureAll() : await measureQuickly();
process.stdout.write(renderReport(rows, load));
if (full) {
  await writeReport(join(root, "docs/benchmark.md"), renderReport(rows, load));
}
const missed = rows.flatMap(({ library, run, goals = [] }) =>
  goals.filter((goal) => !isReached(goal)).map((goal) => `${library}, ${run}: ${formatGoal(goal)}`),
);
for (const message of missed) {
  console.error(message);
}
process.exitCode = missed.length > 0 ? 1 : 0;

async function measureQuickly(): Promise<readonly Row[]> {
  return [
    ...(await step("sizes", () => measureSizes([small], { again: true }))),
    ...(await step("memory", () => measureSizes([half], { again: false }))),
    ...(await step("growth", () => measureChanges(middle, { changed: 20 }))),
    ...(await step("server limit", () => measurePace(middle))),
    ...(await step("quota", () => measureQuota(middle, 150))),
    ...(await step("concurrency", () => measureConcurrency(someWaits, 250))),
    ...(await step("diff", () => measureDiff(middle))),
  ];
}

async function measureAll(): Promise<readonly Row[]> {
  const sizes = await step("sizes", () => measureSizes([small, middle, large], { again: true }));
  return [
    ...sizes,
    ...(await step("memory of twice as much", () => measureGrowth(sizes))),
    ...(await step("heavy listener", () => measureChanges(heavyListener, { changed: 100 }))),
    ...(await step("a year of a real library", measureRealYear)),
    ...(await step("server limit", () => measurePace(heavyListener))),
    ...(await step("server limit in real time", () => measurePaceInRealTime({ ...small, entries: 5_000 }))),
    ...(await step("quota of 1,500", () => measureQuota(heavyListener, 1_500))),
    ...(await step("quota of 150", () => measureQuota(middle, 150))),
    ...(await step("quota of 150, for weeks", () => measureQuota(heavyListener, 150))),
    ...(await step("concurrency", () => measureConcurrency(middle, 80))),
    ...(await step("diff", () => measureDiff(large))),
  ];
}

async function measureRealYear(): Promise<readonly Row[]> {
  const library = await loadRealPlaylists();
  if (library === undefined) {
    console.error("skipped: the real playlists are not there (REAL_PLAYLISTS names their file)");
    return [];
  }
  return measureYear(library, {
    name: "125 real playlists, 6,000 likes; a year of weekly exports",
    weeks: 52,
  });
}

async function step(name: string, measure: () => Promise<readonly Row[]>): Promise<readonly Row[]> {
  console.error(`measuring: ${name} …`);
  const startedMs = performance.now();
  const measured = await measure();
  console.error(`  took ${((performance.now() - startedMs) / 1_000).toFixed(0)} s`);
  return measured;
}
