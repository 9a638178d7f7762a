import { constants } from "node:os";
import { ExporterError } from "../lib/errors.ts";

const interrupts = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Interrupt = (typeof interrupts)[number];

/** The user or the system asked the program to end. */
export class InterruptedError extends ExporterError {
  override readonly name = "InterruptedError";
  /** By the shells' convention, 128 and the signal's number. */
  readonly exitCode: number;

  constructor(
    signal: Interrupt,
    remains = "Nothing half-done was published; what was read is kept, and the same command goes on with it.",
  ) {
    super(`Interrupted. ${remains}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * @param remains what has become of the work, where that is not an export
 * @returns a signal that is aborted by Ctrl-C, SIGTERM or a terminal that is closed, so that the work at hand can end in order.
 * The same signal a second time ends the process at once.
 */
export function onInterrupt(say: (message: string) => void, remains?: string): AbortSignal {
  const controller = new AbortController();
  for (const signal of interrupts) {
    process.once(signal, () => {
      say("Stopping. The same signal once more ends the program at once.");
      controller.abort(new InterruptedError(signal, remains));
    });
  }
  return controller.signal;
}
