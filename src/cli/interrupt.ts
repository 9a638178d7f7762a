import { constants } from "node:os";
import { ExporterError } from "../lib/errors.ts";

/** The user or the system asked the program to end. */
export class InterruptedError extends ExporterError {
  override readonly name = "InterruptedError";
  /** By the shells' convention, 128 and the signal's number. */
  readonly exitCode: number;

  constructor(signal: "SIGINT" | "SIGTERM") {
    super("Interrupted. Nothing half-done was published.");
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * A signal that is aborted by Ctrl-C or SIGTERM, so that the work at hand can end in order. The same signal a second
 * time ends the process at once.
 */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => controller.abort(new InterruptedError(signal)));
  }
  return controller.signal;
}
