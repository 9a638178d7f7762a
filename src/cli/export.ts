import { Argument, type Command, InvalidArgumentError } from "commander";
import { isGood, type Kind, kinds, type Manifest } from "../lib/archive/manifest.ts";
import { assembleExport, assembleTeller } from "../lib/assemble.ts";
import { exportSnapshots } from "../lib/export/export-snapshot.ts";
import type { ExportTools } from "../lib/export/export-tools.ts";
import { localSettingsFile } from "../lib/secrets/local-values.ts";
import { parseExportSettings } from "../lib/settings.ts";
import type { SettingValues } from "../lib/settings-reader.ts";
import { tellOutcome } from "../lib/tell/tell-outcome.ts";
import type { Teller } from "../lib/tell/teller.ts";
import { type CommandResult, readSettingValues, runCommand, toFailure } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { formatSnapshot } from "./format-snapshot.ts";
import { onInterrupt } from "./interrupt.ts";
import { runRehearsal } from "./rehearsal.ts";
import type { Terminal } from "./terminal.ts";

interface ExportOptions {
  readonly out?: string;
  readonly full?: true;
  readonly maxWait?: string;
  readonly accept?: true;
  readonly dryRun?: true;
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
    .option("--dry-run", "go through everything but the downloads and the writing, and send test messages")
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
  terminal: Terminal,
): Promise<CommandResult> {
  const values = toValues(await readSettingValues(options), options);
  const surroundings = {
    environment: process.env,
    localSettingsFile,
    log: terminal.log,
    onProgress: terminal.onProgress,
    signal: onInterrupt(terminal.say),
  };
  const teller = assembleTeller(values, { ...surroundings, host: "commandLine" });
  const assemble = (): ExportTools => ({
    ...assembleExport(parseExportSettings(values, "commandLine"), surroundings),
    mode: options.full ? "full" : "usual",
  });
  return values["TEST_MODE"]?.trim() === "true"
    ? runRehearsal(chosen, { tools: assemble(), teller })
    : makeSnapshots(chosen, { assemble, teller });
}

/** The command's options as the settings that they stand for. */
function toValues(values: SettingValues, { maxWait, accept, dryRun }: ExportOptions): SettingValues {
  return {
    ...values,
    ...(maxWait === undefined ? {} : { MAX_WAIT_MINUTES: maxWait }),
    ...(accept ? { SUSPECT_PERCENT: "100" } : {}),
    ...(dryRun ? { TEST_MODE: "true" } : {}),
  };
}

/** Of each kind it is told how it ended; wrong settings are told, too, since nobody may be watching. */
async function makeSnapshots(
  chosen: readonly Kind[],
  { assemble, teller }: { readonly assemble: () => ExportTools; readonly teller: Teller },
): Promise<CommandResult> {
  const snapshots: Manifest[] = [];
  let location: string | undefined;

  async function* begin(): AsyncGenerator<Manifest, void, undefined> {
    const tools = assemble();
    location = tools.archive.location;
    yield* exportSnapshots(chosen, tools);
  }

  const result = () => ({
    document: { location, snapshots },
    text: snapshots.map((manifest) => formatSnapshot(manifest, location ?? "")).join("\n\n"),
    exitCode: snapshots.every(isGood) ? exitCodes.done : exitCodes.partial,
  });
  const manifests = begin();
  try {
    for (const kind of chosen) {
      await tellOutcome({ task: kind, teller }, async () => {
        await teller.begin();
        const next = await manifests.next();
        if (next.done) {
          return undefined;
        }
        snapshots.push(next.value);
        return next.value;
      });
    }
    await manifests.next();
    return result();
  } catch (error) {
    return toFailure(error, result());
  }
}
