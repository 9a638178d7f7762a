import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Kind } from "../../src/lib/archive/manifest.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { createScratch } from "../../src/lib/export/scratch.ts";
import { mountSmallDisk, noSmallDisks } from "../e2e/small-disk.ts";
import { createExportTools } from "../export/export-tools.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { failureOf } from "../setup/failure.ts";

let parent = "";
let exportsFolder = "";
let stateFolder = "";
beforeEach(async () => {
  const root = await temporaryFolder();
  exportsFolder = join(root, "exports");
  stateFolder = join(root, "state");
  parent = join(root, "tmp");
  await mkdir(parent);
  vi.stubEnv("TMPDIR", parent);
  return () => vi.unstubAllEnvs();
});

describe("an export whose scratch files are tampered with publishes nothing", () => {
  test.each<[string, Kind, (file: string) => Promise<void>]>([
    ["shrink", "library", (file) => truncate(file, 100)],
    ["vanish", "library", (file) => rm(file)],
    ["shrink", "playlists", (file) => truncate(file, 100)],
    ["vanish", "playlists", (file) => rm(file)],
  ])("when they %s in an export of the %s", async (_, kind, change) => {
    const fake = await startFakeSpotify({ library: makeSmallLibrary() });
    onTestFinished(() => fake.stop());
    const archive = openFolder(exportsFolder);
    const tampered = {
      ...archive,
      // The first write comes when all is downloaded.
      write: async (...given: Parameters<typeof archive.write>) => {
        await changeLargest(change);
        return archive.write(...given);
      },
    };

    const state = openFolder(stateFolder);
    await failureOf(exportSnapshot(kind, createExportTools(fake, { archive: tampered, state })));

    expect(await Array.fromAsync(archive.list(""))).toEqual([]);
    expect(await readdir(parent)).toEqual([]);
  });

  let hasChanged = false;
  beforeEach(() => {
    hasChanged = false;
  });

  /** Changes a file of more than a hundred bytes, once. */
  async function changeLargest(change: (file: string) => Promise<void>): Promise<void> {
    const names = await readdir(parent, { recursive: true });
    const file = names.find((name) => /(tracks|playlist-1)\.ndjson$/.test(name));
    if (file !== undefined && !hasChanged) {
      hasChanged = true;
      await change(join(parent, file));
    }
  }
});

describe("the next run", () => {
  test("removes what dead processes left behind, and nothing else", async () => {
    const dead = await pidOfTheDead();
    const others = [
      `spotify-exporter-${process.pid}-abc`,
      `spotify-exporter-${process.ppid}-abc`,
      "spotify-exporter-test-abc",
      `another-${dead}-abc`,
    ];
    for (const name of [`spotify-exporter-${dead}-abc`, ...others]) {
      await mkdir(join(parent, name));
      await writeFile(join(parent, name, "likes.ndjson"), "{}\n");
    }
    const fake = await startFakeSpotify({ library: makeSmallLibrary() });
    onTestFinished(() => fake.stop());

    const archive = openFolder(exportsFolder);
    const state = openFolder(stateFolder);
    await exportSnapshot("library", createExportTools(fake, { archive, state }));

    expect((await readdir(parent)).sort()).toEqual(others.sort());
  });

  test("names its folder after its process", async () => {
    const scratch = await createScratch();
    expect(await readdir(parent)).toEqual([
      expect.stringMatching(new RegExp(`^spotify-exporter-${process.pid}-\\w+$`)),
    ]);
    await scratch.dispose();
    expect(await readdir(parent)).toEqual([]);
  });

  test("is not kept from its work by what it cannot remove", async (context) => {
    context.skip(noSmallDisks !== undefined, noSmallDisks);
    await mountSmallDisk(join(parent, `spotify-exporter-${await pidOfTheDead()}-abc`));

    const scratch = await createScratch();
    await scratch.dispose();
  });
});

async function pidOfTheDead(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "close");
  return child.pid ?? 0;
}
