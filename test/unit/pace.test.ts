import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPace, createRunClock, type Departure, type Pace } from "../../src/lib/spotify/pace.ts";
import { createVirtualClock, type VirtualClock } from "../virtual-clock.ts";

const { signal } = new AbortController();

function startPace(requestsPer30s: number) {
  const clock = createVirtualClock();
  const startMs = clock.now();
  return {
    clock,
    pace: createPace({ ...clock, requestsPer30s }),
    /** Milliseconds since the pace was made. */
    elapsed: () => clock.now() - startMs,
  };
}

async function depart(pace: Pace): Promise<Departure> {
  const departure = await pace.admit({ signal });
  if (departure === undefined) {
    throw new Error("It was not admitted, although there is no time by which it had to leave.");
  }
  return departure;
}

/** Lets so many leave one after another, each over at once, and says when they did. */
async function departTimes(pace: Pace, count: number, elapsed: () => number): Promise<readonly number[]> {
  return await Array.fromAsync({ length: count }, async () => {
    (await depart(pace)).end();
    return elapsed();
  });
}

describe("a pace", () => {
  test("lets a third of the ceiling leave at once, and the others evenly spaced", async () => {
    const { pace, elapsed } = startPace(9);
    expect(await departTimes(pace, 9, elapsed)).toEqual([
      0, 0, 0, 3_332, 6_665, 9_998, 13_331, 16_664, 19_997,
    ]);
    // The window is full. Its three first places become free at once, but that makes no burst.
    expect(await departTimes(pace, 4, elapsed)).toEqual([30_000, 33_333, 36_666, 39_999]);
  });

  test("has another burst after some idleness", async () => {
    const { pace, elapsed, clock } = startPace(90);
    await departTimes(pace, 60, elapsed);
    await clock.sleep(25_000);
    const beforeMs = elapsed();
    const times = await departTimes(pace, 32, elapsed);
    expect(times.filter((ms) => ms === beforeMs)).toHaveLength(30);
    expect(times.slice(30)).toEqual([beforeMs + 323, beforeMs + 656]);
  });

  test.each([1, 5, 90, 400])("has in the long run a rate of %i in 30 s", async (ceiling) => {
    const { pace, elapsed } = startPace(ceiling);
    await departTimes(pace, 5 * ceiling, elapsed);
    expect(elapsed()).toBeGreaterThanOrEqual(4 * 30_000);
    expect(elapsed()).toBeLessThanOrEqual(5 * 30_000);
  });

  test("keeps the place of a request that has no answer yet", async () => {
    const { pace, elapsed, clock } = startPace(2);
    const slow = await depart(pace);
    (await depart(pace)).end();
    expect(elapsed()).toBe(15_000);
    const next = Promise.all([depart(pace).then(elapsed), depart(pace).then(elapsed)]);
    await clock.sleep(40_000);
    slow.end();
    expect(await next).toEqual([45_000, 85_000]);
  });

  test("is none where the ceiling is infinite", async () => {
    const { pace, elapsed } = startPace(Number.POSITIVE_INFINITY);
    const departures = await Promise.all(Array.from({ length: 1_000 }, () => depart(pace)));
    expect(elapsed()).toBe(0);
    departures[0]?.hold(5_000);
    await Promise.all(Array.from({ length: 1_000 }, () => depart(pace)));
    expect(elapsed()).toBe(5_000);
  });
});

