import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { type Fault, PREMIUM_REQUIRED, USER_NOT_REGISTERED } from "../fake-spotify/faults.ts";
import { runCommandLine, settingsFor } from "./command-line.ts";
import { runFailingExport } from "./failed-export.ts";

const forEver = { times: Number.POSITIVE_INFINITY };

describe("2, the settings are wrong", () => {
  test("all that are missing or wrong are named at once, and nobody is asked anything", async () => {
    const env = {
      SPOTIFY_CLIENT_ID: "",
      SPOTIFY_CLIENT_SECRET: " ",
      SPOTIFY_REFRESH_TOKEN: "",
      SPOTIFY_API_URL: "api.spotify.com",
      PLAYLIST_TYPE: "mine",
      CSV_COLUMNS: "Track Name,Colour",
      EXPORT_CONTAINER: "No Container",
    };
    const { exitCode, stdout, stderr, fake } = await runFailingExport({ env });

    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(Object.keys(env).filter((name) => !new RegExp(`^ {2}- ${name} `, "m").test(stderr))).toEqual([]);
    expect(stderr).toContain(`"Colour". Choose from: Track URI, Track Name,`);
    expect([...fake.requests.api, ...fake.requests.token]).toEqual([]);
  });

  test("--json gives the problems as data", async () => {
    const { exitCode, stdout } = await runFailingExport({ args: ["--json"], env: { PLAYLIST_TYPE: "mine" } });

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        name: "SettingsError",
        problems: [expect.stringMatching(/^PLAYLIST_TYPE must be one of all, owned/)],
      },
    });
  });

  test("a settings file that cannot be read is named with the place", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "local.settings.json"), `{\n  "Values": {\n    "PLAYLIST_TYPE" "all"\n  }\n}`);

    const { exitCode, stderr } = await runFailingExport({ cwd });

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/local\.settings\.json:3:21: colon expected/);
  });

  test.each([
    "AccountName=hush",
    "AccountName=hush;AccountKey=hush",
    "DefaultEndpointsProtocol=https;AccountKey=hush",
    "hush",
  ])("a connection string that is none (%s) is refused unquoted", async (connectionString) => {
    const env = { EXPORT_STORAGE_CONNECTION_STRING: connectionString };
    const { exitCode, stdout, stderr, fake } = await runFailingExport({ args: ["--json"], env });

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: "SettingsError" } });
    expect(stderr).toMatch(/- EXPORT_STORAGE_CONNECTION_STRING is no whole connection string\./);
    expect(stdout + stderr).not.toContain("hush");
    expect([...fake.requests.api, ...fake.requests.token]).toEqual([]);
  });

  test("a client that Spotify does not know", async () => {
    const { exitCode, stderr } = await runFailingExport({ env: { SPOTIFY_CLIENT_SECRET: "another" } });

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/does not know this client ID and secret .*developer\.spotify\.com/);
  });
});

describe("3, partial", () => {
  test("what failed is named on the terminal and in the JSON", async () => {
    const fake = await startFakeSpotify({ library: makeSmallLibrary() });
    const does = { kind: "answer", status: 404, body: {} } as const;
    fake.misbehave({ when: ({ path }) => path === "/me/albums", ...forEver, does });
    const surroundings = { cwd: await temporaryFolder(), env: settingsFor(fake) };

    const text = await runCommandLine(["export"], surroundings);
    const json = await runCommandLine(["export", "--json", "--out", "again"], surroundings);
    await fake.stop();

    expect([text.exitCode, json.exitCode]).toEqual([3, 3]);
    expect(text.stdout).toMatch(/^library: partial/m);
    expect(text.stdout).toMatch(/^playlists: complete/m);
    expect(text.stdout).toMatch(/failed: Saved albums: .*404/);
    expect(JSON.parse(json.stdout)).toMatchObject({
      snapshots: [
        { status: "partial", unavailable: [{ id: "albums", cause: "failed" }] },
        { status: "complete" },
      ],
    });
  });
});

