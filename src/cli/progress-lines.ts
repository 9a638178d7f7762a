import { reportSparsely } from "../lib/export/progress.ts";
import { formatCount } from "./format-count.ts";
import type { ProgressDisplay } from "./progress-display.ts";

/** Progress where nobody watches: plain lines, at most one in five seconds within a step. */
export function createProgressLines(
  write: (line: string) => void,
  now: () => number = Date.now,
): ProgressDisplay {
  return {
    onProgress: reportSparsely(
      ({ step, done, total }) => write(`${step}: ${formatCount(done)} of ${formatCount(total)}`),
      { intervalMs: 5_000, now },
    ),
    write,
    end() {},
  };
}
