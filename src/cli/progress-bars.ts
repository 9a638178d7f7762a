import { MultiBar, type SingleBar } from "cli-progress";
import { formatCount } from "./format-snapshot.ts";
import type { ProgressDisplay } from "./progress-display.ts";

/** Progress on a terminal: a bar with counts for each step, the finished ones above the one under way. */
export function createProgressBars(stream: NodeJS.WriteStream): ProgressDisplay {
  let bars: MultiBar | undefined;
  let current: { readonly step: string; readonly bar: SingleBar } | undefined;

  function openBars(): MultiBar {
    return new MultiBar({
      stream,
      format: "{name} {bar} {done}/{all}",
      barsize: 30,
      barCompleteChar: "━",
      barIncompleteChar: "─",
      hideCursor: true,
      clearOnComplete: false,
      // Keys pressed meanwhile, Ctrl-C above all, are the program's.
      gracefulExit: false,
    });
  }

  return {
    onProgress({ step, done, total }) {
      bars ??= openBars();
      const payload = { name: step.padEnd(26), done: formatCount(done), all: formatCount(total) };
      // A step without entries is a full bar, not an empty one.
      const size = Math.max(total, 1);
      const value = total === 0 ? 1 : done;
      if (current?.step === step) {
        current.bar.setTotal(size);
        current.bar.update(value, payload);
      } else {
        current?.bar.stop();
        current = { step, bar: bars.create(size, value, payload) };
      }
    },
    write(line) {
      if (bars === undefined) {
        stream.write(`${line}\n`);
      } else {
        bars.log(`${line}\n`);
        bars.update();
      }
    },
    end() {
      current?.bar.stop();
      bars?.stop();
      bars = undefined;
      current = undefined;
    },
  };
}
