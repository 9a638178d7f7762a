import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { putInPlace, renameUnlessTaken } from "../../src/lib/archive/put-in-place.ts";
import { ArchiveError } from "../../src/lib/errors.ts";

const csv = { contentType: "text/csv; charset=utf-8" };
const isRoot = process.getuid?.() === 0;

let folder = "";
beforeEach(async ({ onTestFinished }) => {
  const path = await mkdtemp(join(tmpdir(), "spotify-exporter-folder-"));
  onTestFinished(() => rm(path, { recursive: true }));
  folder = path;
});

test("the location is the absolute path", () => {
  expect(openFolder("exports").location).toBe(resolve("exports"));
});

test("a file lies there under its name and alone", async () => {
  await openFolder(join(folder, "new")).write("a/b/c.csv", Readable.from(["x"]), csv);

  expect(await everyEntry(folder)).toEqual(["new", "new/a", "new/a/b", "new/a/b/c.csv"]);
});

test("a failing content leaves no file behind, a finished one least of all", async () => {
  const content = async function* () {
    yield "x".repeat(1_000_000);
    throw new Error("spotify said no");
  };

  await expect(openFolder(folder).write("a.csv", content(), csv)).rejects.toThrow("spotify said no");

  expect(await everyEntry(folder)).toEqual([]);
});

test("an unfinished file of a crashed run and other hidden things are not listed", async () => {
  await mkdir(join(folder, ".state"));
  await writeFile(join(folder, ".state", "part.json"), "{}");
  await writeFile(join(folder, ".1234.tmp"), "half");
  await openFolder(folder).write("a.csv", Readable.from(["x"]), csv);

  expect(await Readable.from(openFolder(folder).list("")).toArray()).toMatchObject([
    { name: "a.csv", bytes: 1 },
  ]);
});

test("an unfinished file is listed apart, and can be removed with the folders that it leaves empty", async () => {
  const archive = openFolder(folder);
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const write = archive.write("a/b.csv", slowly(released), csv);
  await expect.poll(() => everyEntry(folder)).toHaveLength(2);
  await mkdir(join(folder, ".state"));
  await writeFile(join(folder, ".state", ".0f8fad5b-d9cb-469f-a165-70867728950e.tmp"), "of the state");
  await writeFile(join(folder, "a", ".hidden.tmp"), "mine");

  const listed = await Array.fromAsync(archive.listUnfinished());
  release();
  await write;
  expect(listed).toMatchObject([{ name: expect.stringMatching(/^a\/\.[-\da-f]{36}\.tmp$/), bytes: 0 }]);
  expect(await Array.fromAsync(archive.listUnfinished())).toEqual([]);

  const name = "c/d/.7c9e6679-7425-40de-944b-e07fc1f90ae7.tmp";
  await mkdir(join(folder, "c/d"), { recursive: true });
  await writeFile(join(folder, name), "half");
  await archive.remove(name);
  expect(await everyEntry(folder)).toEqual(
    [".state", "a", "a/.hidden.tmp", "a/b.csv"]
      .concat(".state/.0f8fad5b-d9cb-469f-a165-70867728950e.tmp")
      .sort(),
  );
  await expect(archive.remove("a/.hidden.tmp")).rejects.toThrow(ArchiveError);
  await expect(archive.remove(`../${name}`)).rejects.toThrow(ArchiveError);
  await expect(archive.write(name, slowly(released), csv)).rejects.toThrow(ArchiveError);
});

async function* slowly(released: Promise<void>): AsyncGenerator<string, void> {
  await released;
  yield "x";
}

describe.skipIf(process.platform === "win32")("links", () => {
  test("to folders and files are listed as what they lead to, in order", async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), "spotify-exporter-folder-"));
    onTestFinished(() => rm(elsewhere, { recursive: true }));
    await openFolder(elsewhere).write("b/c.csv", Readable.from(["xy"]), csv);
    await openFolder(folder).write("a.csv", Readable.from(["x"]), csv);
    await symlink(elsewhere, join(folder, "kind"));
    await symlink(join(elsewhere, "b", "c.csv"), join(folder, "d.csv"));

    expect(await Readable.from(openFolder(folder).list("")).toArray()).toMatchObject([
      { name: "a.csv", bytes: 1 },
      { name: "d.csv", bytes: 2 },
      { name: "kind/b/c.csv", bytes: 2 },
    ]);
    expect(await text(openFolder(folder).read("kind/b/c.csv"))).toBe("xy");
  });

  test("that lead back to where they stand, to each other or to themselves end nothing", async () => {
    await openFolder(folder).write("a/one.csv", Readable.from(["x"]), csv);
    await openFolder(folder).write("b/two.csv", Readable.from(["x"]), csv);
    await symlink(folder, join(folder, "a", "loop"));
    await symlink(join(folder, "a"), join(folder, "a", "same"));
    await symlink(join(folder, "a"), join(folder, "b", "there"));
    await symlink(join(folder, "b"), join(folder, "a", "back"));
    await symlink("itself", join(folder, "itself"));

    const listed = await Array.fromAsync(openFolder(folder).list(""), ({ name }) => name);
    expect(listed).toEqual(expect.arrayContaining(["a/one.csv", "b/two.csv"]));
    expect(listed.length).toBeLessThan(10);
  });

  test("that lead nowhere hide nothing that is there", async () => {
    await symlink(join(folder, "nowhere"), join(folder, "dangling"));
    await openFolder(folder).write("a.csv", Readable.from(["x"]), csv);

    // Left out or told by name: both are honest, an archive that seems empty is not.
    const listed = await Array.fromAsync(openFolder(folder).list(""), ({ name }) => name).catch(
      (error: unknown) => error,
    );
    expect(listed).toSatisfy(
      (outcome) =>
        (outcome instanceof ArchiveError && outcome.message.includes("dangling")) ||
        JSON.stringify(outcome) === '["a.csv"]',
    );
  });
});

