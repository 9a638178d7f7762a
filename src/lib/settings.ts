import { SettingsError } from "./errors.ts";
import { type PlaylistType, playlistTypes } from "./export/collected.ts";
import { chooseColumns, defaultTrackColumns, type TrackRow, trackColumns } from "./render/columns.ts";
import type { Column } from "./render/csv.ts";
import { findMissingCredentials } from "./secrets/local-settings.ts";
import { Secret } from "./secrets/secret.ts";

/** Settings as the environment or `local.settings.json` gives them; an empty value counts as absent. */
export type SettingValues = Readonly<Record<string, string | undefined>>;

/** Where the exporter runs: a function app must have storage of its own, a command line may use a folder. */
export type Host = "functionApp" | "commandLine";

/** Where snapshots are kept. */
export interface ArchiveSettings {
  readonly storage:
    | { readonly type: "identity"; readonly blobServiceUrl: string }
    | { readonly type: "connectionString"; readonly connectionString: Secret }
    | { readonly type: "folder"; readonly path: string };
  readonly container: string;
}

/** What it takes to ask for a consent and to store it. URLs have no slash at their end. */
export interface LoginSettings {
  /** Undefined where the credentials are settings themselves. */
  readonly keyVaultUrl: string | undefined;
  readonly spotifyAccountsUrl: string;
}

/** All that an export needs to know. */
export interface ExportSettings extends ArchiveSettings, LoginSettings {
  readonly playlistType: PlaylistType;
  readonly trackColumns: readonly Column<TrackRow>[];
  readonly spotifyApiUrl: string;
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parseArchiveSettings(values: SettingValues, host: Host): ArchiveSettings {
  return parse(values, (reader) => readArchiveSettings(reader, host));
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parseExportSettings(values: SettingValues, host: Host): ExportSettings {
  return parse(values, (reader) => {
    const login = readLoginSettings(reader);
    if (login.keyVaultUrl === undefined) {
      findMissingCredentials(values).forEach(reader.problem);
    }
    return {
      ...login,
      ...readArchiveSettings(reader, host),
      playlistType: reader.choice("PLAYLIST_TYPE", playlistTypes, "all"),
      trackColumns: readTrackColumns(reader),
      spotifyApiUrl: reader.url("SPOTIFY_API_URL", "https://api.spotify.com/v1"),
    };
  });
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parseLoginSettings(values: SettingValues): LoginSettings {
  return parse(values, readLoginSettings);
}

/** Reads single settings. After `problem` the result is thrown away, so any value will do in the place of a wrong one. */
interface SettingsReader {
  text(name: string): string | undefined;
  url(name: string, fallback: string): string;
  /** Azure takes the identity's token over HTTPS alone. */
  httpsUrl(name: string): string;
  choice<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice;
  problem(problem: string): void;
}

function parse<Settings>(values: SettingValues, read: (reader: SettingsReader) => Settings): Settings {
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

function readArchiveSettings(reader: SettingsReader, host: Host): ArchiveSettings {
  const container = reader.text("EXPORT_CONTAINER") ?? "spotify";
  if (!/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(container)) {
    reader.problem(
      "EXPORT_CONTAINER must be 3 to 63 lower-case letters, digits and single hyphens (Azure's rule for containers).",
    );
  }
  return { storage: readStorage(reader, host), container };
}

function readStorage(reader: SettingsReader, host: Host): ArchiveSettings["storage"] {
  if (reader.text("EXPORT_STORAGE_URL") !== undefined) {
    return { type: "identity", blobServiceUrl: reader.httpsUrl("EXPORT_STORAGE_URL") };
  }
  const connectionString = reader.text("EXPORT_STORAGE_CONNECTION_STRING");
  if (connectionString !== undefined) {
    return { type: "connectionString", connectionString: new Secret(connectionString) };
  }
  if (host === "functionApp") {
    reader.problem(
      "EXPORT_STORAGE_URL is missing: set it to the blob service's URL, as in https://myaccount.blob.core.windows.net, " +
        "or set EXPORT_STORAGE_CONNECTION_STRING.",
    );
  }
  return { type: "folder", path: reader.text("EXPORT_FOLDER") ?? "./exports" };
}

function readLoginSettings(reader: SettingsReader): LoginSettings {
  return {
    keyVaultUrl: readKeyVaultUrl(reader),
    spotifyAccountsUrl: reader.url("SPOTIFY_ACCOUNTS_URL", "https://accounts.spotify.com"),
  };
}

function readKeyVaultUrl(reader: SettingsReader): string | undefined {
  const name = reader.text("KEY_VAULT_NAME");
  if (reader.text("KEY_VAULT_URL") !== undefined) {
    return reader.httpsUrl("KEY_VAULT_URL");
  }
  if (name === undefined) {
    return undefined;
  }
  if (!/^[a-z][a-z0-9-]{1,22}[a-z0-9]$/i.test(name)) {
    reader.problem(
      "KEY_VAULT_NAME must be the vault's name alone, as in my-vault; for a whole URL use KEY_VAULT_URL.",
    );
  }
  return `https://${name}.vault.azure.net`;
}

function readTrackColumns(reader: SettingsReader): readonly Column<TrackRow>[] {
  const asked = reader.text("CSV_COLUMNS");
  if (asked === undefined) {
    return defaultTrackColumns;
  }
  const headers = asked.split(",").map((header) => header.trim());
  const known: readonly string[] = trackColumns.map(({ header }) => header);
  const unknown = headers.filter((header) => !known.includes(header));
  if (unknown.length > 0) {
    const names = unknown.map((header) => `"${header}"`).join(", ");
    reader.problem(
      `CSV_COLUMNS names columns that do not exist: ${names}. Choose from: ${known.join(", ")}.`,
    );
  }
  return chooseColumns(headers);
}
