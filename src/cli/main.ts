#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { version } from "../lib/version.ts";
import { exitCodeHelp, toExitCode } from "./exit-code.ts";
import { addExportCommand } from "./export.ts";
import { addLoginCommand } from "./login.ts";
import { addSnapshotsCommand } from "./snapshots.ts";
import { createTerminal } from "./terminal.ts";

const program = new Command("spotify-exporter")
  .description("Backs up a Spotify library into storage that you own.")
  .version(version)
  .addHelpText("after", exitCodeHelp)
  .showHelpAfterError("(spotify-exporter --help lists the commands)")
  .exitOverride();

const terminal = createTerminal({ out: process.stdout, err: process.stderr });
addExportCommand(program, terminal);
addSnapshotsCommand(program, terminal);
addLoginCommand(program, terminal);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    throw error;
  }
  // Commander has printed its message already.
  process.exitCode = toExitCode(error);
}
