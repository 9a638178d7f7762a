import { SettingsError } from "./errors.ts";

/** Settings as the environment or `local.settings.json` gives them; an empty value counts as absent. */
export type SettingValues = Readonly<Record<string, string | undefined>>;

/** Reads single settings. After `problem` the result is thrown away, so any value will do in the place of a wrong one. */
export interface SettingsReader {
  text(name: string): string | undefined;
  url(name: string, fallback: string): string;
  /** Azure takes the identity's token over HTTPS alone. */
  httpsUrl(name: string): string;
  wholeNumber(
    name: string,
    range: { readonly least: number; readonly most: number; readonly fallback: number },
  ): number;
  choice<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice;
  problem(problem: string): void;
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parseSettings<Settings>(
  values: SettingValues,
  read: (reader: SettingsReader) => Settings,
): Settings {
  const problems: string[] = [];
  const text = (name: string) => values[name]?.trim() || undefined;
  const settings = read({
    text,
    url(name, fallback) {
      const value = text(name) ?? fallback;
      if (!isBaseUrl(value)) {
        problems.push(
          `${name} must be a URL that begins with https:// (or, on this machine, http://127.0.0.1), ` +
            "without user, query or fragment.",
        );
      }
      return value.replace(/\/+$/, "");
    },
    httpsUrl(name) {
      const value = text(name) ?? "";
      if (!isBaseUrl(value) || !/^https:/i.test(value)) {
        problems.push(`${name} must be a URL that begins with https://, without user, query or fragment.`);
      }
      return value.replace(/\/+$/, "");
    },
    wholeNumber(name, { least, most, fallback }) {
      const value = text(name) ?? String(fallback);
      if (!/^\d{1,9}$/.test(value) || Number(value) < least || Number(value) > most) {
        problems.push(`${name} must be a whole number from ${least} to ${most}.`);
      }
      return Number(value);
    },
    choice(name, choices, fallback) {
      const value = text(name) ?? fallback;
      const found = choices.find((choice) => choice === value);
      if (found === undefined) {
        problems.push(`${name} must be one of ${choices.join(", ")}.`);
      }
      return found ?? fallback;
    },
    problem: (problem) => problems.push(problem),
  });
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  return settings;
}

/** Whether paths can be put behind it, and secrets be sent to it. */
function isBaseUrl(value: string): boolean {
  if (!URL.canParse(value)) {
    return false;
  }
  const { protocol, hostname, username, password, search, hash } = new URL(value);
  const isSafe =
    protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(hostname));
  return isSafe && username + password + search + hash === "";
}
