import { Argument, type Command, InvalidArgumentError } from "commander";
import { isGood, type Kind, kinds, type Manifest } from "../lib/archive/manifest.ts";
import { assembleExport } from "../lib/assemble.ts";
import { exportSnapshots } from "../lib/export/export-snapshot.ts";
import type { ExportTools } from "../lib/export/export-tools.ts";
import { localSettingsFile } from "../lib/secrets/local-values.ts";
import { parseExportSettings } from "../lib/settings.ts";
import { type CommandResult, readSettingValues, runCommand, toFailure } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { formatSnapshot } from "./format-snapshot.ts";
import { onInterrupt } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";

interface ExportOptions {
  readonly out?: string;
  readonly full?: true;
  readonly maxWait?: string;
  readonly accept?: true;
  readonly json?: true;
}

export function addExportCommand(program: Command, terminal: Terminal): void {
  program
    .command("export")
    .description("read the library, the playlists or both, and publish a snapshot of each")
    .addArgument(new Argument("[kind]", "what to export").choices([...kinds, "all"]).default("all"))
    .option("--out <folder>", "publish into this folder, whatever storage the settings name")
    .option("--full", "read everything from Spotify, whatever earlier runs have kept")
    .option(
      "--max-wait <minutes>",
      "how long to wait in all where Spotify asks for it, before pausing (default: MAX_WAIT_MINUTES, or 10)",
      parseMinutes,
    )
    .option("--accept", "take the library as it is now for right, however much it has shrunk")
    .option("--json", "print one JSON document with the manifests")
    .action((kind: Kind | "all", options: ExportOptions) =>
      runCommand(terminal, options, () => runExport(kind === "all" ? kinds : [kind], options, terminal)),
    );
}

/** As commander wants it: told with the option's name, as wrong use. */
function parseMinutes(value: string): string {
  if (!/^\d{1,5}$/.test(value)) {
    throw new InvalidArgumentError("It must be a whole number of minutes.");
  }
  return value;
}

async function runExport(
  chosen: readonly Kind[],
  options: ExportOptions,
  { log, onProgress, say }: Terminal,
): Promise<CommandResult> {
  const values = await readSettingValues(options);
  const asked = {
    ...(options.maxWait === undefined ? {} : { MAX_WAIT_MINUTES: options.maxWait }),
    ...(options.accept ? { SUSPECT_PERCENT: "100" } : {}),
  };
  const settings = parseExportSettings({ ...values, ...asked }, "commandLine");
  const tools: ExportTools = {
    ...assembleExport(settings, {
      environment: process.env,
      localSettingsFile,
      log,
      onProgress,
      signal: onInterrupt(say),
    }),
    mode: options.full ? "full" : "usual",
  };
  const snapshots: Manifest[] = [];
  const result = () => ({
    document: { location: tools.archive.location, snapshots },
    text: snapshots.map((manifest) => formatSnapshot(manifest, tools.archive.location)).join("\n\n"),
    exitCode: snapshots.every(isGood) ? exitCodes.done : exitCodes.partial,
  });
  try {
    for await (const manifest of exportSnapshots(chosen, tools)) {
      snapshots.push(manifest);
    }
    return result();
  } catch (error) {
    return toFailure(error, result());
  }
}
