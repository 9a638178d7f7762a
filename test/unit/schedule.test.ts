import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  describeSchedule,
  findNextRun,
  parseSchedule,
  type Schedule,
} from "../../src/lib/schedule/schedule.ts";

test.each([
  ["0 0 2 * * 0", "2026-12-06T02:00:00Z", "At 02:00, only on Sunday (UTC)"],
  ["0 30 2 * * Sun", "2026-12-06T02:30:00Z", "At 02:30, only on Sunday (UTC)"],
  ["0 0 2 * * tuesday", "2026-12-01T02:00:00Z", "At 02:00, only on Tuesday (UTC)"],
  ["0 2 * * *", "2026-12-01T02:00:00Z", "At 02:00 (UTC)"],
  ["*/20 30 14 * 2 *", "2027-02-01T14:30:00Z", undefined],
  ["0 0 6,18 1,15 * *", "2026-12-01T06:00:00Z", "At 06:00 and 18:00, on day 1 and 15 of the month (UTC)"],
  ["0 0 0 10/10 * *", "2026-12-10T00:00:00Z", undefined],
  ["0 0 0 7-1 1 *", "2027-01-01T00:00:00Z", undefined],
  ["0 0 4 1-7 * MON", "2026-12-07T04:00:00Z", undefined],
  ["0 0 0 29 2 *", "2028-02-29T00:00:00Z", undefined],
  ["0 0 0 29 2 Sun", "2032-02-29T00:00:00Z", undefined],
  ["0 0 2 * * 1", "2026-12-07T02:00:00Z", "At 02:00, only on Monday (UTC)"],
  ["0 0 0 31 2 *", undefined, undefined],
])("%s runs next at %s", (expression, next, words) => {
  const schedule = scheduleOf(expression);

  expect(findNextRun(schedule, new Date("2026-11-30T02:00:00Z"))).toEqual(
    next === undefined ? undefined : new Date(next),
  );
  expect(describeSchedule(schedule)).toEqual(words ?? expect.stringMatching(/\(UTC\)$/));
});

describe("what the Functions host would not take is refused", () => {
  test.each([
    ["", "six fields"],
    ["weekly", "six fields"],
    ["1.00:00:00", "six fields"],
    ["0 0 2 * * * 2027", "six fields"],
    ["0 0 2 * * 7", "7 is no day of the week (0 to 6)"],
    ["0 0 24 * * *", "24 is no hour (0 to 23)"],
    ["0 60 2 0 13 *", "60 is no minute (0 to 59); 0 is no day (1 to 31); 13 is no month (1 to 12)"],
    ["0 0 2 ? * *", "? is no day"],
    ["0 0 2 L * *", "L is no day"],
    ["0 0 2 * * SUN#1", "SUN#1 is no day of the week"],
    ["0 0 2 1, * *", "1, is no day"],
    ["0 0 2 1-2-3 * *", "1-2-3 is no day"],
    ["0 0 2 -1 * *", "-1 is no day"],
    ["0 0 2 1- * *", "1- is no day"],
    ["0 0 */x * * *", "*/x is no hour"],
    ["0 0 2 * Thermidor *", "Thermidor is no month"],
  ])("%s: %s", (expression, problem) => {
    expect(parseSchedule(expression)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

test("the next run is the first second that every field allows", () => {
  const fields = fc.tuple(
    fieldOf(0, 59),
    fieldOf(0, 59),
    fieldOf(0, 23),
    fc.constantFrom("*", "*/2", "1-20"),
    fc.constantFrom("*", "1,3,5,7,9,11", "2-12"),
    fc.constantFrom("*", "Mon-Fri", "0,2,4,6"),
  );
  const start = fc.date({ min: new Date("2026-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(fields, start, (texts, after) => {
      const schedule = scheduleOf(texts.join(" "));
      const next = findNextRun(schedule, after);
      expect(next?.getTime()).toBe(searchNext(schedule, after));
    }),
    { numRuns: 200 },
  );
});

function scheduleOf(expression: string): Schedule {
  const read = parseSchedule(expression);
  if ("problem" in read) {
    throw new Error(`${expression}: ${read.problem}`);
  }
  return read.schedule;
}

function fieldOf(least: number, most: number) {
  const value = fc.integer({ min: least, max: most });
  return fc.oneof(
    value.map(String),
    fc.constantFrom("*", "*/7"),
    fc.tuple(value, value).map(([from, to]) => `${from}-${to}`),
    fc.tuple(value, fc.integer({ min: 1, max: 9 })).map(([from, step]) => `${from}/${step}`),
    fc.tuple(value, value).map(([one, other]) => `${one},${other}`),
  );
}

/** Looks at second after second, in the largest steps that skip nothing. */
function searchNext({ month, day, weekday, hour, minute, second }: Schedule, after: Date): number {
  let at = new Date(Math.floor(after.getTime() / 1_000) * 1_000 + 1_000);
  for (;;) {
    const isDay =
      month.values.has(at.getUTCMonth() + 1) &&
      day.values.has(at.getUTCDate()) &&
      weekday.values.has(at.getUTCDay());
    const stepSeconds =
      !isDay || !hour.values.has(at.getUTCHours()) ? 3_600 : minute.values.has(at.getUTCMinutes()) ? 1 : 60;
    if (stepSeconds === 1 && second.values.has(at.getUTCSeconds())) {
      return at.getTime();
    }
    at = new Date((Math.floor(at.getTime() / 1_000 / stepSeconds) + 1) * stepSeconds * 1_000);
  }
}
