import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { listSnapshots, type Snapshot } from "../../src/lib/archive/snapshot.ts";
import { expectHonest } from "../export/honesty.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { type FakeSpotify, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { Misbehaviour } from "../fake-spotify/faults.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { runCommandLine, scratchOf, settingsFor, startCommand } from "./command-line.ts";

/** An export that runs as a process of its own, and what it asked for. */
async function startExport(fake: FakeSpotify, args: readonly string[]) {
  onTestFinished(() => fake.stop());
  const cwd = await temporaryFolder();
  const surroundings = { cwd, env: settingsFor(fake) };
  return { cwd, surroundings, ...(await startCommand(["export", ...args], surroundings)) };
}

async function snapshotsIn(cwd: string): Promise<readonly Snapshot[]> {
  return Array.fromAsync(listSnapshots(openFolder(join(cwd, "exports"))));
}

describe("an interrupted run ends at once, in order, and nothing of it is left", () => {
  const circumstances: readonly {
    during: string;
    signal: "SIGINT" | "SIGTERM" | "SIGHUP";
    exitCode: number;
    does: Misbehaviour;
  }[] = [
    { during: "silence", signal: "SIGINT", exitCode: 130, does: { kind: "hang", when: "before-headers" } },
    { during: "half an answer", signal: "SIGINT", exitCode: 130, does: { kind: "hang", when: "half-body" } },
    { during: "a wait", signal: "SIGINT", exitCode: 130, does: { kind: "rate-limit", retryAfter: 60 } },
    { during: "silence", signal: "SIGTERM", exitCode: 143, does: { kind: "hang", when: "before-headers" } },
    { during: "silence", signal: "SIGHUP", exitCode: 129, does: { kind: "hang", when: "before-headers" } },
  ];

  test.each(circumstances)("$signal during $during", async ({ signal, exitCode, does }) => {
    const fake = await startFakeSpotify({ library: makeSmallLibrary() });
    fake.misbehave({ when: ({ path }) => path === "/me/shows", does });
    const { cwd, child, ended } = await startExport(fake, ["--json"]);
    await until(() => fake.requests.api.some(({ path }) => path === "/me/shows"));
    await sleep(100);

    child.kill(signal);
    const sentAt = Date.now();
    const { stdout, stderr, exitCode: actual } = await ended;

    expect(actual).toBe(exitCode);
    expect(Date.now() - sentAt).toBeLessThan(3_000);
    expect(JSON.parse(stdout)).toMatchObject({ snapshots: [], error: { name: "InterruptedError" } });
    expect(stderr).toContain("Stopping. The same signal once more ends the program at once.");
    expect(stderr).toContain("Interrupted. Nothing half-done was published");
    expect(await snapshotsIn(cwd)).toEqual([]);
    expect(await readdir(scratchOf(cwd))).toEqual([]);
  });

  test("in a slow run, a kind that was published before stays", async () => {
    const fake = await startFakeSpotify({ library: makeSmallLibrary(), latencyMs: 40 });
    const { cwd, child, ended } = await startExport(fake, []);
    await until(() => fake.requests.api.some(({ path }) => path.startsWith("/playlists/")));

    child.kill("SIGINT");

    expect((await ended).exitCode).toBe(130);
    expect(await snapshotsIn(cwd)).toMatchObject([{ kind: "library", manifest: { status: "complete" } }]);
    expect(await readdir(scratchOf(cwd))).toEqual([]);
  });

  test("the second Ctrl-C does not wait for anything", async () => {
    const fake = await startFakeSpotify({ library: makeSmallLibrary(), latencyMs: 40 });
    const { child, ended } = await startExport(fake, []);
    await until(() => fake.requests.api.length > 2);

    child.kill("SIGINT");
    child.kill("SIGINT");

    expect([130, null]).toContain((await ended).exitCode);
  });
});

describe("a killed run leaves no half snapshot listed, and the next one is whole", () => {
  test.each([1, 4, 9, 15])("before the answer to request %i", async (index) => {
    const fake = await startFakeSpotify({ library: makeSmallLibrary() });
    const { cwd, child, ended, surroundings } = await startExport(fake, ["library"]);
    const kill = () => child.kill("SIGKILL");
    fake.misbehave({ when: (asked) => asked.index === index, does: { kind: "event", happen: kill } });
    await ended;

    expect(await snapshotsIn(cwd)).toEqual([]);
    await expectNextIsWhole(surroundings);
  });

  test.each([0, 10, 25])("while the files are written, %i ms after the first", async (afterMs) => {
    const library = generateLibrary({ playlists: 5, entries: 3_000 });
    const { cwd, child, ended, surroundings } = await startExport(await startFakeSpotify({ library }), [
      "playlists",
    ]);
    const written = async () =>
      (await readdir(join(cwd, "exports"), { recursive: true }).catch(() => [])).length > 2;
    await until(written);
    await sleep(afterMs);
    child.kill("SIGKILL");
    await ended;

    for (const snapshot of await snapshotsIn(cwd)) {
      expect(snapshot).toHaveProperty("manifest.status", "complete");
    }
    await expectNextIsWhole(surroundings);
  });
});

async function expectNextIsWhole({ cwd, env }: { cwd: string; env: Record<string, string> }): Promise<void> {
  const before = (await snapshotsIn(cwd)).length;
  expect(await runCommandLine(["export", "playlists"], { cwd, env })).toMatchObject({ exitCode: 0 });
  const snapshots = await snapshotsIn(cwd);
  expect(snapshots).toHaveLength(before + 1);
  for (const snapshot of snapshots) {
    if ("manifest" in snapshot) {
      await expectHonest(openFolder(join(cwd, "exports")), snapshot.manifest);
    }
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await sleep(1);
  }
}
