import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createScratch } from "../../src/lib/export/scratch.ts";
import type { Part } from "../../src/lib/part.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { failureOf } from "../setup/failure.ts";

let parent = "";
beforeEach(async () => {
  parent = await temporaryFolder();
  vi.stubEnv("TMPDIR", parent);
  return () => vi.unstubAllEnvs();
});

async function openPart(): Promise<Part<unknown>> {
  const scratch = await createScratch();
  onTestFinished(() => scratch.dispose());
  return scratch.openPart("likes");
}

/** The files of the one part that is open, in the order of their names. */
async function findFiles(): Promise<readonly string[]> {
  const names = (await readdir(parent, { recursive: true })).filter((name) => name.includes(".ndjson"));
  return names.sort().map((name) => join(parent, name));
}

async function readAll(part: Part<unknown>): Promise<readonly unknown[]> {
  return (await Array.fromAsync(part.read())).flat();
}

describe("a part", () => {
  const entries = ["a", { b: "line\u2028separators\r\n" }, null, ["🎤"], ""];

  test("gives back what was appended, in its order, as often as it is asked", async () => {
    const part = await openPart();
    await part.append(entries.slice(0, 2), 0);
    await part.append([], 2);
    await part.append(entries.slice(2), 2);

    expect(await readAll(part)).toEqual(entries);
    expect((await Array.fromAsync(part.readTexts())).flat()).toEqual(
      entries.map((entry) => JSON.stringify(entry)),
    );
    expect(await findFiles()).toHaveLength(1);
  });

  test("takes texts as it takes entries", async () => {
    const part = await openPart();
    await part.appendTexts(
      entries.map((entry) => JSON.stringify(entry)),
      0,
    );
    expect(await readAll(part)).toEqual(entries);
  });

  test("that nothing was appended to is empty", async () => {
    expect(await readAll(await openPart())).toEqual([]);
  });

  test("gives back its entries in their order, whichever came first", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.jsonValue(), { maxLength: 4 }), { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        async (pages, ranks) => {
          let offset = 0;
          const placed = pages.map((page) => {
            const place = { page, offset, rank: ranks.next().value };
            offset += page.length;
            return place;
          });
          const part = await openPart();
          for (const { page, offset } of placed.toSorted((a, b) => a.rank - b.rank)) {
            await part.append(page, offset);
          }
          // JSON knows no minus zero.
          expect(await readAll(part)).toEqual(JSON.parse(JSON.stringify(pages.flat())));
        },
      ),
      { numRuns: 50 },
    );
  });

  test("whose beginning never came is told when it is read", async () => {
    const part = await openPart();
    await part.append(["c"], 2);
    await expect(readAll(part)).rejects.toThrow(
      /likes\.ndjson holds what follows 2 entries, of which 0 are there/,
    );
  });

  test("that was given a place twice is told when it is read", async () => {
    const part = await openPart();
    await part.append(["c", "d"], 2);
    await part.append(["a", "b", "c"], 0);
    await expect(readAll(part)).rejects.toThrow(/holds what follows 2 entries, of which 3 are there/);
  });

  test("that was cleared holds only what came after", async () => {
    const part = await openPart();
    await part.append(entries, 100);
    await part.append(entries, 0);
    await part.clear();
    expect(await readAll(part)).toEqual([]);
    expect(await findFiles()).toEqual([]);
    await part.append(["new"], 0);
    expect(await readAll(part)).toEqual(["new"]);
  });

  const changes: readonly [string, (file: string) => Promise<void>][] = [
    ["lost its last bytes", (file) => truncate(file, 10)],
    ["lost its last entry", (file) => truncate(file, '"a"\n'.length)],
    ["lost everything", (file) => truncate(file, 0)],
    ["has more than was written", (file) => writeFile(file, '"b"\n', { flag: "a" })],
    ["has half an entry more", (file) => writeFile(file, '"b', { flag: "a" })],
  ];

  test.each(changes)("whose file %s is told when it is read", async (_, change) => {
    const part = await openPart();
    await part.append(["a", "bcdefghij"], 0);
    const [file = ""] = await findFiles();
    await change(file);

    const { message } = await failureOf(Array.fromAsync(part.readTexts()));
    expect(message).toBe(`${file} was changed while the run needed it. Nothing was published; run again.`);
  });

  test.each(changes)("of several files, one of which %s, is told when it is read", async (_, change) => {
    const part = await openPart();
    await part.append(["c", "defghijkl"], 2);
    await part.append(["a", "bcdefghij"], 0);
    const files = await findFiles();
    expect(files).toHaveLength(2);
    for (const file of files) {
      const content = await readFile(file);
      await change(file);
      const { message } = await failureOf(Array.fromAsync(part.readTexts()));
      expect(message).toContain(`${file} was changed`);
      await writeFile(file, content);
    }
    expect(await readAll(part)).toEqual(["a", "bcdefghij", "c", "defghijkl"]);
  });

  test("whose file is gone is told when it is read", async () => {
    const part = await openPart();
    await part.append(["a"], 0);
    const [file = ""] = await findFiles();
    await rm(file);

    const { message } = await failureOf(Array.fromAsync(part.read()));
    expect(message).toMatch(/^The run keeps what it downloads in .*likes\.ndjson .*ENOENT.*TMPDIR/);
  });
});
