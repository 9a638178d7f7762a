import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mapAtOnce } from "../../src/lib/at-once.ts";

/** Work that takes some turns of the event loop, and tells how much of it went on at once. */
function createWork() {
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  async function work(turns: number): Promise<number> {
    begun.push(turns);
    underWay += 1;
    most = Math.max(most, underWay);
    for (let turn = 0; turn < Math.abs(turns); turn += 1) {
      await nextTurn();
    }
    underWay -= 1;
    if (turns < 0) {
      throw new RangeError(`failed at ${turns}`);
    }
    return turns;
  }
  return { work, begun, underWay: () => underWay, most: () => most };
}

test("results come in the order of the items, and no more is under way than allowed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 8 }),
      async (items, limit) => {
        const { work, begun, most } = createWork();
        expect(await mapAtOnce(items, limit, work)).toEqual(items);
        expect(begun).toEqual(items);
        expect(most()).toBe(Math.min(limit, items.length));
      },
    ),
    { numRuns: 50 },
  );
});

test("results that are undefined keep their places", async () => {
  expect(await mapAtOnce([1, 2], 2, async () => undefined)).toEqual([undefined, undefined]);
});

test("after a failure nothing new is begun, and it is told when everything under way has ended", async () => {
  const { work, begun, underWay } = createWork();
  await expect(mapAtOnce([3, -1, 6, 1, 1, 1], 3, work)).rejects.toThrow("failed at -1");
  expect(begun).toEqual([3, -1, 6]);
  expect(underWay()).toBe(0);
});

test("of several failures the first is told", async () => {
  const { work } = createWork();
  await expect(mapAtOnce([-4, -2, -3], 3, work)).rejects.toThrow("failed at -2");
});

test("a failure that is undefined is a failure", async () => {
  await expect(mapAtOnce([1], 1, () => Promise.reject(undefined))).rejects.toBeUndefined();
});
