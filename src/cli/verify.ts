import { Argument, type Command, Option } from "commander";
import { assembleArchive } from "../lib/assemble-stores.ts";
import { parseArchiveSettings } from "../lib/settings.ts";
import type { SnapshotExpression } from "../lib/snapshot/choose-snapshot.ts";
import type { Choice } from "../lib/verify/choose-folders.ts";
import { verifyArchive } from "../lib/verify/verify-archive.ts";
import { type CommandResult, readSettingValues, runCommand } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { formatVerifications } from "./format-verify.ts";
import { parseSnapshotArgument } from "./snapshot-argument.ts";
import type { Terminal } from "./terminal.ts";

interface VerifyOptions {
  readonly latest?: true;
  readonly all?: true;
  readonly out?: string;
  readonly json?: true;
}

const latest: SnapshotExpression = { type: "latest", name: "latest" };

export function addVerifyCommand(program: Command, terminal: Terminal): void {
  program
    .command("verify")
    .description("read snapshots back and check that they are whole, and as they were written")
    .addArgument(
      new Argument("[snapshot]", "which one, of both kinds unless it names one").argParser(
        parseSnapshotArgument,
      ),
    )
    .option("--latest", "verify the newest snapshot of each kind (default)")
    .addOption(new Option("--all", "verify every snapshot").conflicts("latest"))
    .option("--out <folder>", "look into this folder, whatever storage the settings name")
    .option("--json", "print one JSON document with what was found")
    .addHelpText(
      "after",
      `
A snapshot is an id, which may stand behind its kind as in library/2026-11-22T02-00-00Z; latest; previous, which is
the one before the latest of the same account; or the beginning of an id, such as 2026, 2026-03 or 2026-03-15T02:
the newest by the end of that time in UTC.`,
    )
    .action((snapshot: SnapshotExpression | undefined, options: VerifyOptions, command: Command) => {
      if (snapshot !== undefined && (options.latest || options.all)) {
        command.error("error: a snapshot cannot be used with --latest or --all");
      }
      const choice = snapshot ?? (options.all ? "all" : latest);
      return runCommand(terminal, options, () => runVerify(choice, options, terminal));
    });
}

async function runVerify(
  choice: Choice,
  options: VerifyOptions,
  { onProgress }: Terminal,
): Promise<CommandResult> {
  const settings = parseArchiveSettings(await readSettingValues(options), "commandLine");
  const archive = assembleArchive(settings, process.env);
  const snapshots = await Array.fromAsync(verifyArchive(archive, { choice, now: new Date(), onProgress }));
  return {
    document: { location: archive.location, snapshots },
    text: formatVerifications(snapshots, archive.location),
    exitCode: snapshots.some(({ problems }) => problems.length > 0) ? exitCodes.failed : exitCodes.done,
  };
}
