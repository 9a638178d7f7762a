import { MultiBar, type SingleBar } from "cli-progress";
import { formatCount } from "./format-count.ts";
import type { ProgressDisplay } from "./progress-display.ts";

/** Rids the line that is written of what is left of the bar in its place. */
const clearToEndOfLine = "\u001b[K";

/** Progress on a terminal: a bar with counts for each step, in the order in which they began. */
export function createProgressBars(stream: NodeJS.WriteStream): ProgressDisplay {
  let display: MultiBar | undefined;
  const bars = new Map<string, SingleBar>();

  function openDisplay(): MultiBar {
    return new MultiBar({
      stream,
      format: "{name} {bar} {done}/{all}",
      barsize: 30,
      barCompleteChar: "━",
      barIncompleteChar: "─",
      hideCursor: true,
      clearOnComplete: false,
      // A line that is written above the bars moves all of them, and may be wider than the terminal.
      forceRedraw: true,
      linewrap: true,
      // Keys pressed meanwhile, Ctrl-C above all, are the program's.
      gracefulExit: false,
    });
  }

  return {
    onProgress({ step, done, total }) {
      display ??= openDisplay();
      const payload = { name: step.padEnd(26), done: formatCount(done), all: formatCount(total) };
      // A step without entries is a full bar, not an empty one.
      const size = Math.max(total, 1);
      const value = total === 0 ? 1 : done;
      const bar = bars.get(step);
      if (bar === undefined) {
        bars.set(step, display.create(size, value, payload));
      } else {
        bar.setTotal(size);
        bar.update(value, payload);
      }
    },
    write(line) {
      if (display === undefined) {
        stream.write(`${line}\n`);
      } else {
        display.log(`${line}${clearToEndOfLine}\n`);
        display.update();
      }
    },
    end() {
      for (const bar of bars.values()) {
        bar.stop();
      }
      display?.stop();
      display = undefined;
      bars.clear();
    },
  };
}
