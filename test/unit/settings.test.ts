import { describe, expect, test } from "vitest";
import { defaultTrackHeaders, trackColumns } from "../../src/lib/render/columns.ts";
import { Secret } from "../../src/lib/secrets/secret.ts";
import {
  type ArchiveSettings,
  type ExportSettings,
  type Host,
  parseArchiveSettings,
  parseExportSettings,
  parsePlaceSettings,
  parseServiceSettings,
  parseWebSettings,
} from "../../src/lib/settings.ts";
import type { SettingValues } from "../../src/lib/settings-reader.ts";
import { credentials, problemsOf, wrongHttpsUrl, wrongUrl } from "../settings-problems.ts";
import { wholeNumbers, wrongNumber } from "./whole-number-settings.ts";

const inAzure = { KEY_VAULT_NAME: "my-vault", EXPORT_STORAGE_URL: "https://me.blob.core.windows.net" };
const hosts: readonly Host[] = ["functionApp", "commandLine"];

const missingStorage =
  "EXPORT_STORAGE_URL is missing: set it to the blob service's URL, as in https://myaccount.blob.core.windows.net, " +
  "or set EXPORT_STORAGE_CONNECTION_STRING.";
const missingCredentials = [
  `SPOTIFY_CLIENT_ID is missing. Set it to the client ID of your Spotify app in the environment or in "Values" of local.settings.json.`,
  `SPOTIFY_CLIENT_SECRET is missing. Set it to the client secret of your Spotify app in the environment or in "Values" of local.settings.json.`,
  `SPOTIFY_REFRESH_TOKEN is missing. Run \`spotify-exporter login\`, or set it in the environment or in "Values" of local.settings.json.`,
];
const wrongContainer =
  "EXPORT_CONTAINER must be 3 to 57 lower-case letters, digits and single hyphens (Azure's rule for containers, " +
  "with room for the name of a second one that ends in -state).";
const wrongVaultName =
  "KEY_VAULT_NAME must be the vault's name alone, as in my-vault; for a whole URL use KEY_VAULT_URL.";

describe("settings of an export", () => {
  test("the fewest on a command line", () => {
    expect(parseExportSettings(credentials, "commandLine")).toEqual({
      storage: { type: "folder", path: "./exports" },
      container: "spotify",
      keyVaultUrl: undefined,
      playlistType: "all",
      trackHeaders: defaultTrackHeaders,
      spotifyApiUrl: "https://api.spotify.com/v1",
      spotifyAccountsUrl: "https://accounts.spotify.com",
      requestsPer30s: 90,
      concurrency: 4,
      waitBudgetMs: 600_000,
      fullRefreshDays: 28,
      suspectPercent: 30,
      keepRules: { last: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 },
      isTestMode: false,
    });
  });

  test.each(hosts)("the fewest in Azure, on a %s", (host) => {
    expect(parseExportSettings(inAzure, host)).toMatchObject({
      storage: { type: "identity", blobServiceUrl: "https://me.blob.core.windows.net" },
      container: "spotify",
      keyVaultUrl: "https://my-vault.vault.azure.net",
    });
  });

  test.each<[string, SettingValues, Partial<ExportSettings>]>([
    [
      "a vault by its URL",
      { KEY_VAULT_URL: "https://vault.example/" },
      { keyVaultUrl: "https://vault.example" },
    ],
    [
      "a vault by its URL rather than its name",
      { KEY_VAULT_URL: "https://vault.example", KEY_VAULT_NAME: "my-vault" },
      { keyVaultUrl: "https://vault.example" },
    ],
    ["owned playlists alone", { PLAYLIST_TYPE: "owned" }, { playlistType: "owned" }],
    ["followed playlists alone", { PLAYLIST_TYPE: " followed " }, { playlistType: "followed" }],
    ["empty values as none", { PLAYLIST_TYPE: "", CSV_COLUMNS: " " }, { playlistType: "all" }],
    [
      "another API",
      { SPOTIFY_API_URL: "http://127.0.0.1:1/v1/" },
      { spotifyApiUrl: "http://127.0.0.1:1/v1" },
    ],
    [
      "another accounts service",
      { SPOTIFY_ACCOUNTS_URL: "http://127.0.0.1:1//" },
      { spotifyAccountsUrl: "http://127.0.0.1:1" },
    ],
    ["test mode", { TEST_MODE: "true" }, { isTestMode: true }],
    ["another container", { EXPORT_CONTAINER: "my-music-2" }, { container: "my-music-2" }],
    [
      "a container whose name leaves just enough room",
      { EXPORT_CONTAINER: "a".repeat(57) },
      { container: "a".repeat(57) },
    ],
  ])("%s", (_, values, settings) => {
    expect(parseExportSettings({ ...inAzure, ...values }, "functionApp")).toMatchObject(settings);
  });

  test("columns are chosen by their headers, in the order of the choice", () => {
    const values = { ...inAzure, CSV_COLUMNS: "ISRC, Track Name ,Artist Name(s)" };
    const { trackHeaders: chosen } = parseExportSettings(values, "functionApp");
    expect(chosen).toEqual(["ISRC", "Track Name", "Artist Name(s)"]);
  });
});

