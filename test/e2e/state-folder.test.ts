import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { runFailingExport } from "./failed-export.ts";
import { mountReadOnlyDisk, noSmallDisks } from "./small-disk.ts";
import { manifestsIn, startUser, stateIn } from "./user.ts";

test("what is kept between runs lies beside the snapshots and is listed by no command", async () => {
  const { run, cwd } = await startUser();
  await run(["export"]);
  expect((await stateIn(join(cwd, "exports"))).length).toBeGreaterThan(0);

  const table = await run(["snapshots"], {});
  const json = await run(["snapshots", "--json"], {});

  expect([table.exitCode, json.exitCode]).toEqual([0, 0]);
  expect(table.stdout + json.stdout).not.toMatch(/\.state|answers|parts/);
  expect(JSON.parse(json.stdout).snapshots).toEqual(await manifestsIn(join(cwd, "exports")));
});

test("what is kept between runs can be deleted at the cost of requests alone", async () => {
  const { run, cwd, fake } = await startUser();
  await run(["export"]);
  const first = fake.requests.api.length;
  await rm(join(cwd, "exports/.state"), { recursive: true });

  const { exitCode } = await run(["export"]);

  expect(exitCode).toBe(0);
  expect(fake.requests.api).toHaveLength(2 * first);
  expect(await manifestsIn(join(cwd, "exports"))).toHaveLength(4);
});

test("what lies in the folder and is not the exporter's own stays there", async () => {
  const { run, cwd } = await startUser();
  const notes = ["mine.txt", "accounts/mine.txt", "pauses/mine.txt"].map((name) =>
    join(cwd, "exports/.state", name),
  );
  for (const note of notes) {
    await mkdir(dirname(note), { recursive: true });
    await writeFile(note, "mine");
  }

  const { exitCode } = await run(["export"]);

  expect(exitCode).toBe(0);
  const kept = await stateIn(join(cwd, "exports"));
  expect(kept.filter((name) => name.endsWith("mine.txt"))).toHaveLength(notes.length);
});

test("a file in the place of the folder is told before Spotify is asked", async () => {
  const cwd = await temporaryFolder();
  await mkdir(join(cwd, "exports"));
  await writeFile(join(cwd, "exports/.state"), "a file");

  const { exitCode, stderr, fake } = await runFailingExport({ cwd });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/Could not write to .*exports\/\.state: .*A file lies where a folder should be/);
  expect([...fake.requests.api, ...fake.requests.token]).toEqual([]);
});

test("a folder that cannot be written to is told before Spotify is asked", async (context) => {
  context.skip(noSmallDisks !== undefined, noSmallDisks);
  const cwd = await temporaryFolder();
  await mountReadOnlyDisk(join(cwd, "exports/.state"));

  const { exitCode, stderr, fake } = await runFailingExport({ cwd });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/Could not write to .*exports\/\.state: EROFS.* The disk can only be read/);
  expect([...fake.requests.api, ...fake.requests.token]).toEqual([]);
});
