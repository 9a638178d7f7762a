import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { scratchOf } from "./command-line.ts";
import { runFailingExport } from "./failed-export.ts";
import { mountSmallDisk, noSmallDisks } from "./small-disk.ts";

test.for(["library", "playlists"])(
  "a full disk ends the export of the %s, which leaves nothing there",
  async (kind, context) => {
    context.skip(noSmallDisks !== undefined, noSmallDisks);
    const cwd = await temporaryFolder();
    const out = join(cwd, "exports");
    await mountSmallDisk(out);

    const { exitCode, stderr } = await runFailingExport({ args: [kind, "--out", out], cwd });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /Could not write .*ENOSPC.* Free some space, or choose a folder on another disk\./,
    );
    const entries = await readdir(out, { recursive: true, withFileTypes: true });
    expect(entries.filter((entry) => entry.isFile())).toEqual([]);
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
