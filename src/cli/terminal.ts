import type { OnProgress } from "../lib/export/progress.ts";
import type { Log, LogDetails } from "../lib/log.ts";
import { createProgressBars } from "./progress-bars.ts";
import { createProgressLines } from "./progress-lines.ts";

/** Results go to standard output, and everything said on the way to standard error. */
export interface Terminal {
  readonly log: Log;
  readonly onProgress: OnProgress;
  print(text: string): void;
  /** Prints the one document of a command called with `--json`. */
  printJson(document: unknown): void;
  /** Says something that is no result: what to do meanwhile, or an error's message. */
  say(message: string): void;
  /** Ends the display of progress, so that what follows stands below it. */
  endProgress(): void;
}

export function createTerminal(streams: {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
}): Terminal {
  const { out, err } = streams;
  const display = err.isTTY ? createProgressBars(err) : createProgressLines((line) => err.write(`${line}\n`));
  return {
    log: createLog((line) => display.write(line)),
    onProgress: display.onProgress,
    print: (text) => out.write(`${text}\n`),
    printJson: (document) => out.write(`${JSON.stringify(document, undefined, 2)}\n`),
    say: (message) => err.write(`${message}\n`),
    endProgress: display.end,
  };
}

/** Warnings and errors only: what goes well is shown as progress. */
function createLog(write: (line: string) => void): Log {
  const toLine = (level: string, message: string, details: LogDetails = {}) =>
    [
      `${level}: ${message}`,
      ...Object.entries(details).map(([name, value]) => `${name}=${toText(value)}`),
    ].join(" ");
  return {
    info: () => {},
    warn: (message, details) => write(toLine("warning", message, details)),
  };
}

function toText(value: unknown): string {
  return typeof value === "string" && !/\s/.test(value) ? value : JSON.stringify(value);
}