describe("where snapshots go", () => {
  const connectionString = "AccountName=me;AccountKey=hush";

  test.each<[string, SettingValues, ArchiveSettings["storage"]]>([
    ["a folder unless told", {}, { type: "folder", path: "./exports" }],
    ["a folder of one's own", { EXPORT_FOLDER: "/backups" }, { type: "folder", path: "/backups" }],
    [
      "Azurite",
      { EXPORT_STORAGE_CONNECTION_STRING: "UseDevelopmentStorage=true" },
      { type: "connectionString", connectionString: new Secret("UseDevelopmentStorage=true") },
    ],
    [
      "an account by its connection string, before a folder",
      { EXPORT_STORAGE_CONNECTION_STRING: connectionString, EXPORT_FOLDER: "/backups" },
      { type: "connectionString", connectionString: new Secret(connectionString) },
    ],
    [
      "an account by identity, before everything else",
      {
        EXPORT_STORAGE_URL: "https://me.blob.core.windows.net/",
        EXPORT_STORAGE_CONNECTION_STRING: connectionString,
        EXPORT_FOLDER: "/backups",
      },
      { type: "identity", blobServiceUrl: "https://me.blob.core.windows.net" },
    ],
  ])("%s, and no credentials are needed to know it", (_, values, storage) => {
    const settings = parseArchiveSettings(values, "commandLine");
    expect(settings).toEqual({ storage, container: "spotify" });
    expect(JSON.stringify(settings)).not.toContain("hush");
    expect(revealed(settings)).toBe(revealed({ storage, container: "spotify" }));
  });

  /** Two secrets are equal to a matcher whatever they hold. */
  function revealed({ storage }: ArchiveSettings): string | undefined {
    return storage.type === "connectionString" ? storage.connectionString.reveal() : undefined;
  }

  test("a function app must have storage of its own, never a folder", () => {
    expect(problemsOf(() => parseArchiveSettings({ EXPORT_FOLDER: "/tmp" }, "functionApp"))).toEqual([
      missingStorage,
    ]);
  });
});

describe("a login", () => {
  test("needs no setting", () => {
    expect(parsePlaceSettings({}, "commandLine")).toEqual({
      keyVaultUrl: undefined,
      spotifyAccountsUrl: "https://accounts.spotify.com",
      spotifyApiUrl: "https://api.spotify.com/v1",
      storage: { type: "folder", path: "./exports" },
      container: "spotify",
    });
  });

  test("names its wrong settings", () => {
    const values = { KEY_VAULT_NAME: "https://my-vault", SPOTIFY_ACCOUNTS_URL: "accounts.spotify.com" };
    expect(problemsOf(() => parsePlaceSettings(values, "commandLine"))).toEqual([
      wrongVaultName,
      wrongUrl("SPOTIFY_ACCOUNTS_URL"),
    ]);
  });
});

