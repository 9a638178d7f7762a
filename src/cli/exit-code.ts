import { CommanderError } from "commander";
import { ConsentError, PausedError, SettingsError } from "../lib/errors.ts";
import { InterruptedError } from "./interrupt.ts";

/** What the process ends with; other programs rely on these. */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  partial: 3,
  paused: 4,
  consentNeeded: 5,
} as const;

/** The exit codes as `--help` lists them. */
export const exitCodeHelp = `
Exit codes:
  0  done
  1  failed
  2  wrong use or settings
  3  done, but partial or suspect: something failed or has shrunk, and is named in the
     manifest; or restore could not put back what it had planned to
  4  paused until a stated time
  5  the user must authorise again
  129, 130, 143  interrupted by SIGHUP, Ctrl-C or SIGTERM`;

export function toExitCode(error: unknown): number {
  if (error instanceof InterruptedError) {
    return error.exitCode;
  }
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
  }
  if (error instanceof SettingsError) {
    return exitCodes.wrongUse;
  }
  if (error instanceof PausedError) {
    return exitCodes.paused;
  }
  if (error instanceof ConsentError) {
    return exitCodes.consentNeeded;
  }
  return exitCodes.failed;
}
