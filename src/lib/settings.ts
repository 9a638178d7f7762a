import { type HostStorage, readHostStorage } from "./continuation/host-storage.ts";
import { type PlaylistType, playlistTypes } from "./export/collected.ts";
import type { KeepRules } from "./prune/keep-rules.ts";
import { defaultTrackHeaders, trackColumns } from "./render/columns.ts";
import { readSchedules, type Schedules } from "./schedule/schedules.ts";
import { clientCredentialNames, findMissingCredentials } from "./secrets/local-settings.ts";
import { Secret } from "./secrets/secret.ts";
import { parseSettings, type SettingsReader, type SettingValues } from "./settings-reader.ts";

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

/** Where snapshots are kept, and how many. */
interface PruneSettings extends ArchiveSettings {
  readonly keepRules: KeepRules;
}

/** Where the secrets and Spotify are. URLs have no slash at their end. */
export interface ServiceSettings {
  /** Undefined where the credentials are settings themselves. */
  readonly keyVaultUrl: string | undefined;
  readonly spotifyAccountsUrl: string;
  readonly spotifyApiUrl: string;
}

/** Where everything is: what it takes to look after the backups without making any. */
export interface PlaceSettings extends ServiceSettings, ArchiveSettings {}

/** What the functions need that answer over HTTP. */
export interface WebSettings extends PlaceSettings {
  readonly schedules: Schedules;
}

/** All that an export needs to know. */
export interface ExportSettings extends PlaceSettings {
  readonly playlistType: PlaylistType;
  /** The columns of the files of tracks, by their headers. */
  readonly trackHeaders: readonly string[];
  /** The most requests that leave in any 30 seconds. */
  readonly requestsPer30s: number;
  /** The most requests in flight. */
  readonly concurrency: number;
  /** How long a run may wait in all where Spotify asks it to. */
  readonly waitBudgetMs: number;
  /** After so many days everything is read in full again. */
  readonly fullRefreshDays: number;
  /** The share of a section, in percent, whose loss at once makes a snapshot suspect. */
  readonly suspectPercent: number;
  /** Which snapshots stay when a good one has been published; without a rule, all. */
  readonly keepRules: KeepRules;
  /** Whether exports are rehearsed and not made. */
  readonly isTestMode: boolean;
}

/** The same in a function app, whose host has storage with queues of its own. */
export interface FunctionAppSettings extends ExportSettings {
  readonly hostStorage: HostStorage;
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parseArchiveSettings(values: SettingValues, host: Host): ArchiveSettings {
  return parseSettings(values, (reader) => readArchiveSettings(reader, host));
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parsePruneSettings(values: SettingValues, host: Host): PruneSettings {
  return parseSettings(values, (reader) => ({
    ...readArchiveSettings(reader, host),
    keepRules: readKeepRules(reader),
  }));
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parseExportSettings(values: SettingValues, host: Host): ExportSettings {
  return parseSettings(values, (reader) => readExportSettings(reader, { values, host }));
}

/**
 * As for an export, but that the refresh token of backups may be missing: restores have one of their own.
 *
 * @throws {SettingsError} with every problem there is, each by its setting's name
 */
export function parseRestoreSettings(values: SettingValues, host: Host): ExportSettings {
  return parseSettings(values, (reader) =>
    readExportSettings(reader, { values, host, credentials: clientCredentialNames }),
  );
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parseFunctionAppSettings(values: SettingValues): FunctionAppSettings {
  return parseSettings(values, (reader) => ({
    ...readExportSettings(reader, { values, host: "functionApp" }),
    hostStorage: readHostStorage(reader),
  }));
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parsePlaceSettings(values: SettingValues, host: Host): PlaceSettings {
  return parseSettings(values, (reader) => readPlaceSettings(reader, host));
}

/**
 * For whom the other settings must not matter: what is wrong with those can be told all the same.
 *
 * @throws {SettingsError} with every problem there is, each by its setting's name
 */
export function parseServiceSettings(values: SettingValues): ServiceSettings {
  return parseSettings(values, readServiceSettings);
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parseWebSettings(values: SettingValues): WebSettings {
  return parseSettings(values, (reader) => ({
    ...readPlaceSettings(reader, "functionApp"),
    schedules: readSchedules(reader),
  }));
}

function readExportSettings(
  reader: SettingsReader,
  {
    values,
    host,
    credentials,
  }: { values: SettingValues; host: Host; credentials?: Parameters<typeof findMissingCredentials>[1] },
): ExportSettings {
  const places = readPlaceSettings(reader, host);
  if (places.keyVaultUrl === undefined) {
    findMissingCredentials(values, credentials).forEach(reader.problem);
  }
  return {
    ...places,
    playlistType: reader.choice("PLAYLIST_TYPE", playlistTypes, "all"),
    trackHeaders: readTrackHeaders(reader),
    requestsPer30s: reader.wholeNumber("SPOTIFY_REQUESTS_PER_30S", { least: 1, most: 100_000, fallback: 90 }),
    concurrency: reader.wholeNumber("SPOTIFY_CONCURRENCY", { least: 1, most: 32, fallback: 4 }),
    waitBudgetMs: 60_000 * reader.wholeNumber("MAX_WAIT_MINUTES", { least: 0, most: 10_080, fallback: 10 }),
    fullRefreshDays: reader.wholeNumber("FULL_REFRESH_DAYS", { least: 1, most: 3_650, fallback: 28 }),
    keepRules: readKeepRules(reader),
    suspectPercent: reader.wholeNumber("SUSPECT_PERCENT", { least: 1, most: 100, fallback: 30 }),
    isTestMode: reader.choice("TEST_MODE", ["true", "false"], "false") === "true",
  };
}

function readArchiveSettings(reader: SettingsReader, host: Host): ArchiveSettings {
  const container = reader.text("EXPORT_CONTAINER") ?? "spotify";
  if (!/^(?=.{3,57}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(container)) {
    reader.problem(
      "EXPORT_CONTAINER must be 3 to 57 lower-case letters, digits and single hyphens (Azure's rule for containers, " +
        "with room for the name of a second one that ends in -state).",
    );
  }
  return { storage: readStorage(reader, host), container };
}

function readKeepRules(reader: SettingsReader): KeepRules {
  const read = (name: string) => reader.wholeNumber(name, { least: 0, most: 9_999, fallback: 0 });
  return {
    last: read("KEEP_LAST"),
    daily: read("KEEP_DAILY"),
    weekly: read("KEEP_WEEKLY"),
    monthly: read("KEEP_MONTHLY"),
    yearly: read("KEEP_YEARLY"),
  };
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

function readPlaceSettings(reader: SettingsReader, host: Host): PlaceSettings {
  return { ...readServiceSettings(reader), ...readArchiveSettings(reader, host) };
}

function readServiceSettings(reader: SettingsReader): ServiceSettings {
  return {
    keyVaultUrl: readKeyVaultUrl(reader),
    spotifyAccountsUrl: reader.url("SPOTIFY_ACCOUNTS_URL", "https://accounts.spotify.com"),
    spotifyApiUrl: reader.url("SPOTIFY_API_URL", "https://api.spotify.com/v1"),
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

function readTrackHeaders(reader: SettingsReader): readonly string[] {
  const asked = reader.text("CSV_COLUMNS");
  if (asked === undefined) {
    return defaultTrackHeaders;
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
  return headers;
}
