import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { exportMinimum } from "../export/minimum.ts";
import { readFiles } from "../export/snapshot-documents.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { settingsFor, startCommand } from "./command-line.ts";
import { answersIn, manifestsIn, startUser, stateIn } from "./user.ts";

const kinds = ["library", "playlists"] as const;

/** Enough that a run can be ended in the middle of everything, at a pace that does not hold up the tests. */
async function startListener({ latencyMs = 0 } = {}) {
  const library = generateLibrary({ playlists: 15, entries: 1_600, likes: 900, seed: 6 });
  const user = await startUser({ library, latencyMs });
  const env = { ...settingsFor(user.fake), SPOTIFY_REQUESTS_PER_30S: "1000" };
  return {
    ...user,
    env,
    out: join(user.cwd, "exports"),
    run: (...args: readonly string[]) => user.run(["export", ...args], env),
    asked: () => user.fake.requests.api.length,
  };
}

describe.each(kinds)("an export of the %s that is killed", (kind) => {
  test.each([0.05, 0.2, 0.4, 0.6, 0.8, 1])(
    "when %d of it is asked for goes on when it is started again",
    async (share) => {
      const { run, asked, fake, cwd, env, out } = await startListener({ latencyMs: 25 });
      const minimum = exportMinimum(kind, fake.library);
      const { child, ended } = await startCommand(["export", kind], { cwd, env });
      const last = Math.max(1, Math.floor(share * minimum));
      const happen = () => child.kill("SIGKILL");
      fake.misbehave({ when: ({ index }) => index === last, does: { kind: "event", happen } });
      expect((await ended).exitCode).toBeNull();
      expect(await Array.fromAsync(listSnapshots(openFolder(out)))).toEqual([]);

      const { exitCode } = await run(kind);

      expect(exitCode).toBe(0);
      expect(await manifestsIn(out)).toMatchObject([{ kind, status: "complete" }]);
      // Twice were asked whose account it is, and what was in flight when the process died.
      expect(asked()).toBeLessThanOrEqual(minimum + 5);
      expect(await answersIn(out)).toEqual([]);
    },
  );
});

test("an export of both that is killed in its second half does not make the first again", async () => {
  const { run, asked, fake, cwd, env, out } = await startListener({ latencyMs: 25 });
  const minimum = exportMinimum("library", fake.library) + exportMinimum("playlists", fake.library) - 1;
  const { child, ended } = await startCommand(["export"], { cwd, env });
  const happen = () => child.kill("SIGKILL");
  fake.misbehave({ when: ({ index }) => index === minimum - 5, does: { kind: "event", happen } });
  await ended;
  const [library, ...others] = await manifestsIn(out);
  expect([library?.kind, others]).toEqual(["library", []]);

  const { exitCode, stdout } = await run("--json");

  expect(exitCode).toBe(0);
  const both = await manifestsIn(out);
  expect(both).toEqual([library, expect.objectContaining({ kind: "playlists", status: "complete" })]);
  expect(JSON.parse(stdout).snapshots).toEqual(both);
  expect(asked()).toBeLessThanOrEqual(minimum + 5);
});

describe("the second export of an unchanged library", () => {
  test("is a handful of requests, and has the same contents", async () => {
    const { run, asked, out } = await startListener();
    await run();
    const first = asked();
    const kept = await stateIn(out);

    const { exitCode, stdout } = await run("--json");

    expect(exitCode).toBe(0);
    expect(first).toBeGreaterThan(50);
    expect(asked() - first).toBeLessThanOrEqual(12);
    const [library, libraryAgain, playlists, playlistsAgain] = await manifestsIn(out);
    for (const [before, after] of [
      [library, libraryAgain],
      [playlists, playlistsAgain],
    ] as const) {
      expect(await contentsOf(out, after)).toEqual(await contentsOf(out, before));
      expect(after?.requests.reused).toBeGreaterThan(5);
    }
    expect(JSON.parse(stdout).snapshots).toEqual([libraryAgain, playlistsAgain]);
    expect(await stateIn(out)).toHaveLength(kept.length);
  });

  test("asks everything again with --full", async () => {
    const { run, asked, out } = await startListener();
    await run();
    const first = asked();
    const kept = await stateIn(out);

    const { exitCode } = await run("--full");

    expect(exitCode).toBe(0);
    expect(asked()).toBe(2 * first);
    expect(await stateIn(out)).toHaveLength(kept.length);
    const manifests = await manifestsIn(out);
    expect(manifests.map(({ requests }) => requests.reused)).toEqual([0, 0, 0, 0]);
  });
});

/** The files of a snapshot as texts, without its id in them. */
async function contentsOf(
  out: string,
  manifest: Awaited<ReturnType<typeof manifestsIn>>[number] | undefined,
): Promise<ReadonlyMap<string, string>> {
  if (manifest === undefined) {
    throw new Error("There is no snapshot.");
  }
  const files = await readFiles(openFolder(out), manifest);
  return new Map([...files].map(([name, text]) => [name, text.replace(`"${manifest.id}"`, '""')]));
}
