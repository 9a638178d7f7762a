import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../export/temporary-folder.ts";
import type { FakeAccount } from "../fake-spotify/fake-account.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { makeEmptyLibrary } from "../fake-spotify/make-playlist.ts";
import { READ_SCOPES, WRITE_SCOPES } from "../fake-spotify/scopes.ts";
import { toFacts } from "../restore/account-facts.ts";
import { makeSmallSource, takeDown } from "../restore/small-source.ts";
import { runCommandLine, settingsFor, startCommand } from "./command-line.ts";
import { noPython, runOnTerminal } from "./pseudo-terminal.ts";

/** A folder with an export, and a second account of somebody who has nothing yet. */
async function startUser() {
  const library = makeSmallSource();
  const fake = await startFakeSpotify({ library });
  onTestFinished(() => fake.stop());
  const cwd = await temporaryFolder();
  await runCommandLine(["export"], { cwd, env: settingsFor(fake) });
  const newcomer = fake.addAccount(makeEmptyLibrary({ id: "newcomer" }), [...READ_SCOPES, ...WRITE_SCOPES]);
  const toEnv = (account: FakeAccount) => ({
    ...settingsFor(fake),
    SPOTIFY_RESTORE_TOKEN: account.credentials.refreshToken,
    SPOTIFY_REQUESTS_PER_30S: "100000",
  });
  const env = toEnv(newcomer);
  return {
    fake,
    source: library,
    library: newcomer.library,
    cwd,
    env,
    run: (args: readonly string[], other: Readonly<Record<string, string>> = env) =>
      runCommandLine(["restore", ...args], { cwd, env: other }),
  };
}

describe("restore", () => {
  test("shows the plan, puts everything back, and says what was done; once more there is nothing to do", async () => {
    const { source, library, run } = await startUser();
    const { exitCode, stdout, stderr } = await run(["--all", "--yes"]);

    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^library .* and playlists .* of demo-listener into newcomer: \d+ requests/);
    expect(stdout).toContain("Not as it was:");
    expect(stdout).toMatch(
      /\nRestored: 42 liked songs, 1 album, 2 artists, 4 playlists made, 1 playlist followed/,
    );
    expect(toFacts(library).tracks).toEqual(toFacts(source).tracks);
    expect(library.playlists.map((playlist) => playlist?.name)).toEqual(
      source.playlists.map((playlist) => playlist?.name),
    );

    const again = await run(["--all", "--yes"]);
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain("Put back by an earlier run: 4 playlists.");
    expect(again.stdout).toContain("Nothing was written.");
  });

  test("prints one document with --json, and exits with 3 where Spotify does not have something any more", async () => {
    const { source, run } = await startUser();
    takeDown(source, source.tracks[0]?.item);
    const { exitCode, stdout, stderr } = await run(["--likes", "--json", "--yes", "--searches", "0"]);

    expect(exitCode, stderr).toBe(3);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      account: { id: "newcomer" },
      from: "demo-listener",
      into: "newcomer",
      plan: { steps: [{ type: "save", section: "tracks" }] },
      report: { saved: { tracks: 41 }, refused: [{ name: source.tracks[0]?.item.name }] },
    });
  });

  test("is told to wait with exit code 4, and sends nothing before that is over", async () => {
    const { fake, library, run } = await startUser();
    fake.misbehave({
      when: ({ method, path }) => method === "POST" && path === "/me/playlists",
      does: { kind: "rate-limit", retryAfter: 7_200, reason: "QUOTA_EXCEEDED" },
    });
    const { exitCode, stderr } = await run(["--all", "--yes"]);
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining("paused:")]);
    expect(library.tracks).toHaveLength(42);
    const asked = fake.requests.api.length;
    expect((await run(["--all", "--yes"])).exitCode).toBe(4);
    expect(fake.requests.api).toHaveLength(asked);
  });

  test("is ended in order by Ctrl-C, and goes on when it is run again", async () => {
    const { fake, source, library, cwd, env, run } = await startUser();
    const { child, ended } = await startCommand(["restore", "--all", "--yes"], { cwd, env });
    fake.misbehave({
      when: ({ method, path }) => method === "POST" && path.endsWith("/items"),
      does: { kind: "event", happen: () => void child.kill("SIGINT") },
    });
    const { exitCode, stderr } = await ended;
    expect([exitCode, stderr]).toEqual([130, expect.stringContaining("goes on from there")]);
    expect((await run(["--all", "--yes"])).exitCode).toBe(0);
    expect(library.playlists.map((playlist) => playlist?.name)).toEqual(
      source.playlists.map((playlist) => playlist?.name),
    );
  });

  test("by --dry-run changes nothing, and makes do with the consent of backups", async () => {
    const { fake, run } = await startUser();
    const writes = () => fake.requests.api.filter(({ method }) => method !== "GET");
    const { exitCode, stdout, stderr } = await run(["--all", "--dry-run"], settingsFor(fake));
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^library .* of demo-listener: /);
    expect(writes()).toEqual([]);
  });
});

describe("nothing is sent", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["nothing was chosen", ["--yes"], /say what to put back: --likes/],
    ["there is nobody to ask", ["--all"], /no terminal to ask on: add --yes/],
    ["--json leaves nobody to ask", ["--all", "--json"], /add --yes, or --dry-run/],
    [
      "the snapshot is of the other kind",
      ["playlists/latest", "--likes"],
      /playlists snapshot has nothing for --likes/,
    ],
    [
      "named playlists are none of a library",
      ["library/latest", "--all", "--playlists", "One"],
      /nothing for --playlists/,
    ],
    ["the way is unknown", ["--all", "--into", "other"], /choices are new, same/],
  ])("where %s: wrong use", async (_, args, message) => {
    const { exitCode, stdout, stderr } = await runCommandLine(["restore", ...args], {
      cwd: await temporaryFolder(),
    });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });

  test("without a consent to write, which is told with the scopes and the one command", async () => {
    const { fake, run } = await startUser();
    const asked = fake.requests.token.length;
    const { exitCode, stderr } = await run(["--all", "--yes"], settingsFor(fake));
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/spotify-exporter login --restore.*playlist-modify-private.*logout --restore/s);
    expect(fake.requests.token).toHaveLength(asked);
  });
});

describe.skipIf(noPython !== undefined)("on a terminal", () => {
  test.each([
    ["n\n", 0],
    ["y\n", 42],
  ])("the plan is shown and asked about: %j", async (typed, likes) => {
    const { cwd, env, library } = await startUser();
    const output = await runOnTerminal(["restore", "--likes"], { cwd, env, typed });
    expect(output).toContain("Write this into the account of newcomer? [y/N]");
    expect(library.tracks).toHaveLength(likes);
  });
});
