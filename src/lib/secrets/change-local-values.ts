import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { applyEdits, modify } from "jsonc-parser";
import { ExporterError, SettingsError } from "../errors.ts";
import { syncDirectory, systemErrorCode } from "../file-system.ts";
import { parseLocalValues, readSettingsText } from "./local-values.ts";

const newFile = '{\n  "IsEncrypted": false,\n  "Values": {}\n}\n';

type Values = Readonly<Record<string, string | undefined>>;

/**
 * Sets some of the `Values` of a `local.settings.json`, and takes out those that are undefined. Everything else stays as it is,
 * comments and layout included; a file that is not there is made where there is something to set.
 *
 * @returns the values as they were before
 * @throws {SettingsError} where the file cannot be understood, or names a value twice
 */
export async function changeLocalValues(file: string, values: Values): Promise<Values> {
  const text = (await readSettingsText(file)) ?? newFile;
  const before = parseLocalValues(text, file);
  const changed = Object.entries(values).filter(([name, value]) => value !== before[name]);
  if (changed.length > 0) {
    await replaceFile(file, edit(text, { file, values: Object.fromEntries(changed) }));
  }
  return before;
}

function edit(text: string, { file, values }: { readonly file: string; readonly values: Values }): string {
  const formattingOptions = {
    insertSpaces: !/^\t/m.test(text),
    tabSize: /^ +/m.exec(text)?.[0].length ?? 2,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
  const edited = Object.entries(values).reduce(
    (now, [name, value]) => applyEdits(now, modify(now, ["Values", name], value, { formattingOptions })),
    text,
  );
  const after = parseLocalValues(edited, file);
  for (const [name, value] of Object.entries(values)) {
    if (after[name] !== value) {
      throw new SettingsError([`${file}: ${name} or Values stands there twice. Remove one of them.`]);
    }
  }
  return edited;
}

/** Puts a new file, for its owner's eyes alone, in the place of the old one; a crash leaves one of the two whole. */
async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = join(dirname(file), `.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncDirectory(dirname(file));
  } catch (error) {
    if (systemErrorCode(error) === undefined || !(error instanceof Error)) {
      throw error;
    }
    throw new ExporterError(
      `Could not save the new refresh token to ${file}: ${error.message}. ` +
        "Make the file and its folder writable, then run `spotify-exporter login`.",
      { cause: error },
    );
  } finally {
    // A leftover harms nobody but would hold the token, so it goes as well as it can.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
