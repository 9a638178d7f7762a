import { Argument, type Command } from "commander";
import { type Kind, kinds, type Manifest } from "../lib/archive/manifest.ts";
import { assembleExport } from "../lib/assemble.ts";
import { exportSnapshot } from "../lib/export/export-snapshot.ts";
import { localSettingsFile } from "../lib/secrets/local-values.ts";
import { parseExportSettings } from "../lib/settings.ts";
import { type CommandResult, readSettingValues, runCommand, toFailure } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { formatSnapshot } from "./format-snapshot.ts";
import { onInterrupt } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";

interface ExportOptions {
  readonly out?: string;
  readonly json?: true;
}

export function addExportCommand(program: Command, terminal: Terminal): void {
  program
    .command("export")
    .description("read the library, the playlists or both, and publish a snapshot of each")
    .addArgument(new Argument("[kind]", "what to export").choices([...kinds, "all"]).default("all"))
    .option("--out <folder>", "publish into this folder, whatever storage the settings name")
    .option("--json", "print one JSON document with the manifests")
    .action((kind: Kind | "all", options: ExportOptions) =>
      runCommand(terminal, options, () => runExport(kind === "all" ? kinds : [kind], options, terminal)),
    );
}

async function runExport(
  chosen: readonly Kind[],
  options: ExportOptions,
  { log, onProgress, say }: Terminal,
): Promise<CommandResult> {
  const settings = parseExportSettings(await readSettingValues(options), "commandLine");
  const tools = assembleExport(settings, {
    environment: process.env,
    localSettingsFile,
    log,
    onProgress,
    signal: onInterrupt(say),
  });
  const snapshots: Manifest[] = [];
  const result = () => ({
    document: { location: tools.archive.location, snapshots },
    text: snapshots.map((manifest) => formatSnapshot(manifest, tools.archive.location)).join("\n\n"),
    exitCode: snapshots.some(({ status }) => status === "partial") ? exitCodes.partial : exitCodes.done,
  });
  try {
    for (const kind of chosen) {
      snapshots.push(await exportSnapshot(kind, tools));
    }
    return result();
  } catch (error) {
    return toFailure(error, result());
  }
}
