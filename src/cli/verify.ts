import { type Command, Option } from "commander";
import { assembleArchive } from "../lib/assemble.ts";
import { parseArchiveSettings } from "../lib/settings.ts";
import { type Choice, verifyArchive } from "../lib/verify/verify-archive.ts";
import { type CommandResult, readSettingValues, runCommand } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { formatVerifications } from "./format-verify.ts";
import type { Terminal } from "./terminal.ts";

interface VerifyOptions {
  readonly latest?: true;
  readonly all?: true;
  readonly out?: string;
  readonly json?: true;
}

export function addVerifyCommand(program: Command, terminal: Terminal): void {
  program
    .command("verify")
    .description("read snapshots back and check that they are whole, and as they were written")
    .argument("[id]", "which snapshot, as in 2026-11-22T02-00-00Z or library/2026-11-22T02-00-00Z")
    .option("--latest", "verify the newest snapshot of each kind (default)")
    .addOption(new Option("--all", "verify every snapshot").conflicts("latest"))
    .option("--out <folder>", "look into this folder, whatever storage the settings name")
    .option("--json", "print one JSON document with what was found")
    .action((id: string | undefined, options: VerifyOptions, command: Command) => {
      if (id !== undefined && (options.latest || options.all)) {
        command.error("error: an id cannot be used with --latest or --all");
      }
      return runCommand(terminal, options, () => runVerify(id, options, terminal));
    });
}

async function runVerify(
  id: string | undefined,
  options: VerifyOptions,
  { onProgress }: Terminal,
): Promise<CommandResult> {
  const settings = parseArchiveSettings(await readSettingValues(options), "commandLine");
  const archive = assembleArchive(settings, process.env);
  const choice: Choice = id !== undefined ? { id } : options.all ? "all" : "latest";
  const snapshots = await Array.fromAsync(verifyArchive(archive, { choice, onProgress }));
  return {
    document: { location: archive.location, snapshots },
    text: formatVerifications(snapshots, archive.location),
    exitCode: snapshots.some(({ problems }) => problems.length > 0) ? exitCodes.failed : exitCodes.done,
  };
}
