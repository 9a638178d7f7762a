import { styleText } from "node:util";
import type { OnProgress } from "../lib/export/progress.ts";
import type { Log, LogDetails } from "../lib/log.ts";
import { createProgressBars } from "./progress-bars.ts";
import { createProgressLines } from "./progress-lines.ts";

/** How a text can stand out. */
export type Emphasis = "bold" | "red" | "green" | "yellow" | "cyan";

/** Gives text an emphasis, where that can be seen. */
export type Style = (emphasis: Emphasis, text: string) => string;

/** Results go to standard output, and everything said on the way to standard error. */
export interface Terminal {
  readonly log: Log;
  readonly onProgress: OnProgress;
  /** For text that is printed: colours on a terminal, unless `NO_COLOR` is set; nothing elsewhere. */
  readonly style: Style;
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
    style: createStyle(out),
    print: (text) => out.write(`${text}\n`),
    printJson: (document) => out.write(`${JSON.stringify(document, undefined, 2)}\n`),
    say: (message) => err.write(`${message}\n`),
    endProgress: display.end,
  };
}

function createStyle(out: NodeJS.WriteStream): Style {
  // `hasColors` knows the variables of the environment by which users and terminals decline colours.
  const isColoured = out.isTTY && out.hasColors();
  return (emphasis, text) => (isColoured ? styleText(emphasis, text, { validateStream: false }) : text);
}

/** Warnings and errors only: what goes well is shown as progress. Figures in depth are for logs that machines read. */
function createLog(write: (line: string) => void): Log {
  const toLine = (level: string, message: string, details: LogDetails = {}) =>
    [
      `${level}: ${message}`,
      ...Object.entries(details).flatMap(([name, value]) =>
        isDeep(value) ? [] : [`${name}=${toText(value)}`],
      ),
    ].join(" ");
  return {
    info: () => {},
    warn: (message, details) => write(toLine("warning", message, details)),
  };
}

function isDeep(value: unknown): boolean {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
  return parts.some((part) => typeof part === "object" && part !== null);
}

function toText(value: unknown): string {
  return typeof value === "string" && !/\s/.test(value) ? value : JSON.stringify(value);
}
