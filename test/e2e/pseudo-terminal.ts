import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { CommandSurroundings } from "./command-line.ts";

/** Runs a program on a pseudo terminal and ends as the program does. */
const onTerminal = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

/** Why there can be no pseudo terminal, if so. */
export const noPython =
  spawnSync("python3", ["-c", "import pty, os; os.waitstatus_to_exitcode"]).status === 0
    ? undefined
    : "no python3 to make a pseudo terminal";

/** Runs the built command on a terminal that has colours, and gives all that was sent to it. @param surroundings.typed what the user types, as soon as it is read */
export async function runOnTerminal(
  args: readonly string[],
  { cwd, env = {}, typed = "" }: Pick<CommandSurroundings, "cwd" | "env"> & { readonly typed?: string },
): Promise<string> {
  const program = join(import.meta.dirname, "../../dist/cli.js");
  const { PATH = "" } = process.env;
  const child = spawn("python3", ["-c", onTerminal, process.execPath, program, ...args], {
    cwd,
    env: { PATH, TERM: "xterm-256color", TMPDIR: cwd, ...env },
    stdio: [typed === "" ? "ignore" : "pipe", "pipe", "inherit"],
  });
  child.stdin?.write(typed);
  if (child.stdout === null) {
    throw new Error("The terminal shows nothing.");
  }
  const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
  return output;
}
