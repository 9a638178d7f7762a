import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseCopies } from "../../src/lib/diff/choose-copies.ts";
import { type EditScript, planEdits } from "../../src/lib/diff/edit-script.ts";
import { applyEditScript } from "../apply-edits.ts";

/** Copies as `x1`: the key `x`, of the date `1`. */
const copies = fc.array(fc.tuple(fc.constantFrom(..."xyz"), fc.constantFrom(..."123")), { maxLength: 14 });

function toCopies(list: readonly (readonly [string, string])[]) {
  return { keys: list.map(([key]) => key), dates: list.map(([, date]) => date) };
}

function countAlike({ origins }: EditScript, before: readonly string[], after: readonly string[]): number {
  return after.filter((date, to) => before[origins[to] ?? -1] === date).length;
}

test("whatever the copies, the script makes the same of them in as many edits, and keeps no fewer dates", () => {
  fc.assert(
    fc.property(copies, copies, (former, latter) => {
      const [before, after] = [toCopies(former), toCopies(latter)];
      const script = planEdits(before.keys, after.keys);

      const chosen = chooseCopies(script, { before, after });

      const toCounts = ({ removed, added, moved }: EditScript) =>
        [removed, added, moved].map((all) => all.length);
      expect(toCounts(chosen)).toEqual(toCounts(script));
      const added = chosen.added.map((to) => after.keys[to] ?? "missing");
      expect(applyEditScript(before.keys, chosen, added)).toEqual(after.keys);
      expect(chosen.moved.map(({ from }) => from)).toEqual(chosen.moved.map(({ to }) => chosen.origins[to]));
      const came = [...chosen.origins].filter((from) => from !== -1);
      expect([...chosen.removed, ...came].toSorted((a, b) => a - b)).toEqual([...before.keys.keys()]);
      expect(chosen.added).toEqual([...after.keys.keys()].filter((to) => chosen.origins[to] === -1));
      expect(countAlike(chosen, before.dates, after.dates)).toBeGreaterThanOrEqual(
        countAlike(script, before.dates, after.dates),
      );
    }),
    { numRuns: 3_000 },
  );
});

test("of a thousand copies in a row the one that was removed is the one whose date is gone", () => {
  const keys = Array.from({ length: 1_000 }, () => "x");
  const dates = keys.map((_, index) => String(index));
  for (const gone of [0, 1, 500, 999]) {
    const [before, after] = [
      { keys, dates },
      { keys: keys.slice(1), dates: dates.toSpliced(gone, 1) },
    ];
    const script = chooseCopies(planEdits(before.keys, after.keys), { before, after });
    expect(script).toMatchObject({ removed: [gone], added: [], moved: [] });
  }
});
