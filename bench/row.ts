import type { Column } from "../src/lib/render/csv.ts";

/** What must be reached: a figure, and how large it may, or must, be. */
export interface Goal {
  readonly of: string;
  readonly value: number;
  readonly must: "at most" | "at least";
  readonly bound: number;
  /** How many decimals it is told with. @default 0 */
  readonly decimals?: number;
}

/** One measurement: a line of the table. What was not measured is absent. */
export interface Row {
  readonly library: string;
  readonly run: string;
  /** Requests to the Web API that were sent, those refused with a 429 included. */
  readonly requests?: number;
  /** What reading everything takes at the least. */
  readonly minimum?: number;
  /** Time by the clock on the wall. */
  readonly seconds?: number;
  /** Time by a clock that jumps over every wait. */
  readonly virtualSeconds?: number;
  readonly peakBytes?: number;
  /** Size of the files that the run has published. */
  readonly snapshotBytes?: number;
  /** Size of all that the exporter keeps for itself after the run. */
  readonly stateBytes?: number;
  /** All that the process has written on its way: scratch, answers and its messages included. */
  readonly writtenBytes?: number;
  readonly remarks?: string;
  readonly goals?: readonly Goal[];
}

export const columns: readonly Column<Row>[] = [
  { header: "Library", value: ({ library }) => library },
  { header: "Run", value: ({ run }) => run },
  { header: "Requests", value: ({ requests }) => formatCount(requests) },
  { header: "Everything takes", value: ({ minimum }) => formatCount(minimum) },
  { header: "Time", value: formatTime },
  { header: "Peak memory", value: ({ peakBytes }) => formatMegabytes(peakBytes) },
  { header: "Snapshots", value: ({ snapshotBytes }) => formatMegabytes(snapshotBytes) },
  { header: "State", value: ({ stateBytes }) => formatMegabytes(stateBytes) },
  { header: "Written in all", value: ({ writtenBytes }) => formatMegabytes(writtenBytes) },
  { header: "Remarks", value: ({ remarks }) => remarks },
  { header: "Goal", value: ({ goals = [] }) => goals.map(formatGoal).join("; ") },
] satisfies Column<Row>[];

export function isReached({ value, must, bound }: Goal): boolean {
  return must === "at most" ? value <= bound : value >= bound;
}

/** A figure with its goal, marked where it is missed. */
export function formatGoal(goal: Goal): string {
  const { of, value, must, bound, decimals = 0 } = goal;
  const format = (figure: number) =>
    figure.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const told = `${of} ${format(value)}, ${must} ${format(bound)}`;
  return isReached(goal) ? told : `**MISSED: ${told}**`;
}

function formatCount(count: number | undefined): string | undefined {
  return count?.toLocaleString("en-US");
}

function formatTime({ seconds, virtualSeconds }: Row): string | undefined {
  return virtualSeconds === undefined ? formatSeconds(seconds) : `${formatSeconds(virtualSeconds)} virtual`;
}

function formatSeconds(seconds: number | undefined): string | undefined {
  const decimals = seconds !== undefined && seconds < 100 ? 1 : 0;
  const format = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return seconds === undefined ? undefined : `${seconds.toLocaleString("en-US", format)} s`;
}

function formatMegabytes(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}
