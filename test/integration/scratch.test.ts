import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Kind } from "../../src/lib/archive/manifest.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { createScratch, type Part } from "../../src/lib/export/scratch.ts";
import { mountSmallDisk, noSmallDisks } from "../e2e/small-disk.ts";
import { createExportTools } from "../export/export-tools.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { failureOf } from "../setup/failure.ts";

let parent = "";
let exportsFolder = "";
beforeEach(async () => {
  const root = await temporaryFolder();
  exportsFolder = join(root, "exports");
  parent = join(root, "tmp");
  await mkdir(parent);
  vi.stubEnv("TMPDIR", parent);
  return () => vi.unstubAllEnvs();
});

async function openPart(): Promise<{ readonly part: Part<unknown>; readonly file: string }> {
  const scratch = await createScratch();
  onTestFinished(() => scratch.dispose());
  const part = scratch.openPart("likes");
  await part.clear();
  const [file = ""] = (await readdir(parent, { recursive: true })).filter((name) => name.endsWith(".ndjson"));
  return { part, file: join(parent, file) };
}

describe("a part", () => {
  const entries = ["a", { b: "line\u2028separators\r\n" }, null, ["🎤"], ""];

  test("gives back what was appended, in its order, as often as it is asked", async () => {
    const { part } = await openPart();
    await part.append(entries.slice(0, 2));
    await part.append([]);
    await part.append(entries.slice(2));

    expect((await Array.fromAsync(part.read())).flat()).toEqual(entries);
    expect((await Array.fromAsync(part.readTexts())).flat()).toEqual(
      entries.map((entry) => JSON.stringify(entry)),
    );
  });

  test("that was cleared holds only what came after", async () => {
    const { part } = await openPart();
    await part.append(entries);
    await part.clear();
    expect((await Array.fromAsync(part.read())).flat()).toEqual([]);
    await part.append(["new"]);
    expect((await Array.fromAsync(part.read())).flat()).toEqual(["new"]);
  });

  test.each<[string, (file: string) => Promise<void>]>([
    ["lost its last bytes", (file) => truncate(file, 10)],
    ["lost its last entry", (file) => truncate(file, '"a"\n'.length)],
    ["lost everything", (file) => truncate(file, 0)],
    ["has more than was written", (file) => writeFile(file, '"b"\n', { flag: "a" })],
    ["has half an entry more", (file) => writeFile(file, '"b', { flag: "a" })],
  ])("whose file %s is told when it is read", async (_, change) => {
    const { part, file } = await openPart();
    await part.append(["a", "bcdefghij"]);
    await change(file);

    const { message } = await failureOf(Array.fromAsync(part.readTexts()));
    expect(message).toBe(`${file} was changed while the run needed it. Nothing was published; run again.`);
  });

  test("whose file is gone is told when it is read", async () => {
    const { part, file } = await openPart();
    await part.append(["a"]);
    await rm(file);

    const { message } = await failureOf(Array.fromAsync(part.read()));
    expect(message).toMatch(/^The run keeps what it downloads in .*likes\.ndjson .*ENOENT.*TMPDIR/);
  });
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

    await failureOf(exportSnapshot(kind, createExportTools(fake, { archive: tampered })));

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
    await exportSnapshot("library", createExportTools(fake, { archive }));

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
