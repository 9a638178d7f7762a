import { type Kind, kinds } from "./archive/manifest.ts";
import { type HostStorage, readHostStorage } from "./continuation/host-storage.ts";
import { type PlaylistType, playlistTypes } from "./export/collected.ts";
import type { KeepRules } from "./prune/keep-rules.ts";
import { defaultTrackHeaders, trackColumns } from "./render/columns.ts";
import { parseSchedule, type Schedule } from "./schedule/schedule.ts";
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

/** What it takes to ask for a consent and to store it. URLs have no slash at their end. */
export interface LoginSettings {
  /** Undefined where the credentials are settings themselves. */
  readonly keyVaultUrl: string | undefined;
  readonly spotifyAccountsUrl: string;
  readonly spotifyApiUrl: string;
}

/** What the command line needs to ask for a consent: the archive tells whose library is backed up so far. */
interface CommandLineLoginSettings extends LoginSettings, ArchiveSettings {}

/** When the timers of the function app run, as far as that is set. */
export type Schedules = Readonly<Partial<Record<Kind, Schedule>>>;

/** What the functions need that answer over HTTP. */
export interface WebSettings extends LoginSettings, ArchiveSettings {
  readonly schedules: Schedules;
}

/** All that an export needs to know. */
export interface ExportSettings extends ArchiveSettings, LoginSettings {
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

/** What it takes to look after the backups without making any. */
export interface CheckSettings extends ArchiveSettings, LoginSettings {}

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
export function parseLoginSettings(values: SettingValues): CommandLineLoginSettings {
  return parseSettings(values, (reader) => ({
    ...readLoginSettings(reader),
    ...readArchiveSettings(reader, "commandLine"),
  }));
}

/**
 * Where the secrets and Spotify are, for whom the other settings do not matter.
 *
 * @throws {SettingsError} with every problem there is, each by its setting's name
 */
export function parseServiceSettings(values: SettingValues): LoginSettings {
  return parseSettings(values, readLoginSettings);
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parseWebSettings(values: SettingValues): WebSettings {
  return parseSettings(values, (reader) => ({
    ...readLoginSettings(reader),
    ...readArchiveSettings(reader, "functionApp"),
    schedules: readSchedules(reader),
  }));
}

/** @throws {SettingsError} with every problem there is, each by its setting's name */
export function parseCheckSettings(values: SettingValues, host: Host): CheckSettings {
  return parseSettings(values, (reader) => ({
    ...readLoginSettings(reader),
    ...readArchiveSettings(reader, host),
  }));
}

/**
 * Where the secrets are, for whom the other settings must not matter.
 *
 * @throws {SettingsError} where that is wrong
 */
export function parseVaultSettings(values: SettingValues): Pick<LoginSettings, "keyVaultUrl"> {
  return parseSettings(values, (reader) => ({ keyVaultUrl: readKeyVaultUrl(reader) }));
}

function readExportSettings(
  reader: SettingsReader,
  {
    values,
    host,
    credentials,
  }: { values: SettingValues; host: Host; credentials?: Parameters<typeof findMissingCredentials>[1] },
): ExportSettings {
  const login = readLoginSettings(reader);
  if (login.keyVaultUrl === undefined) {
    findMissingCredentials(values, credentials).forEach(reader.problem);
  }
  return {
    ...login,
    ...readArchiveSettings(reader, host),
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

function readLoginSettings(reader: SettingsReader): LoginSettings {
  return {
    keyVaultUrl: readKeyVaultUrl(reader),
    spotifyAccountsUrl: reader.url("SPOTIFY_ACCOUNTS_URL", "https://accounts.spotify.com"),
    spotifyApiUrl: reader.url("SPOTIFY_API_URL", "https://api.spotify.com/v1"),
  };
}

/** The names of the settings that tell when the timers run. */
const scheduleNames = {
  library: "LIBRARY_SCHEDULE",
  playlists: "PLAYLISTS_SCHEDULE",
} as const satisfies Record<Kind, string>;

function readSchedules(reader: SettingsReader): Schedules {
  const read = kinds.flatMap((kind) => {
    const name = scheduleNames[kind];
    const expression = reader.text(name);
    const parsed = expression === undefined ? undefined : parseSchedule(expression);
    if (parsed !== undefined && "problem" in parsed) {
      reader.problem(`${name} is no schedule that a timer takes: ${parsed.problem}.`);
      return [];
    }
    return parsed === undefined ? [] : [[kind, parsed.schedule] as const];
  });
  return Object.fromEntries(read);
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
