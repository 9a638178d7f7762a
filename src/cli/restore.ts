import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { assembleRestore } from "../lib/assemble.ts";
import { isAsPlanned } from "../lib/restore/report.ts";
import { type RestoreRequest, type RestoreResult, restore } from "../lib/restore/restore.ts";
import { localSettingsFile } from "../lib/secrets/local-values.ts";
import { type ExportSettings, parseRestoreSettings } from "../lib/settings.ts";
import type { SnapshotExpression } from "../lib/snapshot/choose-snapshot.ts";
import { askWhetherTo } from "./ask.ts";
import { type CommandResult, readSettingValues, runCommand } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { formatNumberOf } from "./format-count.ts";
import { formatRestorePlan } from "./format-restore-plan.ts";
import { formatRestoreReport } from "./format-restore-report.ts";
import { toPrintable } from "./format-snapshot.ts";
import { onInterrupt } from "./interrupt.ts";
import { findWrongUse, type RestoreOptions, toChoice } from "./restore-choice.ts";
import { toRestoreDocument } from "./restore-document.ts";
import { parseSnapshotArgument } from "./snapshot-argument.ts";
import type { Style, Terminal } from "./terminal.ts";

export function addRestoreCommand(program: Command, terminal: Terminal): void {
  program
    .command("restore")
    .description("put back what a snapshot holds, into the same account or another one")
    .addArgument(
      new Argument("[snapshot]", "which one (default: the latest good one)").argParser(parseSnapshotArgument),
    )
    .option("--likes", "put back the liked songs")
    .option("--albums", "put back the saved albums")
    .option("--artists", "follow the artists again")
    .option("--shows", "put back the saved shows")
    .option("--episodes", "put back the saved episodes")
    .option("--audiobooks", "put back the saved audiobooks")
    .option("--playlists [name...]", "put back the playlists of these names or ids, or all")
    .option("--all", "put back all of these")
    .addOption(
      new Option("--into <which>", "make the playlists anew, or bring those that are there to what they were")
        .choices(["new", "same"])
        .default("new"),
    )
    .option("--dry-run", "change nothing, and show what would be done")
    .option("--yes", "do not ask")
    .option("--searches <n>", "how many searches to spend on tracks that are gone", parseSearches, 50)
    .option(
      "--exact-order",
      "save each entry by a request of its own, should Spotify mix what comes together",
    )
    .option("--force", "restore what there is of a snapshot that verify finds fault with")
    .option("--anew", "forget what earlier runs have done: playlists are made again")
    .option("--out <folder>", "restore from this folder, whatever storage the settings name")
    .option("--json", "print one JSON document with the plan and what came of it")
    .addHelpText(
      "after",
      `
A snapshot is an id, which may stand behind its kind as in playlists/2026-11-22T02-00-00Z; latest; previous; or the
beginning of an id, such as 2026, 2026-03 or 2026-03-15T02: the newest by the end of that time in UTC.

The plan is shown first, with all that cannot be put back. Nothing is taken out of the library, except by --into same
what a playlist has come to hold since. What is interrupted goes on when the same command is run again, and what is
there already is not written again. Name the snapshot before --playlists, whose names would swallow it.

It needs a consent of its own: spotify-exporter login --restore`,
    )
    .action((snapshot: SnapshotExpression | undefined, options: RestoreOptions, command: Command) => {
      const choice = toChoice(options, snapshot);
      const problem = findWrongUse({ ...choice, kind: snapshot?.kind }, options);
      if (problem !== undefined) {
        command.error(`error: ${problem}`);
      }
      return runCommand(terminal, options, () => runRestore({ choice, snapshot, options }, terminal));
    });
}

/** As commander wants it: told with the option's name, as wrong use. */
function parseSearches(value: string): number {
  if (!/^\d{1,5}$/.test(value)) {
    throw new InvalidArgumentError("It must be a whole number from 0 to 99999.");
  }
  return Number(value);
}

