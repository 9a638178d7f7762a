import { describe, expect, test } from "vitest";
import { checkClock } from "../../src/lib/doctor/check-clock.ts";
import { checkConsent, checkScopes } from "../../src/lib/doctor/check-consent.ts";
import { checkSchedules } from "../../src/lib/doctor/check-schedules.ts";
import { describeDistance } from "../../src/lib/doctor/durations.ts";
import { backupScopes } from "../../src/lib/spotify/authorization.ts";

const now = new Date("2026-11-30T12:00:00Z");

describe("a time is told by its distance", () => {
  test.each([
    ["2026-11-30T11:59:30Z", "less than a minute ago"],
    ["2026-11-30T11:58:59Z", "1 minute ago"],
    ["2026-11-30T10:00:01Z", "119 minutes ago"],
    ["2026-11-30T10:00:00Z", "2 hours ago"],
    ["2026-11-28T12:00:01Z", "47 hours ago"],
    ["2026-11-28T12:00:00Z", "2 days ago"],
    ["2027-04-01T12:00:00Z", "in 122 days"],
  ])("%s: %s", (at, told) => {
    expect(describeDistance(new Date(at), now)).toBe(told);
  });
});

describe("the consent", () => {
  const given = (givenAt: string) => ({ givenAt: new Date(givenAt), scopes: [], accountId: "me" });

  test.each([
    ["2026-07-01T00:00:00Z", "ok", "given on 2026-07-01, ends on 2027-01-01 (in 31 days)"],
    ["2026-06-30T12:00:00Z", "ok", "given on 2026-06-30, ends on 2026-12-30 (in 30 days)"],
    ["2026-06-30T11:59:59Z", "warning", "given on 2026-06-30, ends on 2026-12-30 (in 29 days)"],
    [
      "2026-05-30T12:00:00Z",
      "warning",
      "ended on 2026-11-30 (less than a minute ago), though Spotify still takes it",
    ],
    ["2026-05-28T12:00:00Z", "warning", "ended on 2026-11-28 (2 days ago), though Spotify still takes it"],
  ])("that was given at %s is %s while Spotify takes its token", (givenAt, state, text) => {
    expect(checkConsent(given(givenAt), { isAccepted: true, now })).toMatchObject({ state, text });
  });

  test("that has ended by the calendar is a failure where Spotify does not say otherwise", () => {
    expect(checkConsent(given("2026-05-28T12:00:00Z"), { isAccepted: false, now })).toEqual({
      check: "consent",
      state: "failed",
      text: "ended on 2026-11-28 (2 days ago)",
      advice: "Authorise again with: spotify-exporter login",
      cause: "consent",
    });
  });

  test("lacks the scopes that are not granted, and not those that are granted besides", () => {
    expect(checkScopes([...backupScopes.slice(2), "user-library-modify"])).toMatchObject({
      state: "failed",
      text: "missing: user-library-read, playlist-read-private",
      cause: "consent",
    });
    expect(checkScopes([...backupScopes, "user-library-modify"])).toMatchObject({ state: "ok" });
    expect(checkScopes(undefined)).toMatchObject({ state: "skipped" });
  });
});

describe("schedules", () => {
  const all = {
    LIBRARY_SCHEDULE: "0 0 2 * * 0",
    PLAYLISTS_SCHEDULE: "0 30 2 * * sun",
    CHECK_SCHEDULE: "0 0 9 * * *",
  };
  const linesOf = (values: Record<string, string>) =>
    checkSchedules(values, now).map(({ state, text }) => `${state} ${text}`);

  test("are told in words, with the next run", () => {
    expect(linesOf(all)).toEqual([
      "ok LIBRARY_SCHEDULE: At 02:00, only on Sunday (UTC), next 2026-12-06 02:00 UTC (in 5 days)",
      "ok PLAYLISTS_SCHEDULE: At 02:30, only on Sunday (UTC), next 2026-12-06 02:30 UTC (in 5 days)",
      "ok CHECK_SCHEDULE: At 09:00 (UTC), next 2026-12-01 09:00 UTC (in 21 hours)",
    ]);
  });

  test("are no matter where none is set, and one is missed where others are", () => {
    expect(linesOf({})).toEqual(["skipped none is set: only the timers of a function app have one"]);
    expect(linesOf({ ...all, CHECK_SCHEDULE: " " }).at(-1)).toBe(
      "warning CHECK_SCHEDULE is not set, and without it the host starts no such timer",
    );
  });

  test.each([
    ["every Sunday", /^it must have six fields/],
    ["0 0 25 * * 0", /^25 is no hour \(0 to 23\)$/],
    ["0 0 2 31 2 *", /day that never comes$/],
  ])("%s is a wrong setting, whose advice has an example", (expression, problem) => {
    const [finding] = checkSchedules({ ...all, LIBRARY_SCHEDULE: expression }, now);

    expect(finding).toMatchObject({
      state: "failed",
      cause: "settings",
      advice: expect.stringContaining("as in 0 0 2 * * 0"),
    });
    expect(finding?.text.replace(/^LIBRARY_SCHEDULE (is no schedule that a timer takes: )?/, "")).toMatch(
      problem,
    );
  });
});

describe("this machine's clock", () => {
  const minutes = (count: number) => checkClock({ readAheadMs: () => count * 60_000 });

  test("may be five minutes off", () => {
    expect([minutes(5), minutes(-5)]).toMatchObject([{ state: "ok" }, { state: "ok" }]);
    expect([minutes(6), minutes(-180)]).toMatchObject([
      { state: "warning", text: "6 minutes ahead of Spotify's" },
      { state: "warning", text: "3 hours behind Spotify's" },
    ]);
  });
});
