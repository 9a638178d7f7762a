import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { runCommandLine, scratchOf, settingsFor } from "./command-line.ts";
import { runFailingExport } from "./failed-export.ts";
import { mountSmallDisk, noSmallDisks } from "./small-disk.ts";
import { manifestsIn, startUser } from "./user.ts";

const ofFullDisk = /Could not write .*ENOSPC.* Free some space, or choose a folder on another disk\./;

test.for(["library", "playlists"])(
  "a full disk under the snapshots ends the export of the %s, which leaves nothing there and need not be asked for again",
  async (kind, context) => {
    context.skip(noSmallDisks !== undefined, noSmallDisks);
    const cwd = await temporaryFolder();
    const out = join(cwd, "exports");
    const unmount = await mountSmallDisk(join(out, kind));

    const { exitCode, stderr, fake } = await runFailingExport({ args: [kind], cwd });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(ofFullDisk);
    const entries = await readdir(join(out, kind), { recursive: true, withFileTypes: true });
    expect(entries.filter((entry) => entry.isFile())).toEqual([]);

    unmount();
    const asked = fake.requests.api.length;
    const next = await runCommandLine(["export", kind], { cwd, env: settingsFor(fake) });
    expect(next).toMatchObject({ exitCode: 0 });
    expect(await manifestsIn(out)).toMatchObject([{ kind, status: "complete" }]);
    expect(fake.requests.api.slice(asked).map(({ path }) => path)).toEqual(["/me"]);
  },
);

test.for(["library", "playlists"])(
  "a full disk under what is kept ends the export of the %s, and what was published before stays",
  async (kind, context) => {
    context.skip(noSmallDisks !== undefined, noSmallDisks);
    const { run, cwd } = await startUser();
    const out = join(cwd, "exports");
    await run(["export"]);
    const published = await manifestsIn(out);
    const unmount = await mountSmallDisk(join(out, ".state"));

    const { exitCode, stdout, stderr } = await run(["export", kind]);

    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(ofFullDisk);
    expect(stderr).toContain(join(out, ".state"));
    expect(await manifestsIn(out)).toEqual(published);
    expect(await readdir(scratchOf(cwd))).toEqual([]);

    unmount();
    expect(await run(["export", kind])).toMatchObject({ exitCode: 0 });
    expect(await manifestsIn(out)).toHaveLength(published.length + 1);
  },
);

test("a full disk for what is downloaded ends the export and names TMPDIR", async (context) => {
  context.skip(noSmallDisks !== undefined, noSmallDisks);
  const cwd = await temporaryFolder();
  await mountSmallDisk(scratchOf(cwd));

  const { exitCode, stderr } = await runFailingExport({ cwd });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/keeps what it downloads in .*ENOSPC.*TMPDIR/);
});
