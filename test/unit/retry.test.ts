import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideReaction, type Outcome, parseRetryAfter, type Reaction } from "../../src/lib/spotify/retry.ts";

const nowMs = Date.UTC(2026, 10, 22, 2);
const facts = { tries: 1, throttles: 0, budgetMs: 600_000, timeLeftMs: Infinity, nowMs, random: 0.5 };
const day = 24 * 60 * 60 * 1_000;

function status(code: number): Outcome {
  return { status: code, retryAfter: null, reason: undefined };
}

function limited(retryAfter: string | null, reason?: string): Outcome {
  return { status: 429, retryAfter, reason };
}

const broken: Outcome = { broken: new Error("reset") };
const accept: Reaction = { action: "accept" };

function retry(waitMs: number): Reaction {
  return { action: "retry", waitMs, throttled: false };
}

function throttle(waitMs: number): Reaction {
  return { action: "retry", waitMs, throttled: true };
}

function pause(waitMs: number): Reaction {
  return { action: "pause", waitMs };
}

describe("answers and broken connections", () => {
  test.each<[string, Outcome, Partial<typeof facts>, Reaction]>([
    ["a success is taken", status(200), {}, accept],
    ["a redirect is taken", status(302), {}, accept],
    ["a wrong request is taken", status(400), {}, accept],
    ["a dead token is taken", status(401), {}, accept],
    ["a refusal is taken", status(403), {}, accept],
    ["what does not exist is taken", status(404), {}, accept],
    ["what is not implemented will not be soon, and is taken", status(501), {}, accept],
    ["500 is tried again", status(500), {}, retry(375)],
    ["502 is tried again", status(502), {}, retry(375)],
    ["503 is tried again", status(503), {}, retry(375)],
    ["a broken connection is tried again", broken, {}, retry(375)],
    ["each wait is twice the one before", status(502), { tries: 4 }, retry(3_000)],
    ["the fifth failure is the last", status(502), { tries: 5 }, { action: "give up" }],
    ["a connection that broke five times is given up", broken, { tries: 5 }, { action: "give up" }],
    ["a refusal at the fifth try is taken as ever", status(404), { tries: 5 }, accept],
    ["a wait that fits the budget to the millisecond is waited", broken, { budgetMs: 375 }, retry(375)],
    ["a wait that does not is one too many", broken, { budgetMs: 374 }, { action: "out of time" }],
    ["so is any without a budget", status(502), { budgetMs: 0 }, { action: "out of time" }],
    [
      "the fifth failure is the last, whatever the budget",
      broken,
      { tries: 5, budgetMs: 0 },
      { action: "give up" },
    ],
    ["a wait that ends with the run's own time is waited", broken, { timeLeftMs: 375 }, retry(375)],
    ["a wait that ends after the run's own time pauses", broken, { timeLeftMs: 374 }, pause(375)],
    [
      "the fifth failure is the last, whatever the time",
      broken,
      { tries: 5, timeLeftMs: 0 },
      { action: "give up" },
    ],
    ["what came after the run's own time is taken as ever", status(200), { timeLeftMs: -1 }, accept],
    ["a refusal without a budget is taken as ever", status(404), { budgetMs: -1 }, accept],
  ])("%s", (_, outcome, given, reaction) => {
    expect(decideReaction(outcome, { ...facts, ...given })).toEqual(reaction);
  });

  test.each<[string, Outcome, Partial<typeof facts>, Reaction]>([
    ["a failure that may have come after it was done", status(502), {}, { action: "doubt", waitMs: 1_500 }],
    ["a broken connection", broken, {}, { action: "doubt", waitMs: 1_500 }],
    ["without budget, at once", broken, { budgetMs: 1_499 }, { action: "doubt", waitMs: 0 }],
    [
      "near the end of the run's own time, at once",
      broken,
      { timeLeftMs: 9 },
      { action: "doubt", waitMs: 0 },
    ],
    ["what never left is sent again", { broken: new Error("refused"), isUnsent: true }, {}, retry(375)],
    ["a refusal is taken", status(400), {}, accept],
    ["what is not implemented is taken", status(501), {}, accept],
    ["a 429 has refused it, and is waited for", limited("3"), {}, throttle(3_125)],
  ])("what must not be sent twice is looked after: %s", (_, outcome, given, reaction) => {
    expect(decideReaction(outcome, { ...facts, ...given, repeating: "unsafe" })).toEqual(reaction);
  });

  test("at least half of a wait is certain, the rest is chance", () => {
    const waitsOf = (tries: number) =>
      [0, 1].map((random) => decideReaction(broken, { ...facts, tries, random }));
    expect(waitsOf(1)).toEqual([retry(250), retry(500)]);
    expect(waitsOf(4)).toEqual([retry(2_000), retry(4_000)]);
  });
});

