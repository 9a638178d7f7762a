import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { exportMinimum } from "../export/minimum.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { settingsFor } from "./command-line.ts";
import { answersIn, manifestsIn, startUser } from "./user.ts";

const pausedDocument = z.object({
  snapshots: z.array(z.never()),
  error: z.object({
    name: z.literal("PausedError"),
    message: z.string(),
    until: z.iso.datetime(),
    progress: z.object({ step: z.string(), done: z.number(), total: z.number() }).nullable(),
  }),
});

/** A user whose quota is used up half-way through the playlists, and grows anew only when the test lets its window end. */
async function startUserWithQuota({ windowMs }: { readonly windowMs: number }) {
  const library = generateLibrary({ playlists: 20, entries: 2_000, likes: 10, seed: 5 });
  const minimum = exportMinimum("playlists", library);
  const clock = { nowMs: Date.now() };
  const quota = { requests: Math.ceil((2 / 3) * minimum), windowMs };
  const user = await startUser({ library, quota, now: () => clock.nowMs });
  const env = { ...settingsFor(user.fake), SPOTIFY_REQUESTS_PER_30S: "1000", TZ: "Asia/Kolkata" };
  return {
    ...user,
    minimum,
    run: (...args: readonly string[]) => user.run(["export", "playlists", ...args], env),
    asked: () => user.fake.requests.api.length,
    endWindow() {
      clock.nowMs += windowMs;
    },
  };
}

describe("a quota that is used up half-way", () => {
  test("is told with how far it came, and when to go on by the clock on the wall", async () => {
    const { run, cwd } = await startUserWithQuota({ windowMs: 52_531_000 });

    const { exitCode, stdout, stderr } = await run();

    expect([exitCode, stdout]).toEqual([4, ""]);
    const [paused, goOn] = stderr.trimEnd().split("\n").slice(-2);
    const [, until = ""] =
      /^paused: Spotify allows no more requests until (\S+) \(it answered GET \S+ with 429\)\.$/.exec(
        paused ?? "",
      ) ?? [];
    const [, done, time, day] =
      /^Playlists: (\d+) of 20 done\. Go on after (\d\d:\d\d)(?: on (.+))? by running the same command; what was read is kept\.$/.exec(
        goOn ?? "",
      ) ?? [];
    expect(Number(done)).toBeGreaterThan(0);
    expect(Number(done)).toBeLessThan(20);
    const minute = new Date(Math.ceil(Date.parse(until) / 60_000) * 60_000);
    const timeZone = "Asia/Kolkata";
    expect(time).toBe(minute.toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }));
    if (day !== undefined) {
      expect(day).toBe(
        minute.toLocaleDateString("en-GB", { timeZone, weekday: "long", day: "numeric", month: "long" }),
      );
    }
    expect(await manifestsIn(join(cwd, "exports"))).toEqual([]);
  });

  test("keeps the next run from asking in vain, and lets the one after it finish with hardly more than the minimum", async () => {
    const { run, cwd, fake, minimum, asked, endWindow } = await startUserWithQuota({ windowMs: 5_000 });
    const first = await run("--json");
    const before = [asked(), fake.requests.token.length];

    const tooEarly = await run("--json");

    expect([first.exitCode, tooEarly.exitCode]).toEqual([4, 4]);
    expect([asked(), fake.requests.token.length]).toEqual(before);
    const { error } = pausedDocument.parse(JSON.parse(first.stdout));
    expect(error.progress).toMatchObject({ step: "Playlists", total: 20 });
    const { error: again } = pausedDocument.parse(JSON.parse(tooEarly.stdout));
    expect(again).toMatchObject({ until: error.until, progress: null });
    expect(tooEarly.stderr).toMatch(/^paused: Spotify .*nothing was sent.*\nGo on after \d\d:\d\d/i);

    await sleep(Date.parse(error.until) - Date.now());
    endWindow();
    const last = await run();

    expect(last).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("going on with an unfinished"),
    });
    expect(await manifestsIn(join(cwd, "exports"))).toMatchObject([{ status: "complete" }]);
    // Twice were asked whose account it is, and what was refused: at most as many as were in flight.
    expect(asked()).toBeLessThanOrEqual(minimum + 5);
    expect(await answersIn(join(cwd, "exports"))).toEqual([]);
  });
});

describe("--max-wait", () => {
  const rateLimit = { requests: 10, windowMs: 2_000 };

  test("0 pauses where Spotify asks for any wait", async () => {
    const { run } = await startUser({ rateLimit });

    const { exitCode, stdout } = await run(["export", "library", "--json", "--max-wait", "0"]);

    expect(exitCode).toBe(4);
    const { until } = pausedDocument.parse(JSON.parse(stdout)).error;
    expect(Date.parse(until) - Date.now()).toBeLessThanOrEqual(3_000);
  });

  test("wins over MAX_WAIT_MINUTES", async () => {
    const { run, fake, cwd } = await startUser({ rateLimit });
    const env = { ...settingsFor(fake), MAX_WAIT_MINUTES: "0" };

    const { exitCode, stderr } = await run(["export", "library", "--max-wait", "1"], env);

    expect(exitCode).toBe(0);
    expect(stderr).toContain("warning: spotify rate limited");
    expect(await manifestsIn(join(cwd, "exports"))).toMatchObject([{ status: "complete" }]);
  });

  test.each([
    ["nonsense", "'--max-wait <minutes>' argument 'nonsense' is invalid. It must be a whole number"],
    ["-1", "'--max-wait <minutes>' argument '-1' is invalid. It must be a whole number"],
    ["1.5", "'--max-wait <minutes>' argument '1.5' is invalid. It must be a whole number"],
    ["", "'--max-wait <minutes>' argument '' is invalid. It must be a whole number"],
    ["10081", "MAX_WAIT_MINUTES must be a whole number from 0 to 10080."],
  ])("%o is wrong use, and nobody is asked", async (minutes, told) => {
    const { run, fake } = await startUser();

    const { exitCode, stdout, stderr } = await run(["export", `--max-wait=${minutes}`]);

    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(told);
    expect([...fake.requests.api, ...fake.requests.token]).toEqual([]);
  });
});