test("removing the last file of a folder removes the folder, but never the archive", async () => {
  const archive = openFolder(folder);
  await archive.write("a/b/c.csv", Readable.from(["x"]), csv);
  await archive.write("a/d.csv", Readable.from(["x"]), csv);

  await archive.remove("a/b/c.csv");
  expect(await everyEntry(folder)).toEqual(["a", "a/d.csv"]);
  await archive.remove("a/d.csv");
  expect(await everyEntry(folder)).toEqual([]);
});

describe.each([
  { way: "a hard link", place: putInPlace },
  { way: "a rename, where there are no hard links", place: renameUnlessTaken },
])("putting in place by $way", ({ place }) => {
  test("gives the file its name", async () => {
    await writeFile(join(folder, ".tmp"), "new");

    expect(await place(join(folder, ".tmp"), join(folder, "a"))).toBe("placed");
    expect(await text(openFolder(folder).read("a"))).toBe("new");
  });

  test("leaves a name alone that is taken", async () => {
    await writeFile(join(folder, ".tmp"), "new");
    await writeFile(join(folder, "a"), "old");

    expect(await place(join(folder, ".tmp"), join(folder, "a"))).toBe("taken");
    expect(await text(openFolder(folder).read("a"))).toBe("old");
  });
});

describe("a refusal says what was tried, what came back and what to do", () => {
  test("a file where a folder should be", async () => {
    await writeFile(join(folder, "file"), "");
    const inTheWay = /^Could not .*(ENOTDIR|EEXIST).*A file lies where a folder should be/;
    const below = openFolder(join(folder, "file"));

    await expect(below.write("a.csv", Readable.from(["x"]), csv)).rejects.toThrow(inTheWay);
    await expect(openFolder(folder).write("file/a.csv", Readable.from(["x"]), csv)).rejects.toThrow(inTheWay);
    await expect(Readable.from(below.list("")).toArray()).rejects.toThrow(inTheWay);
  });

  test("a folder where a file should be", async () => {
    await mkdir(join(folder, "a.csv"));

    await expect(text(openFolder(folder).read("a.csv"))).rejects.toThrow(/EISDIR.*A folder lies/);
    await expect(openFolder(folder).write("a.csv", Readable.from(["x"]), csv)).rejects.toThrow(ArchiveError);
    expect(await everyEntry(folder)).toEqual(["a.csv"]);
  });

  test("a file that is not there", async () => {
    await expect(text(openFolder(folder).read("a.csv"))).rejects.toThrow(
      /^Could not read .*a\.csv: ENOENT.*not there/,
    );
  });

  test("a disk that is full", async ({ skip }) => {
    mountOrSkip(folder, { options: "size=256k", skip });

    await expect(openFolder(folder).write("a.csv", manyRows(), csv)).rejects.toThrow(
      /^Could not write .*a\.csv: ENOSPC.*Free some space/,
    );
    expect(await everyEntry(folder)).toEqual([]);
  });

  test("a disk that can only be read", async ({ skip }) => {
    mountOrSkip(folder, { options: "ro", skip });

    await expect(openFolder(folder).write("a.csv", Readable.from(["x"]), csv)).rejects.toThrow(
      /EROFS.*choose a folder on another/,
    );
  });

  test("a folder that may only be read", async ({ skip }) => {
    skip(isRoot || process.platform === "win32", "nothing is forbidden to this user");
    await chmod(folder, 0o500);

    await expect(openFolder(folder).write("a.csv", Readable.from(["x"]), csv)).rejects.toThrow(
      /EACCES.*the right to write/,
    );
  });
});

async function everyEntry(path: string): Promise<string[]> {
  return (await readdir(path, { recursive: true })).sort();
}

async function* manyRows(): AsyncGenerator<string, void> {
  for (let row = 0; row < 100_000; row++) {
    yield `spotify:track:${row}\r\n`;
  }
}

/** Lays a small disk in memory over the folder, which only root on Linux can. */
function mountOrSkip(
  path: string,
  { options, skip }: { options: string; skip: (condition: boolean, note: string) => void },
): void {
  skip(!isRoot || process.platform !== "linux", "only root on Linux can mount a disk for this");
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path], { stdio: "ignore" });
  } catch {
    skip(true, "mounting is not allowed here");
  }
  onTestFinished(() => {
    execFileSync("umount", [path]);
  });
}
