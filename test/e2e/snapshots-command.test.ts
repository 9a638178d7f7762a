import { cp, mkdir, rename, symlink, writeFile } from "node:fs/promises";
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

  test("tells a copy under another name from the snapshot itself", async () => {
    const { run, cwd } = await startUser();
    await run(["export", "library"]);
    const [manifest] = await manifestsIn(join(cwd, "exports"));
    const original = join(cwd, "exports/library", manifest?.id ?? "");
    await cp(original, join(cwd, "exports/library/2020-01-01T00-00-00Z"), { recursive: true });
    await cp(original, join(cwd, "exports/playlists", manifest?.id ?? ""), { recursive: true });

    const { exitCode, stdout } = await run(["snapshots", "--json"], {});

    expect(exitCode).toBe(1);
    const belongsElsewhere = { problem: expect.stringContaining(`belongs to library/${manifest?.id}.`) };
    expect(JSON.parse(stdout).snapshots).toEqual([
      expect.objectContaining({ kind: "library", id: "2020-01-01T00-00-00Z", ...belongsElsewhere }),
      manifest,
      expect.objectContaining({ kind: "playlists", id: manifest?.id, ...belongsElsewhere }),
    ]);
  });

  test.skipIf(process.platform === "win32")("lists a kind that lies on another disk", async () => {
    const { run, cwd } = await startUser();
    await run(["export", "library"]);
    await rename(join(cwd, "exports/library"), join(cwd, "elsewhere"));
    await symlink(join(cwd, "elsewhere"), join(cwd, "exports/library"));

    const { exitCode, stdout } = await run(["snapshots", "--json"], {});

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).snapshots).toMatchObject([{ kind: "library", status: "complete" }]);
    expect(await run(["export", "library"])).toMatchObject({ exitCode: 0 });
    expect(await manifestsIn(join(cwd, "exports"))).toHaveLength(2);
  });
});
