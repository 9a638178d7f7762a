import { readFile } from "node:fs/promises";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { z } from "zod";
import { SettingsError } from "../errors.ts";
import { systemErrorCode } from "../file-system.ts";

/** What the Azure Functions tools call their settings file, in the folder of the function app. */
export const localSettingsFile = "local.settings.json";

const localSettings = z.object({
  IsEncrypted: z.literal(false, "the values are encrypted: run `func settings decrypt`").optional(),
  Values: z.record(z.string(), z.string("must be text in quotes")).optional(),
});

/**
 * Reads the `Values` of a `local.settings.json`, the file of the Azure Functions tools, with the comments and trailing
 * commas they allow. A file that is not there has none; throws a `SettingsError` for one that cannot be understood.
 */
export async function readLocalValues(file: string): Promise<Record<string, string>> {
  const text = await readSettingsText(file);
  return text === undefined ? {} : parseLocalValues(text, file);
}

/** The text of the file, or nothing where there is none. */
export async function readSettingsText(file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, "utf8")).replace(/^\uFEFF/, "");
    return text.trim() === "" ? undefined : text;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") {
      return undefined;
    }
    if (systemErrorCode(error) === undefined || !(error instanceof Error)) {
      throw error;
    }
    throw new SettingsError([`Could not read ${file}: ${error.message}. Check its path and its rights.`]);
  }
}

/** Takes the `Values` out of the text; `file` is what it is called when it is broken. */
export function parseLocalValues(text: string, file: string): Record<string, string> {
  const errors: ParseError[] = [];
  const json: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) {
    throw new SettingsError(
      errors.map((error) => `${file}${position(text, error.offset)}: ${reason(error)}`),
    );
  }
  const result = localSettings.safeParse(json);
  if (!result.success) {
    throw new SettingsError(
      result.error.issues.map(({ path, message }) => `${file}: ${path.join(".") || "the file"}: ${message}`),
    );
  }
  return result.data.Values ?? {};
}

function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function reason({ error }: ParseError): string {
  // "CommaExpected" reads as "comma expected".
  return printParseErrorCode(error)
    .replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
}