describe("the functions that answer over HTTP", () => {
  const EXPORT_STORAGE_URL = "https://myaccount.blob.core.windows.net";

  test("know the schedules as far as they are set", () => {
    const { schedules } = parseWebSettings({ EXPORT_STORAGE_URL, LIBRARY_SCHEDULE: "0 0 2 * * 0" });

    expect(Object.keys(schedules)).toEqual(["library"]);
  });

  test("name the schedules that no timer takes", () => {
    const values = { EXPORT_STORAGE_URL, LIBRARY_SCHEDULE: "weekly", PLAYLISTS_SCHEDULE: "0 0 2 * * 7" };

    expect(problemsOf(() => parseWebSettings(values))).toEqual([
      expect.stringMatching(/^LIBRARY_SCHEDULE is no schedule that a timer takes: it must have six fields/),
      "PLAYLISTS_SCHEDULE is no schedule that a timer takes: 7 is no day of the week (0 to 6).",
    ]);
  });
});

describe("every problem is named at once", () => {
  test.each<[string, Host, SettingValues, readonly string[]]>([
    ["nothing is set in a function app", "functionApp", {}, [...missingCredentials, missingStorage]],
    ["nothing is set on a command line", "commandLine", {}, missingCredentials],
    [
      "one credential is blank",
      "commandLine",
      { ...credentials, SPOTIFY_CLIENT_SECRET: "  " },
      missingCredentials.slice(1, 2),
    ],
    [
      "all of it is wrong",
      "functionApp",
      {
        KEY_VAULT_NAME: "my_vault",
        EXPORT_CONTAINER: "Spotify",
        EXPORT_STORAGE_CONNECTION_STRING: "hush, which only the service's client can judge",
        PLAYLIST_TYPE: "mine",
        CSV_COLUMNS: "Track URI,Tempo,track name",
        SPOTIFY_API_URL: "api.spotify.com",
        SPOTIFY_ACCOUNTS_URL: "ftp://accounts.spotify.com",
        SPOTIFY_REQUESTS_PER_30S: "many",
        SPOTIFY_CONCURRENCY: "0",
        MAX_WAIT_MINUTES: "-1",
        FULL_REFRESH_DAYS: "2.5",
      },
      [
        wrongVaultName,
        wrongUrl("SPOTIFY_ACCOUNTS_URL"),
        wrongContainer,
        "PLAYLIST_TYPE must be one of all, owned, followed.",
        `CSV_COLUMNS names columns that do not exist: "Tempo", "track name". Choose from: ${trackColumns.map(({ header }) => header).join(", ")}.`,
        wrongUrl("SPOTIFY_API_URL"),
        ...wholeNumbers.map(({ name, least, most }) => wrongNumber(name, { least, most })),
      ],
    ],
    [
      "URLs are no URLs",
      "commandLine",
      { KEY_VAULT_URL: "my-vault", EXPORT_STORAGE_URL: "https://" },
      [wrongHttpsUrl("KEY_VAULT_URL"), wrongHttpsUrl("EXPORT_STORAGE_URL")],
    ],
  ])("when %s", (_, host, values, problems) => {
    const found = problemsOf(() => parseExportSettings(values, host));
    expect(found.toSorted()).toEqual(problems.toSorted());
  });

  test.each(["ab", "a".repeat(58), "-music", "music-", "my--music", "my_music", "Music"])(
    "a container cannot be called %s",
    (container) => {
      expect(problemsOf(() => parseArchiveSettings({ EXPORT_CONTAINER: container }, "commandLine"))).toEqual([
        wrongContainer,
      ]);
    },
  );

  test.each(["ab", "my_vault", "1vault", "vault-", "https://my-vault.vault.azure.net", "a".repeat(25)])(
    "a vault cannot be called %s",
    (name) => {
      expect(problemsOf(() => parseServiceSettings({ KEY_VAULT_NAME: name }))).toEqual([wrongVaultName]);
    },
  );
});
