import type { ListChanges } from "../lib/diff/compare-lists.ts";
import { formatCount } from "./format-count.ts";
import { formatEntry } from "./format-entry.ts";

type Move = ListChanges["moved"][number];

/** A line for each run of neighbours that were moved together. */
export function formatMoves(moved: readonly Move[]): readonly string[] {
  const runs: Move[][] = [];
  for (const move of moved) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (last !== undefined && move.from === last.from + 1 && move.position === last.position + 1) {
      run?.push(move);
    } else {
      runs.push([move]);
    }
  }
  return runs.map(formatRun);
}

function formatRun(run: readonly Move[]): string {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) {
    return "";
  }
  const isOne = run.length === 1;
  const range = (place: (move: Move) => number) =>
    isOne ? formatCount(place(first)) : `${formatCount(place(first))}–${formatCount(place(last))}`;
  const places = `> ${range(({ from }) => from)} → ${range(({ position }) => position)}`;
  return isOne
    ? `${places}  ${formatEntry(first.entry)}`
    : `${places}  (${formatCount(run.length)} entries) ${formatEntry(first.entry)} … ${formatEntry(last.entry)}`;
}