describe("4, paused", () => {
  test.each<Fault>([
    { does: { kind: "rate-limit", retryAfter: 52_531, reason: "QUOTA_EXCEEDED" } },
    {
      when: ({ index }) => index === 9,
      does: { kind: "rate-limit", retryAfter: 52_531, reason: "QUOTA_EXCEEDED" },
    },
    { when: ({ index }) => index === 9, does: { kind: "rate-limit", retryAfter: 79_892 } },
  ])("the time to come again is told: %o", async (fault) => {
    const before = Date.now();
    const { exitCode, stdout, stderr } = await runFailingExport({
      args: ["--json"],
      faults: [{ ...fault, ...forEver }],
    });

    expect(exitCode).toBe(4);
    const { until } = z
      .object({ error: z.object({ name: z.literal("PausedError"), until: z.iso.datetime() }) })
      .parse(JSON.parse(stdout)).error;
    expect(Date.parse(until) - before).toBeGreaterThanOrEqual(52_531_000);
    expect(stderr).toContain(`no more requests until ${until}`);
  });

  test("a library that was published before stays, and is told of", async () => {
    const fake = await startFakeSpotify({ library: makeSmallLibrary() });
    const does = { kind: "rate-limit", retryAfter: 52_531, reason: "QUOTA_EXCEEDED" } as const;
    fake.misbehave({ when: ({ path }) => path === "/me/playlists", ...forEver, does });
    const cwd = await temporaryFolder();

    const { exitCode, stdout } = await runCommandLine(["export", "--json"], { cwd, env: settingsFor(fake) });
    await fake.stop();

    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      snapshots: [{ kind: "library", status: "complete" }],
      error: {},
    });
    expect(await Array.fromAsync(listSnapshots(openFolder(join(cwd, "exports"))))).toHaveLength(1);
  });
});

describe("5, the user must authorise again", () => {
  test.each(["Refresh token expired", "Refresh token revoked"] as const)(
    "%s: asked once",
    async (refusal) => {
      const fake = await startFakeSpotify({ library: makeSmallLibrary() });
      fake.tokens.refusal = refusal;

      const run = await runCommandLine(["export"], { cwd: await temporaryFolder(), env: settingsFor(fake) });
      await fake.stop();

      expect(run.exitCode).toBe(5);
      expect(run.stderr).toContain(refusal);
      expect(run.stderr).toContain("spotify-exporter login");
      expect([fake.requests.token.length, fake.requests.api.length]).toEqual([1, 0]);
    },
  );
});

describe("1, Spotify fails", () => {
  test.each([
    { why: "no Premium", does: PREMIUM_REQUIRED, advice: /needs a Premium subscription/ },
    { why: "not on the app's list", does: USER_NOT_REGISTERED, advice: /User Management/ },
    {
      why: "an API of unknown shape",
      does: { kind: "answer", status: 200, body: { data: {} } },
      advice: /GET \/me has an unknown shape .*newer version/,
    },
  ] as const)("$why", async ({ does, advice }) => {
    const { exitCode, stderr } = await runFailingExport({ faults: [{ ...forEver, does }] });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(advice);
  });

  test("every list is of unknown shape, so that nothing could be read", async () => {
    const when = ({ path }: { path: string }) => path !== "/me";
    const does = { kind: "edited", edit: (body: unknown) => ({ data: body }) } as const;

    const { exitCode, stderr } = await runFailingExport({ faults: [{ when, ...forEver, does }] });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /Nothing could be read, so nothing was published\. .*GET \/me\/tracks has an unknown shape/,
    );
  });

  test("nobody listens", { timeout: 60_000 }, async () => {
    const env = { SPOTIFY_API_URL: "http://127.0.0.1:1/v1", SPOTIFY_ACCOUNTS_URL: "http://127.0.0.1:1" };

    const { exitCode, stderr } = await runFailingExport({ env });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/error: .*ECONNREFUSED/);
  });
});