describe("429", () => {
  test.each<[string, Outcome, Partial<typeof facts>, Reaction]>([
    ["seconds are waited, and a little more", limited("3"), {}, throttle(3_125)],
    ["a date is waited for", limited("Sun, 22 Nov 2026 02:00:10 GMT"), {}, throttle(10_125)],
    [
      "a date that has passed costs the least wait",
      limited("Sun, 22 Nov 2026 01:00:00 GMT"),
      {},
      throttle(1_125),
    ],
    ["zero costs the least wait", limited("0"), {}, throttle(1_125)],
    ["without a time the wait is a guess", limited(null), {}, throttle(1_625)],
    ["nonsense counts as no time", limited("soon"), {}, throttle(1_625)],
    ["the guess grows with each answer of the kind", limited(null), { throttles: 2 }, throttle(6_125)],
    ["the guess stops growing", limited(null), { throttles: 30 }, throttle(15_125)],
    ["failures of other kinds do not matter", limited("3"), { tries: 5 }, throttle(3_125)],
    ["what fits the budget to the millisecond is waited", limited("3"), { budgetMs: 3_125 }, throttle(3_125)],
    ["what does not fit the budget pauses", limited("3"), { budgetMs: 3_124 }, pause(3_000)],
    ["what ends with the run's own time is waited", limited("3"), { timeLeftMs: 3_125 }, throttle(3_125)],
    ["what ends after the run's own time pauses", limited("3"), { timeLeftMs: 3_124 }, pause(3_000)],
    ["hours pause", limited("52531"), {}, pause(52_531_000)],
    ["a guess that does not fit the budget pauses", limited(null), { budgetMs: 0 }, pause(1_500)],
    ["a spent quota pauses as long as it says", limited("79892", "QUOTA_EXCEEDED"), {}, pause(79_892_000)],
    ["a spent quota pauses however short it says", limited("5", "QUOTA_EXCEEDED"), {}, pause(5_000)],
    ["a spent quota without a time pauses a day", limited(null, "QUOTA_EXCEEDED"), {}, pause(day)],
    ["a spent quota with nonsense pauses a day", limited("soon", "QUOTA_EXCEEDED"), {}, pause(day)],
    ["more than a year pauses a year", limited("9".repeat(30)), {}, pause(365 * day)],
    ["another reason is an ordinary limit", limited("3", "RATE_LIMITED"), {}, throttle(3_125)],
  ])("%s", (_, outcome, given, reaction) => {
    expect(decideReaction(outcome, { ...facts, ...given })).toEqual(reaction);
  });

  test("no wait is ever shorter than Spotify asks, nor longer than the budget", () => {
    const seconds = fc.integer({ min: 0, max: 2_000 });
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(seconds, random, fc.nat(900_000), (asked, chance, budgetMs) => {
        const reaction = decideReaction(limited(String(asked)), { ...facts, budgetMs, random: chance });
        expect(["retry", "pause"]).toContain(reaction.action);
        if (reaction.action === "retry") {
          expect(reaction.waitMs).toBeGreaterThanOrEqual(asked * 1_000);
          expect(reaction.waitMs).toBeLessThanOrEqual(budgetMs);
        }
      }),
    );
  });
});

test.each([
  [null, undefined],
  ["", undefined],
  [" ", undefined],
  ["soon", undefined],
  ["0", 0],
  ["7", 7_000],
  [" 7 ", 7_000],
  ["1.5", 1_500],
  ["0.0001", 1],
  ["79892", 79_892_000],
  ["Sun, 22 Nov 2026 02:01:00 GMT", 60_000],
  ["Sun, 22 Nov 2026 01:59:00 GMT", 0],
  ["31536001", 365 * day],
  ["9".repeat(400), 365 * day],
  ["Fri, 31 Dec 9999 23:59:59 GMT", 365 * day],
])("Retry-After: %s is %s ms from now", (value, ms) => {
  expect(parseRetryAfter(value, nowMs)).toBe(ms);
});
