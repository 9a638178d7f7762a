import { mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { openContainer } from "../../src/lib/archive/container.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { hashName } from "../../src/lib/state/hash-name.ts";
import { testContainer } from "../azure/test-container.ts";
import { listNames, readAll } from "../export/archive-files.ts";
import { writeSnapshot } from "../export/hand-made-snapshot.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { runCommandLine } from "./command-line.ts";

const ids = [1, 8, 15, 22].map((day) => `2024-09-${String(day).padStart(2, "0")}T02-00-00Z`);
const [first = "", second = "", third = "", fourth = ""] = ids;

async function startFolder() {
  const cwd = await temporaryFolder();
  const archive = openFolder(join(cwd, "mine"));
  for (const id of ids) {
    await writeSnapshot(archive, { id, status: id === first ? "partial" : "complete" });
  }
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runCommandLine(["prune", "--out", "mine", ...args], { cwd, env });
  return { cwd, archive, run };
}

describe("prune", () => {
  test("removes what no rule keeps, and says of each snapshot why", async () => {
    const { cwd, archive, run } = await startFolder();

    const { exitCode, stdout, stderr } = await run(["--keep-last", "1", "--keep-weekly", "2"]);

    expect([exitCode, stderr]).toEqual([0, ""]);
    const [location, header, ...lines] = stdout.trimEnd().split("\n");
    expect([location, header]).toEqual([
      join(cwd, "mine"),
      "KIND     ID                    STATUS    ACTION  WHY",
    ]);
    expect(lines).toEqual([
      `library  ${first}  partial   remove  partial, and a newer good one exists`,
      `library  ${second}  complete  remove  no rule keeps it`,
      `library  ${third}  complete  keep    week 2024-W37`,
      `library  ${fourth}  complete  keep    the newest good one, last 1, week 2024-W38`,
      expect.stringMatching(/^Removed 2 snapshots \(\d\.\d kB\); 2 stay\.$/),
    ]);
    expect(await listNames(archive, "library/")).toHaveLength(6);
  });

  test("an option goes before the setting of its rule, and other settings still count", async () => {
    const { run } = await startFolder();

    const { stdout } = await run(["--keep-last", "1", "--json"], { KEEP_LAST: "4", KEEP_MONTHLY: "3" });

    const { snapshots } = JSON.parse(stdout);
    expect(snapshots.at(-1).reasons).toEqual(["the newest good one", "last 1", "month 2024-09"]);
    expect(snapshots.map(({ action }: { action: string }) => action)).toEqual([
      ...["remove", "remove", "remove", "keep"],
    ]);
  });

  test("shows with --dry-run what it would do, as one document with --json", async () => {
    const { cwd, archive, run } = await startFolder();
    const before = await readAll(archive);

    const text = await run(["--keep-last", "3", "--dry-run"]);
    const json = await run(["--keep-last", "3", "--dry-run", "--json"]);

    expect(text.stdout).toMatch(/\nWould remove 1 snapshot \(\d+ B\); 3 would stay\.\n$/);
    expect(JSON.parse(json.stdout)).toEqual({
      location: join(cwd, "mine"),
      dryRun: true,
      snapshots: [
        {
          ...{ kind: "library", id: first, status: "partial", action: "remove" },
          reasons: ["partial, and a newer good one exists"],
        },
        ...[second, third].map((id) => ({
          ...{ kind: "library", id, status: "complete", action: "keep", reasons: ["last 3"] },
        })),
        {
          ...{ kind: "library", id: fourth, status: "complete", action: "keep" },
          reasons: ["the newest good one", "last 3"],
        },
      ],
      leftovers: [],
      unneededState: [],
      covers: [],
      unfinished: [],
      refused: [],
      bytesFreed: expect.any(Number),
    });
    expect([text.exitCode, json.exitCode, text.stderr, json.stderr]).toEqual([0, 0, "", ""]);
    expect(await readAll(archive)).toEqual(before);
  });

  test("removes no snapshot without a rule, and says so", async () => {
    const { archive, run } = await startFolder();
    const before = await readAll(archive);

    const { exitCode, stdout } = await run(["--keep-last", "0"]);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /\nNo rule was given, so every snapshot stays\. .*\nRemoved 0 snapshots \(0 B\); 4 stay\.\n$/,
    );
    expect(await readAll(archive)).toEqual(before);
  });

  test("removes without a rule what a run killed days ago has left, and nothing of one that may be under way", async () => {
    const { cwd, archive, run } = await startFolder();
    const [old, fresh] = ["library/2024-09-05T02-00-00Z", "library/2024-09-06T02-00-00Z"];
    const state = `accounts/${hashName("gone")}/playlists`;
    const leftovers = ["liked-songs", "albums"].map((name) => `${old}/${name}_2024-09-05T02-00-00Z.csv`);
    const unfinished = ".6c84fb90-12c4-11e1-840d-7b25c5ee775a.tmp";
    const ancient = [
      ...leftovers,
      `${old}/${unfinished}`,
      `.state/pauses/${unfinished}`,
      `.state/${state}/parts/part.ndjson`,
    ];
    const current = `${fresh}/liked-songs_2024-09-06T02-00-00Z.csv`;
    for (const name of [...ancient, current]) {
      const path = join(cwd, "mine", name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, "half");
    }
    const longAgo = new Date("2024-09-05T02:00:00Z");
    for (const name of ancient) {
      await utimes(join(cwd, "mine", name), longAgo, longAgo);
    }
    const before = await listNames(archive);

    const dry = await run(["--dry-run"]);
    const { exitCode, stdout } = await run([]);

    expect([dry.exitCode, exitCode]).toEqual([0, 0]);
    const mine = join(cwd, "mine");
    const width = join(mine, ".state/pauses").length;
    const lines = [
      `leftover    ${old.padEnd(Math.max(width, join(mine, old).length))}  2 files`,
      `unfinished  ${join(mine, old).padEnd(width)}  1 file`,
      `unfinished  ${join(mine, ".state/pauses").padEnd(join(mine, old).length)}  1 file`,
      `state       ${state}`,
      expect.stringMatching(/^No rule was given/),
    ];
    const summary = "2 leftover files, 2 unfinished files and 1 folder of unneeded state (20 B); 4";
    expect(dry.stdout.trimEnd().split("\n").slice(-6)).toEqual([
      ...lines,
      `Would remove 0 snapshots, ${summary} would stay.`,
    ]);
    expect(stdout.trimEnd().split("\n").slice(-6)).toEqual([
      ...lines,
      `Removed 0 snapshots, ${summary} stay.`,
    ]);
    expect(await listNames(archive)).toEqual(before.filter((name) => !leftovers.includes(name)));
    expect(before).toContain(current);
    expect(await listNames(openFolder(join(cwd, "mine/.state")))).toEqual([]);
  });

  test("has nothing to do where there is no archive", async () => {
    const cwd = await temporaryFolder();

    const { exitCode, stdout } = await runCommandLine(["prune", "--keep-last", "1"], { cwd });

    expect([exitCode, stdout]).toEqual([0, `${join(cwd, "exports")}\nRemoved 0 snapshots (0 B); 0 stay.\n`]);
  });

  test.each(["-1", "2.5", "ten", "10000", ""])("refuses to keep %o", async (count) => {
    const { run, archive } = await startFolder();

    const { exitCode, stderr } = await run([`--keep-daily=${count}`]);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--keep-daily <n>.*It must be a whole number from 0 to 9999\./);
    expect(await listNames(archive)).toHaveLength(12);
  });

  test("names every setting that is wrong", async () => {
    const { run } = await startFolder();

    const { exitCode, stderr } = await run([], { KEEP_WEEKLY: "some", KEEP_YEARLY: "10000" });

    expect(exitCode).toBe(2);
    expect(stderr).toContain("KEEP_WEEKLY must be a whole number from 0 to 9999.");
    expect(stderr).toContain("KEEP_YEARLY must be a whole number from 0 to 9999.");
  });

  test("tells in a container what a lease protects, and that not all is done", async () => {
    const { connectionString } = inject("azurite");
    const client = testContainer(connectionString);
    const archive = openContainer(client);
    for (const id of ids) {
      await writeSnapshot(archive, { id });
    }
    const lease = client.getBlobClient(`library/${first}/manifest.json`).getBlobLeaseClient();
    await lease.acquireLease(-1);
    const env = {
      EXPORT_STORAGE_CONNECTION_STRING: connectionString,
      EXPORT_CONTAINER: client.containerName,
      NODE_EXTRA_CA_CERTS: inject("certificate").certFile,
    };

    const cwd = await temporaryFolder();
    const { exitCode, stdout } = await runCommandLine(["prune", "--keep-last", "2"], { cwd, env });

    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^refused: Could not remove library\/.*LeaseIdMissing.*break the lease/m);
    expect(stdout).toMatch(/\nRemoved 1 snapshot \(.*\); 3 stay\.\n$/);
    expect(await listNames(archive, `library/${second}/`)).toEqual([]);
    await lease.releaseLease();
  });
});
