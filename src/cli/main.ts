#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { Command, CommanderError } from "commander";
import { version } from "../lib/version.ts";
import { addDiffCommand } from "./diff.ts";
import { addDoctorCommand } from "./doctor.ts";
import { exitCodeHelp, exitCodes, toExitCode } from "./exit-code.ts";
import { addExportCommand } from "./export.ts";
import { addFindCommand } from "./find.ts";
import { addLoginCommand } from "./login.ts";
import { addLogoutCommand } from "./logout.ts";
import { addPruneCommand } from "./prune.ts";
import { addRestoreCommand } from "./restore.ts";
import { addSnapshotsCommand } from "./snapshots.ts";
import { createTerminal } from "./terminal.ts";
import { addVerifyCommand } from "./verify.ts";

if (Number.parseInt(process.versions.node, 10) < 22) {
  process.stderr.write(
    `error: this needs Node.js 22 or newer, and runs on ${process.versions.node}. From a clone, npm start -- brings its own.\n`,
  );
  process.exit(exitCodes.wrongUse);
}

const program = new Command("spotify-exporter")
  .description("Backs up a Spotify library into storage that you own.")
  .version(version)
  .addHelpText("after", exitCodeHelp)
  .showHelpAfterError("(spotify-exporter --help lists the commands)")
  .exitOverride();

// V8 lets the heap grow to several times of what is in use before it collects. A backup beside other work should stay small;
// whoever waits for an answer has it sooner with a bit more.
program.hook("preAction", (_, command) => {
  setFlagsFromString(`--heap-growing-percent=${command.name() === "export" ? 20 : 70}`);
});

// Who reads may go away, as in `| head`: that ends no backup. A disk that is full under the output is told.
process.stderr.on("error", () => undefined);
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    process.stderr.write(`error: the output could not be written: ${error.message}\n`);
    process.exitCode = exitCodes.failed;
  }
});

const terminal = createTerminal({ out: process.stdout, err: process.stderr });
addExportCommand(program, terminal);
addSnapshotsCommand(program, terminal);
addDiffCommand(program, terminal);
addVerifyCommand(program, terminal);
addFindCommand(program, terminal);
addPruneCommand(program, terminal);
addRestoreCommand(program, terminal);
addLoginCommand(program, terminal);
addLogoutCommand(program, terminal);
addDoctorCommand(program, terminal);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    throw error;
  }
  // Commander has printed its message already.
  process.exitCode = toExitCode(error);
}
