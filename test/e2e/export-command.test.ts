import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { parseCsv } from "../export/parse-csv.ts";
import { readFiles, readPlaylists } from "../export/snapshot-documents.ts";
import { fakeSecrets } from "../setup/secrets.ts";
import { settingsFor } from "./command-line.ts";
import { manifestsIn, startUser } from "./user.ts";

describe("export", () => {
  test.each([
    { args: [], expected: ["library", "playlists"] },
    { args: ["all"], expected: ["library", "playlists"] },
    { args: ["library"], expected: ["library"] },
    { args: ["playlists"], expected: ["playlists"] },
  ])("$args publishes $expected into ./exports", async ({ args, expected }) => {
    const { run, cwd } = await startUser();

    const { exitCode, stdout, stderr } = await run(["export", ...args]);

    expect(exitCode).toBe(0);
    const manifests = await manifestsIn(join(cwd, "exports"));
    expect(manifests.map(({ kind, status }) => `${kind} ${status}`)).toEqual(
      expected.map((kind) => `${kind} complete`),
    );
    for (const { kind, id, files } of manifests) {
      expect(stdout).toContain(`${join(cwd, "exports")}/${kind}/${id}`);
      expect(files.filter(({ name }) => !stdout.includes(name))).toEqual([]);
    }
    expect(stderr).toMatch(
      expected.includes("library") ? /^Liked songs: 60 of 60$/m : /^Playlists: 55 of 55$/m,
    );
  });

  test("the environment may choose another folder, and --out wins over it", async () => {
    const { run, fake, cwd } = await startUser();

    const chosen = await run(["export", "library"], { ...settingsFor(fake), EXPORT_FOLDER: "mine" });
    const outside = { EXPORT_STORAGE_URL: "https://127.0.0.1:1/nowhere", EXPORT_FOLDER: "mine" };
    const out = await run(["export", "library", "--out", "here/and there"], {
      ...settingsFor(fake),
      ...outside,
    });

    expect([chosen.exitCode, out.exitCode]).toEqual([0, 0]);
    expect(await manifestsIn(join(cwd, "mine"))).toHaveLength(1);
    expect(await manifestsIn(join(cwd, "here/and there"))).toHaveLength(1);
  });

  test("two runs in the same second both keep what they have", async () => {
    const { run, cwd } = await startUser();

    const runs = await Promise.all([run(["export", "library"]), run(["export", "library"])]);

    const published = await manifestsIn(join(cwd, "exports"));
    expect(published).toHaveLength(runs.filter(({ exitCode }) => exitCode === 0).length);
    expect(published.length).toBeGreaterThan(0);
  });

  test("--json prints the manifests as one document and says all else on standard error", async () => {
    const { run, cwd } = await startUser();

    const { exitCode, stdout, stderr } = await run(["export", "--json"]);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      location: join(cwd, "exports"),
      snapshots: await manifestsIn(join(cwd, "exports")),
    });
    expect(stderr).toMatch(/Saved albums: 3 of 3/);
  });

  test("no secret is in any file that it writes", async () => {
    const { run, cwd } = await startUser();

    await run(["export"]);

    const entries = await readdir(cwd, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      expect(await readFile(file, "utf8")).not.toMatch(fakeSecrets);
    }
  });

  test("CSV_COLUMNS chooses the columns of the files of tracks, in its order", async () => {
    const { run, fake, cwd } = await startUser();

    await run(["export"], { ...settingsFor(fake), CSV_COLUMNS: "Added At, Track Name,Album Type" });

    const [library, playlists] = await manifestsIn(join(cwd, "exports"));
    expect(await headersOf(cwd, library, "liked-songs.csv")).toEqual([
      "Added At",
      "Track Name",
      "Album Type",
    ]);
    const itemHeaders = ["Playlist Name", "Playlist URI", "Position", "Added At", "Track Name", "Album Type"];
    expect(await headersOf(cwd, playlists, "playlist-items.csv")).toEqual(itemHeaders);
  });

  test.each([
    { type: "owned", exported: 51, excluded: 4 },
    { type: "followed", exported: 4, excluded: 51 },
  ])("PLAYLIST_TYPE=$type leaves the others out and counts them", async ({ type, exported, excluded }) => {
    const { run, fake, cwd } = await startUser();

    const { exitCode } = await run(["export", "playlists"], { ...settingsFor(fake), PLAYLIST_TYPE: type });

    expect(exitCode).toBe(0);
    const [manifest] = await manifestsIn(join(cwd, "exports"));
    expect(manifest?.sections["playlists"]).toMatchObject({ total: 56, exported, excluded, unavailable: 1 });
    const { playlists } = await readPlaylists(openFolder(join(cwd, "exports")), ensure(manifest));
    expect(playlists.every(({ owner }) => isOwn(owner) === (type === "owned"))).toBe(true);
  });
});

describe("the settings of local.settings.json", () => {
  test("count, comments and all, and the environment wins over them", async () => {
    const { run, fake, cwd } = await startUser();
    const { SPOTIFY_API_URL, ...values } = settingsFor(fake);
    await writeFile(
      join(cwd, "local.settings.json"),
      `{ // made by hand\n"IsEncrypted": false, "Values": ${JSON.stringify({ ...values, EXPORT_FOLDER: "mine" })}, }`,
    );

    const { exitCode } = await run(["export", "library"], {
      SPOTIFY_API_URL: fake.apiUrl,
      EXPORT_FOLDER: "theirs",
    });

    expect(exitCode).toBe(0);
    expect((await readdir(cwd)).sort()).toEqual(["local.settings.json", "theirs", "tmp"]);
    expect(SPOTIFY_API_URL).toBe(fake.apiUrl);
  });

  test("take a refresh token that Spotify replaced, for the owner's eyes alone, and the next run uses it", async () => {
    const { run, fake, cwd } = await startUser();
    fake.tokens.rotatesRefreshTokens = true;
    const file = join(cwd, "local.settings.json");
    await writeFile(file, JSON.stringify({ Values: settingsFor(fake) }), { mode: 0o644 });

    const first = await run(["export", "library"], {});
    const { Values } = z
      .object({ Values: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await readFile(file, "utf8")));
    const second = await run(["export", "library", "--out", "again"], {});

    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(Values).toEqual({ ...settingsFor(fake), SPOTIFY_REFRESH_TOKEN: "fake-refresh-token-2" });
    expect(fake.credentials.refreshToken).toBe("fake-refresh-token-3");
    if (process.platform !== "win32") {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    }
  });
});

async function headersOf(
  cwd: string,
  manifest: Manifest | undefined,
  file: string,
): Promise<readonly string[]> {
  const files = await readFiles(openFolder(join(cwd, "exports")), ensure(manifest));
  return Object.keys(parseCsv(files.get(file) ?? "")[0] ?? {});
}

function ensure(manifest: Manifest | undefined): Manifest {
  if (manifest === undefined) {
    throw new Error("Nothing was published.");
  }
  return manifest;
}

function isOwn(owner: unknown): boolean {
  return z.object({ id: z.string() }).parse(owner).id === "demo-listener";
}
