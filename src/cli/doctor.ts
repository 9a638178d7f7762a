import type { Command } from "commander";
import { assembleDoctor } from "../lib/assemble-doctor.ts";
import { examine } from "../lib/doctor/examine.ts";
import type { Finding } from "../lib/doctor/finding.ts";
import { SettingsError } from "../lib/errors.ts";
import { localSettingsFile, readLocalValues } from "../lib/secrets/local-values.ts";
import type { SettingValues } from "../lib/settings-reader.ts";
import { type CommandResult, mergeSettingValues, runCommand } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { countFindings, formatDiagnosis, formatFinding } from "./format-doctor.ts";
import type { Terminal } from "./terminal.ts";

interface DoctorOptions {
  readonly out?: string;
  readonly json?: true;
}

export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command("doctor")
    .description("look at everything that can be set up wrong, and tell what to do")
    .option("--out <folder>", "look at this folder, whatever storage the settings name")
    .option("--json", "print one JSON document with the findings")
    .addHelpText(
      "after",
      `
Spotify is asked four things at most, and nothing while it wants quiet. The folder, or the containers and the queue, are
made where they are missing, as an export would make them; nothing else is written.

Exit codes: 0 nothing is broken, though there may be warnings; 2 settings are wrong or missing; 5 you must authorise
again; 1 something else is broken.`,
    )
    .action((options: DoctorOptions) => runCommand(terminal, options, () => runDoctor(options, terminal)));
}

async function runDoctor(options: DoctorOptions, terminal: Terminal): Promise<CommandResult> {
  const { log, print, style } = terminal;
  const { localValues, fileProblems } = await readFile();
  const environment = process.env;
  const values = mergeSettingValues(localValues, options);
  const tools = assembleDoctor(values, { environment, localSettingsFile, localValues, fileProblems, log });
  const findings: Finding[] = [];
  for await (const finding of examine(tools)) {
    findings.push(finding);
    if (!options.json) {
      print(formatFinding(finding, style));
    }
  }
  return {
    document: { findings, counts: countFindings(findings) },
    text: formatDiagnosis(findings, style),
    exitCode: toDoctorExitCode(findings),
  };
}

/** A file that cannot be read is a finding like others, and the environment may have all there is to know. */
async function readFile(): Promise<{
  readonly localValues: SettingValues;
  readonly fileProblems: readonly string[];
}> {
  try {
    return { localValues: await readLocalValues(localSettingsFile), fileProblems: [] };
  } catch (error) {
    if (error instanceof SettingsError) {
      return { localValues: {}, fileProblems: error.problems };
    }
    throw error;
  }
}

/** What has to be mended first: settings, then the consent, then the rest. */
export function toDoctorExitCode(findings: readonly Finding[]): number {
  const failures = findings.filter(({ state }) => state === "failed");
  if (failures.length === 0) {
    return exitCodes.done;
  }
  if (failures.some(({ cause }) => cause === "settings")) {
    return exitCodes.wrongUse;
  }
  return failures.some(({ cause }) => cause === "consent") ? exitCodes.consentNeeded : exitCodes.failed;
}
