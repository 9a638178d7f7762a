import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { formatPause } from "../../src/cli/format-pause.ts";
import { PausedError } from "../../src/lib/errors.ts";

// Nine and a half hours behind UTC, so that a date in UTC is often another one here.
const timeZone = "Pacific/Marquesas";

beforeEach(() => {
  vi.stubEnv("TZ", timeZone);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

const now = new Date("2026-11-22T14:00:00-09:30");

function goOnAfter(until: string): string | undefined {
  const [, line] = formatPause(new PausedError("Spotify is busy.", new Date(until)), now).split("\n");
  return /^Go on after (.*) by running the same command; what was read is kept\.$/.exec(line ?? "")?.[1];
}

test("a pause says why, how far the run came and when to go on", () => {
  const until = new Date("2026-11-22T15:10:00-09:30");
  const progress = { step: "Playlists", done: 1_212, total: 12_000 };
  expect(formatPause(new PausedError("Spotify is busy.", until, { progress }), now)).toBe(
    "paused: Spotify is busy.\n" +
      "Playlists: 1,212 of 12,000 done. Go on after 15:10 by running the same command; what was read is kept.",
  );
});

test("a pause before anything was read says no more than when to go on", () => {
  expect(formatPause(new PausedError("Spotify is busy.", now), now)).toBe(
    "paused: Spotify is busy.\nGo on after 14:00 by running the same command; what was read is kept.",
  );
});

describe("the time to go on", () => {
  test.each([
    ["is a time of this day", "2026-11-22T15:10:00-09:30", "15:10"],
    ["is a time of this day until its last minute", "2026-11-22T23:59:00-09:30", "23:59"],
    ["has the day where that is not today", "2026-11-23T04:35:00-09:30", "04:35 on Monday 23 November"],
    ["has the day a week later, too", "2026-11-29T14:00:00-09:30", "14:00 on Sunday 29 November"],
    ["is rounded up to the minute", "2026-11-22T15:10:00.001-09:30", "15:11"],
    ["is rounded up by most of a minute", "2026-11-22T15:10:01-09:30", "15:11"],
    ["may be tomorrow by rounding", "2026-11-22T23:59:01-09:30", "00:00 on Monday 23 November"],
    ["has the day of this place, not that of UTC", "2026-11-22T23:00:00Z", "13:30"],
  ])("%s", (_, until, told) => {
    expect(goOnAfter(until)).toBe(told);
  });
});
