import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kinds } from "../../src/lib/archive/manifest.ts";
import { MessageError, parseContinuation, renderContinuation } from "../../src/lib/continuation/message.ts";
import { toHiddenSeconds } from "../../src/lib/continuation/queue.ts";

const moment = fc.date({
  min: new Date("2020-01-01T00:00:00Z"),
  max: new Date("2100-01-01T00:00:00Z"),
  noInvalidDate: true,
});
const weekSeconds = 7 * 24 * 60 * 60;

describe("the message of a paused export", () => {
  test("is read as it was written", () => {
    fc.assert(
      fc.property(
        fc.record({ kind: fc.constantFrom(...kinds), pausedAt: moment, until: moment }),
        (continuation) => {
          expect(parseContinuation(JSON.parse(renderContinuation(continuation)))).toEqual(continuation);
        },
      ),
    );
  });

  test("is an object of the three fields", () => {
    const at = new Date("2026-11-22T02:00:00.500Z");
    expect(
      renderContinuation({ kind: "library", pausedAt: at, until: new Date("2026-11-23T02:00:00Z") }),
    ).toBe('{"kind":"library","pausedAt":"2026-11-22T02:00:00.500Z","until":"2026-11-23T02:00:00.000Z"}');
  });

  test("is refused where it is anything else, with every field that is wrong", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (document) => {
        expect(() => parseContinuation(document)).toThrow(MessageError);
      }),
    );
    expect(() => parseContinuation({ kind: "videos", pausedAt: "now" })).toThrow(
      /kind: .*pausedAt: .*until: .*See who else/,
    );
  });
});

describe("a message is hidden", () => {
  test("in whole seconds, from none to a week, and never less than the wait if that is no longer", () => {
    fc.assert(
      fc.property(moment, moment, (until, now) => {
        const seconds = toHiddenSeconds(until, now);
        const wait = (until.getTime() - now.getTime()) / 1_000;
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(Math.min(Math.max(wait, 0), weekSeconds));
        expect(seconds).toBeLessThan(Math.max(wait, 0) + 1);
        expect(seconds).toBeLessThanOrEqual(weekSeconds);
      }),
    );
  });

  test.each([
    ["not at all after its time", -5_000, 0],
    ["not at all at its time", 0, 0],
    ["a second for a millisecond", 1, 1],
    ["an hour for an hour", 3_600_000, 3_600],
    ["a week for a year", 365 * 24 * 3_600_000, weekSeconds],
  ])("%s", (_, waitMs, seconds) => {
    const now = new Date("2026-11-22T02:00:00Z");
    expect(toHiddenSeconds(new Date(now.getTime() + waitMs), now)).toBe(seconds);
  });
});
