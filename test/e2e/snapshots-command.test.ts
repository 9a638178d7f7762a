import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { manifestsIn, startUser } from "./user.ts";

describe("snapshots", () => {
  test("says how to make the first one where there is none", async () => {
    const { run, cwd } = await startUser();

    expect(await run(["snapshots"], {})).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("export"),
    });
    const { stdout } = await run(["snapshots", "--json"], {});
    expect(JSON.parse(stdout)).toEqual({ location: join(cwd, "exports"), snapshots: [] });
  });

  test("lists what was published, and needs no credentials for it", async () => {
    const { run, cwd } = await startUser();
    await run(["export", "--out", "mine"]);

    const table = await run(["snapshots", "--out", "mine"], {});
    const json = await run(["snapshots", "--out", "mine", "--json"], {});

    expect([table.exitCode, json.exitCode, table.stderr, json.stderr]).toEqual([0, 0, "", ""]);
    const manifests = await manifestsIn(join(cwd, "mine"));
    expect(JSON.parse(json.stdout)).toEqual({ location: join(cwd, "mine"), snapshots: manifests });
    for (const { kind, id } of manifests) {
      expect(table.stdout).toMatch(new RegExp(`^${kind} +${id} +complete`, "m"));
    }
  });

  test("does not hide a manifest that cannot be read", async () => {
    const { run, cwd } = await startUser();
    const folder = join(cwd, "exports/library/2026-11-22T02-00-00Z");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "manifest.json"), "{");

    const { exitCode, stdout } = await run(["snapshots"], {});

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/library +2026-11-22T02-00-00Z +unreadable .*manifest\.json is damaged/);
  });
});
