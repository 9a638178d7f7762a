import { checks, type Finding } from "../lib/doctor/finding.ts";
import { formatCount, formatNumberOf } from "./format-count.ts";
import { toPrintable } from "./format-snapshot.ts";
import type { Emphasis, Style } from "./terminal.ts";

/** The mark tells the state where colours cannot. */
const marks = {
  ok: { mark: "✓", emphasis: "green" },
  warning: { mark: "!", emphasis: "yellow" },
  failed: { mark: "✗", emphasis: "red" },
  skipped: { mark: "–", emphasis: "cyan" },
} as const satisfies Record<Finding["state"], { mark: string; emphasis: Emphasis }>;

const nameWidth = Math.max(...checks.map(({ length }) => length));
const indent = " ".repeat(nameWidth + 4);

/** One finding for people: a line, and below it what to do. Every finding's text begins in the same column. */
export function formatFinding({ check, state, text, advice }: Finding, style: Style): string {
  const { mark, emphasis } = marks[state];
  return [
    `${style(emphasis, mark)} ${check.padEnd(nameWidth)}  ${toPrintable(text)}`,
    ...(advice ?? "").split("\n").flatMap((line) => (line === "" ? [] : [indent + toPrintable(line)])),
  ].join("\n");
}

/** How many findings there are of each state. */
export function countFindings(findings: readonly Finding[]): Readonly<Record<Finding["state"], number>> {
  const count = (state: Finding["state"]) => findings.filter((finding) => finding.state === state).length;
  return { ok: count("ok"), warning: count("warning"), failed: count("failed"), skipped: count("skipped") };
}

/** The last line: whether all is well, and the numbers. */
export function formatDiagnosis(findings: readonly Finding[], style: Style): string {
  const { ok, warning, failed, skipped } = countFindings(findings);
  const verdict =
    failed > 0
      ? style("red", "Not all is well")
      : style("green", warning > 0 ? "Nothing is broken" : "All is well");
  const counts = [
    ...(failed === 0 ? [] : [`${formatCount(failed)} failed`]),
    ...(warning === 0 ? [] : [formatNumberOf(warning, "warning")]),
    `${formatCount(ok)} ok`,
    ...(skipped === 0 ? [] : [`${formatCount(skipped)} skipped`]),
  ];
  return `${verdict}: ${counts.join(", ")}.`;
}