async function runRestore(
  given: {
    readonly choice: RestoreRequest["choice"];
    readonly snapshot: SnapshotExpression | undefined;
    readonly options: RestoreOptions;
  },
  terminal: Terminal,
): Promise<CommandResult> {
  const { choice, snapshot, options } = given;
  const settings = parseRestoreSettings(await readSettingValues(options), "commandLine");
  const { log, onProgress, say } = terminal;
  const signal = onInterrupt(
    say,
    "What was written so far is remembered, and the same command goes on from there.",
  );
  const tools = assembleRestore(settings, {
    environment: process.env,
    localSettingsFile,
    log,
    onProgress,
    signal,
    purpose: options.dryRun ? "plan" : "restore",
  });
  const result = await restore(tools, {
    choice,
    expression: snapshot,
    into: options.into,
    faults: options.force ? "accepted" : "refused",
    earlier: options.anew ? "forgotten" : "counts",
    purpose: options.dryRun ? "plan" : "restore",
    searches: options.searches,
    saving: options.exactOrder ? "one by one" : "together",
    decide: (prepared, source) => decide({ prepared, source, options, settings, signal }, terminal),
  });
  return toResult(result, { options, settings, terminal, location: tools.archive.location });
}

type Decision = {
  readonly prepared: Parameters<RestoreRequest["decide"]>[0];
  readonly source: Parameters<RestoreRequest["decide"]>[1];
  readonly options: RestoreOptions;
  readonly settings: Pick<ExportSettings, "requestsPer30s">;
  readonly signal: AbortSignal;
};

/** Shows the plan, and asks where nobody has said yes yet. */
async function decide(
  { prepared, source, options, settings, signal }: Decision,
  terminal: Terminal,
): Promise<"go on" | "stop"> {
  terminal.endProgress();
  for (const problem of source.problems) {
    terminal.say(toPrintable(`restored although it is not whole: ${problem}`));
  }
  if (prepared.doneBefore > 0) {
    terminal.say(`Put back by an earlier run: ${formatNumberOf(prepared.doneBefore, "playlist")}.`);
  }
  if (options.dryRun) {
    return "stop";
  }
  if (!options.json) {
    terminal.print(formatPlan(prepared, { options, settings, style: terminal.style }));
  }
  if (options.yes || prepared.plan.steps.length + prepared.plan.gone.length === 0) {
    return "go on";
  }
  const { id, display_name: name } = source.profile;
  const isSure = await askWhetherTo(`\nWrite this into the account of ${toPrintable(name ?? id)}?`, {
    input: process.stdin,
    output: process.stderr,
    signal,
  });
  return isSure ? "go on" : "stop";
}

/** Of the searches only as many are told as may be spent. */
function formatPlan(
  prepared: Decision["prepared"],
  { options, settings, style }: Pick<Decision, "options" | "settings"> & { readonly style: Style },
): string {
  const { writes, searches } = prepared.plan.requests;
  const requests = { writes, searches: Math.min(searches, options.searches) };
  return formatRestorePlan({ ...prepared, ...settings, plan: { ...prepared.plan, requests } }, style);
}

function toResult(
  { prepared, report, profile }: RestoreResult,
  {
    options,
    settings,
    terminal: { style },
    location,
  }: {
    readonly options: RestoreOptions;
    readonly settings: Pick<ExportSettings, "requestsPer30s">;
    readonly terminal: Terminal;
    readonly location: string;
  },
): CommandResult {
  const account = { id: profile.id, display_name: profile.display_name ?? null };
  const document = options.json ? { location, account, ...toRestoreDocument({ ...prepared, report }) } : {};
  if (report === undefined) {
    const text = options.dryRun
      ? formatRestorePlan({ ...prepared, ...settings }, style)
      : "Nothing was written.";
    return { document, text: options.json ? "" : text, exitCode: exitCodes.done };
  }
  return {
    document,
    text: options.json ? "" : formatRestoreReport(report, style),
    exitCode: isAsPlanned(report) ? exitCodes.done : exitCodes.partial,
  };
}
