import type { ProgressEvent } from "../lib/export/progress.ts";
import { formatCount } from "./format-snapshot.ts";
import type { ProgressDisplay } from "./terminal.ts";

/** A line at most this often within a step: logs of a scheduler should stay readable. */
const intervalMs = 5_000;

/** Progress where nobody watches: plain lines, one at the end of each step and some in between in a long one. */
export function createProgressLines(
  write: (line: string) => void,
  now: () => number = Date.now,
): ProgressDisplay {
  let lastMs = now();
  return {
    onProgress(event: ProgressEvent) {
      const { done, total } = event;
      if (done >= total || now() - lastMs >= intervalMs) {
        write(formatProgress(event));
        lastMs = now();
      }
    },
    write,
    end() {},
  };
}

function formatProgress({ step, done, total }: ProgressEvent): string {
  return `${step}: ${formatCount(done)} of ${formatCount(total)}`;
}
