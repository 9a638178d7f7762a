import { ExporterError, PausedError, SettingsError } from "../lib/errors.ts";
import { localSettingsFile, readLocalValues } from "../lib/secrets/local-values.ts";
import type { SettingValues } from "../lib/settings-reader.ts";
import { toExitCode } from "./exit-code.ts";
import { formatPause } from "./format-pause.ts";
import { toPrintable } from "./format-snapshot.ts";
import type { Terminal } from "./terminal.ts";

/** How a command ended: what `--json` prints, what people read, and the error that ended it, if one did. */
export interface CommandResult {
  readonly document: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly exitCode: number;
  readonly error?: unknown;
}

/** Runs a command's work, prints its result and sets the exit code of the process. */
export async function runCommand(
  terminal: Terminal,
  options: { readonly json?: true },
  work: () => Promise<CommandResult>,
): Promise<void> {
  const result = await work().catch(toFailure);
  terminal.endProgress();
  if (options.json) {
    terminal.printJson(result.document);
  } else if (result.text !== "") {
    terminal.print(result.text);
  }
  if (result.error !== undefined) {
    terminal.say(describeError(result.error));
  }
  process.exitCode = result.exitCode;
}

/** The result of a command that an error ended, with what it had to show before. */
export function toFailure(error: unknown, before: Partial<CommandResult> = {}): CommandResult {
  return {
    document: { ...before.document, error: toErrorDocument(error) },
    text: before.text ?? "",
    exitCode: toExitCode(error),
    error,
  };
}

/** The settings of the environment, over those of `local.settings.json`, over which go the command's options. */
export async function readSettingValues(options: { readonly out?: string } = {}): Promise<SettingValues> {
  return mergeSettingValues(await readLocalValues(localSettingsFile), options);
}

/** The same where the values of the file are known. */
export function mergeSettingValues(
  localValues: SettingValues,
  options: { readonly out?: string },
): SettingValues {
  const values = { ...localValues, ...definedOnly(process.env) };
  if (options.out === undefined) {
    return values;
  }
  const { EXPORT_STORAGE_URL: _url, EXPORT_STORAGE_CONNECTION_STRING: _string, ...rest } = values;
  return { ...rest, EXPORT_FOLDER: options.out };
}

/** An empty variable counts as absent, so that it does not hide the file's value. */
function definedOnly(environment: SettingValues): SettingValues {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
}

function toErrorDocument(error: unknown): Record<string, unknown> {
  if (!(error instanceof ExporterError)) {
    return { name: "Error", message: String(error) };
  }
  return {
    name: error.name,
    message: error.message,
    ...(error instanceof SettingsError ? { problems: error.problems } : {}),
    ...(error instanceof PausedError
      ? { until: error.until.toISOString(), progress: error.progress ?? null }
      : {}),
  };
}

/** What users can act on is told in words; anything else is a bug and shows where it happened. */
function describeError(error: unknown): string {
  if (error instanceof SettingsError) {
    return ["error: the settings are not right:", ...error.problems.map((problem) => `  - ${problem}`)].join(
      "\n",
    );
  }
  if (error instanceof PausedError) {
    return formatPause(error, new Date());
  }
  if (error instanceof ExporterError) {
    return error.message.split("\n").map(toPrintable).join("\n").replace(/^/, "error: ");
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return `error: this is a bug in spotify-exporter, please report it:\n${stack ?? String(error)}`;
}
