import { type Command, InvalidArgumentError } from "commander";
import { assembleArchive, assembleState } from "../lib/assemble-stores.ts";
import { pruneArchive } from "../lib/prune/prune-archive.ts";
import { parsePruneSettings } from "../lib/settings.ts";
import type { SettingValues } from "../lib/settings-reader.ts";
import { type CommandResult, readSettingValues, runCommand } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { formatPrune } from "./format-prune.ts";
import type { Terminal } from "./terminal.ts";

interface PruneCommandOptions {
  readonly keepLast?: string;
  readonly keepDaily?: string;
  readonly keepWeekly?: string;
  readonly keepMonthly?: string;
  readonly keepYearly?: string;
  readonly dryRun?: true;
  readonly out?: string;
  readonly json?: true;
}

export function addPruneCommand(program: Command, terminal: Terminal): void {
  program
    .command("prune")
    .description("remove old snapshots that no rule keeps, and what killed runs have left")
    .option("--keep-last <n>", "keep the newest n snapshots (default: KEEP_LAST)", parseCount)
    .option("--keep-daily <n>", "keep the newest of each of n days (default: KEEP_DAILY)", parseCount)
    .option("--keep-weekly <n>", "keep the newest of each of n weeks (default: KEEP_WEEKLY)", parseCount)
    .option("--keep-monthly <n>", "keep the newest of each of n months (default: KEEP_MONTHLY)", parseCount)
    .option("--keep-yearly <n>", "keep the newest of each of n years (default: KEEP_YEARLY)", parseCount)
    .option("--dry-run", "remove nothing, and show what would be removed")
    .option("--out <folder>", "prune this folder, whatever storage the settings name")
    .option("--json", "print one JSON document with what was decided and done")
    .addHelpText(
      "after",
      `
The rules hold for each kind and account by itself, in UTC; days, weeks, months and years that have no snapshot
do not count. Without a rule no snapshot is removed. The newest good snapshot always stays; one that is partial
or suspect stays until there is a newer good one.`,
    )
    .action((options: PruneCommandOptions) => runCommand(terminal, options, () => runPrune(options)));
}

/** As commander wants it: told with the option's name, as wrong use. */
function parseCount(value: string): string {
  if (!/^\d{1,4}$/.test(value)) {
    throw new InvalidArgumentError("It must be a whole number from 0 to 9999.");
  }
  return value;
}

async function runPrune(options: PruneCommandOptions): Promise<CommandResult> {
  const values = { ...(await readSettingValues(options)), ...toSettingValues(options) };
  const settings = parsePruneSettings(values, "commandLine");
  const archive = assembleArchive(settings, process.env);
  const isDryRun = options.dryRun === true;
  const result = await pruneArchive({
    archive,
    state: assembleState(settings, process.env),
    rules: settings.keepRules,
    now: new Date(),
    isDryRun,
  });
  const { plan, removed: _, ...rest } = result;
  const { location } = archive;
  return {
    document: { location, dryRun: isDryRun, snapshots: plan, ...rest },
    text: formatPrune(result, { location, rules: settings.keepRules, isDryRun }),
    exitCode: rest.refused.length > 0 ? exitCodes.partial : exitCodes.done,
  };
}

/** Each rule that is given as an option goes before the setting of the same rule. */
function toSettingValues({
  keepLast,
  keepDaily,
  keepWeekly,
  keepMonthly,
  keepYearly,
}: PruneCommandOptions): SettingValues {
  const asked = {
    KEEP_LAST: keepLast,
    KEEP_DAILY: keepDaily,
    KEEP_WEEKLY: keepWeekly,
    KEEP_MONTHLY: keepMonthly,
    KEEP_YEARLY: keepYearly,
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}