describe("a server with the very same limit", () => {
  test("never counts more in any 30 s, whenever on its way it counts a request", async () => {
    const request = fc.record({
      pauseMs: fc.oneof(fc.constant(0), fc.nat(20_000)),
      latencyMs: fc.oneof(fc.nat(400), fc.nat(30_000)),
      countedAt: fc.double({ min: 0, max: 1, noNaN: true }),
      holdMs: fc.option(fc.nat(20_000), { freq: 12 }),
    });
    const workers = fc.array(fc.array(request, { maxLength: 25 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), workers, async (ceiling, plans) => {
        const { pace, clock } = startPace(ceiling);
        const counted: number[] = [];
        async function work(plan: (typeof plans)[number]): Promise<void> {
          for (const { pauseMs, latencyMs, countedAt, holdMs } of plan) {
            await clock.sleep(pauseMs);
            const departure = await depart(pace);
            counted.push(clock.now() + Math.round(countedAt * latencyMs));
            await clock.sleep(latencyMs);
            departure.end();
            if (holdMs !== null) {
              departure.hold(holdMs);
            }
          }
        }
        await Promise.all(plans.map(work));
        for (const ms of counted) {
          expect(counted.filter((other) => other <= ms && other > ms - 30_000).length).toBeLessThanOrEqual(
            ceiling,
          );
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("a hold", () => {
  test("lets nobody leave before its end, whoever came before or after", async () => {
    const { pace, elapsed } = startPace(90);
    const departures = await Promise.all(Array.from({ length: 30 }, () => depart(pace)));
    const waiting = depart(pace).then(elapsed);
    expect(departures[0]?.hold(12_000)).toBe(12_000);
    const late = depart(pace).then(elapsed);
    expect([await waiting, await late]).toEqual([12_000, 12_476]);
  });

  test("tells by how much it has grown, and never shrinks", async () => {
    const { pace, elapsed, clock } = startPace(90);
    const departure = await depart(pace);
    expect(departure.hold(10_000)).toBe(10_000);
    expect(departure.hold(4_000)).toBe(0);
    await clock.sleep(3_000);
    expect(departure.hold(10_000)).toBe(3_000);
    await depart(pace);
    expect(elapsed()).toBe(13_000);
  });

  test("lowers the ceiling once for all that were under way together, and leaves no burst", async () => {
    const { pace, elapsed } = startPace(90);
    for (const departure of await Promise.all([depart(pace), depart(pace), depart(pace)])) {
      departure.end();
      departure.hold(2_000);
    }
    // 63 in 30 s, and then 44.
    expect(await departTimes(pace, 3, elapsed)).toEqual([2_000, 2_476, 2_952]);
    (await depart(pace)).hold(2_000);
    expect(await departTimes(pace, 3, elapsed)).toEqual([5_428, 6_109, 6_790]);
  });

  test.each([
    [90, 6],
    [6, 6],
    [2, 2],
  ])("lowers a ceiling of %i to no less than %i, however many come", async (ceiling, lowest) => {
    const { pace, elapsed } = startPace(ceiling);
    for (let times = 1; times <= 12; times += 1) {
      const departure = await depart(pace);
      departure.end();
      departure.hold(30_000);
    }
    const [first = 0, second = 0] = await departTimes(pace, 2, elapsed);
    expect(second - first).toBe(30_000 / lowest);
  });

  test("is made good in steps of 30 s, and after some minutes in full", async () => {
    const { pace, elapsed } = startPace(90);
    const held = await depart(pace);
    held.end();
    held.hold(0);
    const times = await departTimes(pace, 600, elapsed);
    const sentIn = Array.from(
      { length: 6 },
      (_, step) => times.filter((ms) => ms >= step * 30_000 && ms < (step + 1) * 30_000).length,
    );
    // The request that was held takes a place, too.
    expect(sentIn[0]).toBe(62);
    expect(sentIn).toEqual([...sentIn].sort((a, b) => a - b));
    expect(sentIn.slice(4)).toEqual([90, 90]);
  });
});

describe("those who wait", () => {
  test("leave in the order in which they came", async () => {
    const { pace } = startPace(6);
    const left: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, place) => {
        (await depart(pace)).end();
        left.push(place);
      }),
    );
    expect(left).toEqual(Array.from({ length: 20 }, (_, place) => place));
  });

  test.each([
    ["who sleeps", 0],
    ["who stands in line", 2],
  ])("are not disturbed by one %s and is called off", async (_, place) => {
    const { pace, elapsed, clock } = startPace(3);
    await depart(pace).then((departure) => departure.end());
    const controller = new AbortController();
    const reason = new Error("called off");
    const ends = Array.from({ length: 5 }, (__, index) =>
      pace.admit({ signal: index === place ? controller.signal : signal }).then(
        (departure) => {
          departure?.end();
          return elapsed();
        },
        (error: unknown) => ({ error, at: elapsed() }),
      ),
    );
    await clock.sleep(4_000);
    controller.abort(reason);

    const [calledOff] = ends.splice(place, 1);
    expect(await calledOff).toEqual({ error: reason, at: 4_000 });
    expect(await Promise.all(ends)).toEqual([10_000, 20_000, 30_000, 40_000]);
  });

  test("need not come when they have been called off before", async () => {
    const { pace, elapsed } = startPace(3);
    const reason = new Error("called off");
    await expect(pace.admit({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await depart(pace);
    expect(elapsed()).toBe(0);
  });

  test("turn away at once when they cannot leave in time", async () => {
    const { pace, elapsed, clock } = startPace(3);
    const startMs = clock.now();
    const admit = (latestMs: number) => pace.admit({ signal, latestMs: startMs + latestMs });
    (await depart(pace)).end();
    expect(await admit(9_999)).toBeUndefined();
    expect(elapsed()).toBe(0);
    expect(await admit(10_000)).toBeDefined();
    expect(elapsed()).toBe(10_000);
    await clock.sleep(60_000);
    expect(await admit(69_999)).toBeUndefined();
    expect(await admit(70_000)).toBeDefined();
  });
});

describe("the clock of a run", () => {
  async function startAt(startMs: number) {
    const wall = { nowMs: startMs };
    const given: VirtualClock = { now: () => wall.nowMs, sleep: async () => {} };
    return { wall, clock: createRunClock(given) };
  }

  test("does not go back with the one that it is read from", async () => {
    const { wall, clock } = await startAt(10_000);
    expect(clock.now()).toBe(10_000);
    wall.nowMs = 4_000;
    expect(clock.now()).toBe(10_000);
    wall.nowMs = 11_000;
    expect(clock.now()).toBe(11_000);
  });

  test("has moved on by what was slept", async () => {
    const { clock } = await startAt(10_000);
    await Promise.all([clock.sleep(500, signal), clock.sleep(2_000, signal)]);
    expect(clock.now()).toBe(12_000);
  });
});
