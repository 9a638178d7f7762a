import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { toDoctorExitCode } from "../../src/cli/doctor.ts";
import { PREMIUM_REQUIRED, USER_NOT_REGISTERED } from "../fake-spotify/faults.ts";
import { READ_SCOPES } from "../fake-spotify/scopes.ts";
import { answerAll, type Diagnosis, type Patient, startPatient } from "../patient.ts";
import { fakeSecrets } from "../setup/secrets.ts";

interface Ailment {
  readonly exitCode: number;
  /** What is wrong, on the account of somebody who is well but for that. */
  readonly spoil: (patient: Patient) => unknown;
  /** All that is told beside what is told where all is well; folders are written as HOME. */
  readonly told: readonly string[];
}

const noAccess = ["– account    Spotify gives no access", "– app        Spotify gives no access"];
const unsaid = ["– client     Spotify did not say", "– token      Spotify did not say"];
const login = "Authorise again with: spotify-exporter login";

const ailments: Readonly<Record<string, Ailment>> = {
  "several settings are wrong": {
    exitCode: 2,
    spoil: ({ environment }) =>
      Object.assign(environment, { PLAYLIST_TYPE: "mine", EXPORT_CONTAINER: "Spotify!", KEEP_DAILY: "all" }),
    told: [
      "✗ settings   EXPORT_CONTAINER must be 3 to 57 lower-case letters, digits and single hyphens (Azure's rule for " +
        "containers, with room for the name of a second one that ends in -state).",
      "             It is set in the environment.",
      "✗ settings   PLAYLIST_TYPE must be one of all, owned, followed.",
      "             It is set in the environment.",
      "✗ settings   KEEP_DAILY must be a whole number from 0 to 9999.",
      "             It is set in the environment.",
      "– storage    the settings for it are wrong",
      "– state      the settings for it are wrong",
      "– pause      the settings for it are wrong",
      "✓ account    Demo Listener; nobody was backed up so far",
      "– library    the settings for it are wrong",
      "– playlists  the settings for it are wrong",
    ],
  },
  "a setting is misspelled": {
    exitCode: 0,
    spoil: ({ environment }) => Object.assign(environment, { PLAYLISTTYPE: "owned" }),
    told: ["! settings   PLAYLISTTYPE is no setting", "             If PLAYLIST_TYPE is meant, write it so."],
  },
  "a trial was forgotten": {
    exitCode: 0,
    spoil: ({ environment }) => Object.assign(environment, { TEST_MODE: "true" }),
    told: [
      "✓ settings   6 in the environment, 2 in HOME/local.settings.json",
      "! settings   TEST_MODE is on: exports are rehearsed, and nothing is backed up",
      "             Set TEST_MODE to false, or remove it, once the trial is over.",
    ],
  },
  "an old token in the environment hides the new one": {
    exitCode: 5,
    spoil: ({ environment }) => Object.assign(environment, { SPOTIFY_REFRESH_TOKEN: "hush-old" }),
    told: [
      "✓ settings   6 in the environment, 2 in HOME/local.settings.json",
      "! settings   the environment hides other values of HOME/local.settings.json: SPOTIFY_REFRESH_TOKEN",
      "             The environment wins. Remove the one of the two that is wrong.",
      "✗ token      Spotify no longer accepts the refresh token",
      "             Spotify no longer accepts the refresh token kept in the environment and HOME/local.settings.json (Invalid " +
        "refresh token). Consents end six months after they are given, or when they are revoked. " +
        `${login} (from a clone: npm start -- login)`,
      "– scopes     Spotify did not say what was agreed to",
      "! consent    nobody knows when it ends, since the refresh token was saved by hand",
      "             Spotify ends it six months after it was given. To know when: spotify-exporter login",
      ...noAccess,
    ],
  },
  "there is no token yet": {
    exitCode: 2,
    spoil: ({ folder }) => rm(join(folder, "local.settings.json")),
    told: [
      "✓ settings   5 in the environment, 0 in HOME/local.settings.json",
      "✗ secrets    not all that are needed are there",
      "             SPOTIFY_REFRESH_TOKEN is missing. Run `spotify-exporter login`, or set it in the environment or in " +
        '"Values" of local.settings.json.',
      ...["network", "client", "token", "scopes", "consent", "account", "app", "clock"].map(
        (check) => `– ${check.padEnd(9)}  credentials are missing`,
      ),
    ],
  },
  "the folder cannot be written to": {
    exitCode: 1,
    spoil: async ({ folder, environment }) => {
      await writeFile(join(folder, "file"), "");
      environment["EXPORT_FOLDER"] = join(folder, "file");
    },
    told: [
      "✗ storage    HOME/file cannot be used",
      "             Could not write to HOME/file: EEXIST: file already exists, mkdir 'HOME/file'. A file lies where a folder " +
        "should be: move it away, or choose another folder.",
      "✗ state      HOME/file/.state cannot be used",
      "             Could not write to HOME/file/.state: ENOTDIR: not a directory, mkdir 'HOME/file/.state'. A file lies where " +
        "a folder should be: move it away, or choose another folder.",
      "– pause      HOME/file/.state cannot be used",
      "✓ account    Demo Listener; nobody was backed up so far",
      "– library    HOME/file cannot be used",
      "– playlists  HOME/file cannot be used",
    ],
  },
  "the connection string was cut off": {
    exitCode: 2,
    spoil: ({ environment }) =>
      Object.assign(environment, { EXPORT_STORAGE_CONNECTION_STRING: "AccountName=me;AccountKey=hush" }),
    told: [
      "✗ settings   EXPORT_STORAGE_CONNECTION_STRING is no whole connection string. Copy it anew from the storage account's " +
        "access keys.",
      "             It is set in the environment.",
      "– storage    the settings for it are wrong",
      "– state      the settings for it are wrong",
      "– pause      the settings for it are wrong",
      "✓ account    Demo Listener; nobody was backed up so far",
      "– library    the settings for it are wrong",
      "– playlists  the settings for it are wrong",
    ],
  },
  "Spotify cannot be reached": {
    exitCode: 1,
    spoil: ({ environment }) => Object.assign(environment, { SPOTIFY_ACCOUNTS_URL: "http://127.0.0.1:1" }),
    told: [
      "✗ network    Spotify cannot be reached",
      "             POST /api/token failed: the connection failed (ECONNREFUSED). Check the network and try again.",
      ...unsaid,
      ...noAccess,
      "– clock      Spotify has not told the time",
    ],
  },
  "the client secret is another app's": {
    exitCode: 2,
    spoil: ({ environment }) => Object.assign(environment, { SPOTIFY_CLIENT_SECRET: "hush-other" }),
    told: [
      "✗ client     Spotify does not know the app",
      "             Spotify does not know this client ID and secret (Invalid client). Compare both with the app's page on " +
        "https://developer.spotify.com/dashboard.",
      "– token      Spotify looks at it only for an app that it knows",
      ...noAccess,
    ],
  },
  "the consent has ended": {
    exitCode: 5,
    spoil: async (patient) => {
      await patient.consent(new Date("2026-05-20T10:00:00Z"));
      patient.fake.tokens.refusal = "Refresh token expired";
    },
    told: [
      "✗ token      Spotify no longer accepts the refresh token",
      "             Spotify no longer accepts the refresh token kept in the environment and HOME/local.settings.json (Refresh " +
        "token expired). Consents end six months after they are given, or when they are revoked. " +
        `${login} (from a clone: npm start -- login)`,
      "✗ consent    ended on 2026-11-20 (4 days ago)",
      `             ${login}`,
      ...noAccess,
    ],
  },
  "the consent ends soon": {
    exitCode: 0,
    spoil: (patient) => patient.consent(new Date("2026-06-01T10:00:00Z")),
    told: ["! consent    given on 2026-06-01, ends on 2026-12-01 (in 6 days)", `             ${login}`],
  },
  "the consent lacks a scope, whatever was written down of it": {
    exitCode: 5,
    spoil: async (patient) => {
      const { fake, environment } = patient;
      const scopes = READ_SCOPES.filter((scope) => scope !== "playlist-read-collaborative");
      environment["SPOTIFY_REFRESH_TOKEN"] = fake.allow(scopes).credentials.refreshToken;
      await rm(join(patient.folder, "local.settings.json"));
    },
    told: [
      "✓ settings   6 in the environment, 0 in HOME/local.settings.json",
      "✗ scopes     missing: playlist-read-collaborative",
      `             A backup lacks what the consent does not allow. ${login}`,
      "! consent    nobody knows when it ends, since the refresh token was saved by hand",
      "             Spotify ends it six months after it was given. To know when: spotify-exporter login",
    ],
  },
  "Spotify itself is ill": {
    exitCode: 1,
    spoil: answerAll("token", { kind: "answer", status: 503, body: "" }),
    told: [
      "– client     Spotify did not say",
      "✗ token      Spotify did not say whether it accepts the refresh token",
      "             POST /api/token failed: 503 Service Unavailable. The token is kept, and may well be good: look again later.",
      ...noAccess,
      "– clock      Spotify has not told the time",
    ],
  },
  "the user is not on the app's list": {
    exitCode: 1,
    spoil: answerAll("api", USER_NOT_REGISTERED),
    told: [
      "✗ account    Spotify does not say whose account it is",
      "             Spotify answered GET /me with 403 Forbidden (User not registered in the Developer Dashboard.). Add this " +
        "Spotify user to the app's users on https://developer.spotify.com/dashboard (User Management).",
      "– app        Spotify gives no access",
    ],
  },
  "the app's owner has no Premium": {
    exitCode: 1,
    spoil: answerAll("api", PREMIUM_REQUIRED),
    told: [
      "✗ account    Spotify does not say whose account it is",
      "             Spotify answered GET /me with 403 Forbidden (Active premium subscription required for the owner of the " +
        "app.). The owner of the Spotify app needs a Premium subscription.",
      "– app        Spotify gives no access",
    ],
  },
  "somebody else was backed up so far": {
    exitCode: 0,
    spoil: (patient) =>
      patient.publish({
        id: "2026-11-23T02-00-00Z",
        account: { id: "somebody", display_name: "Somebody Else" },
      }),
    told: [
      "! account    Demo Listener, but so far it was Somebody Else",
      "             If that is not meant, sign in at Spotify as the other user, and authorise again with: spotify-exporter " +
        "login. If it is, a container or folder of its own keeps the backups apart.",
    ],
  },
  "the last backup is too old, and the other kind has none": {
    exitCode: 1,
    spoil: async (patient) => {
      await rm(patient.archive.location, { recursive: true });
      await patient.publish({ id: "2026-11-15T02-00-00Z", finishedAt: "2026-11-15T02:01:00Z" });
    },
    told: [
      "✗ library    overdue: last good snapshot 2026-11-15T02-00-00Z, 9 days ago",
      "             There should be one every 8 days. Make one with: spotify-exporter export library, or see in the logs of the " +
        "function app why its timer made none.",
      "✗ playlists  no snapshot yet",
      "             Make one with: spotify-exporter export playlists",
    ],
  },
  "the newest backups are partial and suspect": {
    exitCode: 0,
    spoil: async (patient) => {
      const id = "2026-11-23T02-00-00Z";
      const suspect = [{ section: "items", before: 900, now: 100, since: "2026-11-22T02-00-00Z" }];
      await patient.publish({ id, status: "partial" });
      await patient.publish({ id, kind: "playlists", suspect });
    },
    told: [
      "! library    last good snapshot 2026-11-22T02-00-00Z, 2 days ago; the newest is partial, 2026-11-23T02-00-00Z",
      "             The manifest of library/2026-11-23T02-00-00Z names what is missing and why; the next export tries again.",
      "! playlists  last good snapshot 2026-11-22T02-00-00Z, 2 days ago; the newest is suspect, since it shrank (items from 900 " +
        "to 100), 2026-11-23T02-00-00Z",
      "             See what is gone: spotify-exporter diff 2026-11-22T02-00-00Z 2026-11-23T02-00-00Z. If it is right so, say it " +
        "once: spotify-exporter export playlists --accept",
    ],
  },
};

describe("each thing that is wrong is told with what to do, and changes nothing else", () => {
  test.each(Object.entries(ailments))("%s", async (_, { exitCode, spoil, told }) => {
    const patient = await startPatient();
    const before = toLines(await patient.examine(), patient);
    await spoil(patient);

    const diagnosis = await patient.examine();

    const lines = toLines(diagnosis, patient);
    expect(lines.filter((line) => !before.includes(line))).toEqual(withoutThoseIn(told, before));
    expect(toDoctorExitCode(diagnosis.findings)).toBe(exitCode);
    expect(diagnosis.text).not.toMatch(fakeSecrets);
    expect(diagnosis.text).not.toContain("hush");
    for (const { state, text, advice } of diagnosis.findings) {
      expect(state !== "failed" || Boolean(advice), `nothing to do about: ${text}`).toBe(true);
    }
  });
});

function toLines({ text }: Diagnosis, { folder }: Patient): readonly string[] {
  return text.replaceAll(folder, "HOME").split("\n");
}

/** What is told the same way where all is well needs not be new. */
function withoutThoseIn(told: readonly string[], before: readonly string[]): readonly string[] {
  return told.filter((line) => !before.includes(line));
}
