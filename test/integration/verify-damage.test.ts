import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { listNames, misreadArchive, replaceText, writeText } from "../export/archive-files.ts";
import { archives } from "../export/archives.ts";
import { readExactly } from "../export/forge.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { copyOlderArchive, exportLibrary, findProblems, makeTinyLibrary } from "../export/verified.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";

describe("a byte that flips", () => {
  let archive: Archive;
  let sizes: readonly (readonly [string, number])[];
  beforeAll(async () => {
    archive = createMemoryArchive();
    await exportLibrary(makeTinyLibrary(), { archive });
    sizes = await Array.fromAsync(archive.list(""), ({ name, bytes }) => [name, bytes] as const);
  });

  test.each([
    { bits: 0x01, files: "", count: 14 },
    // The case of letters, which a manifest has in its hashes.
    { bits: 0x20, files: "manifest.json", count: 2 },
  ])("is found wherever it stands: $bits in $files", { timeout: 120_000 }, async ({ bits, files, count }) => {
    const unnoticed: string[] = [];
    const flipped = sizes.filter(([name]) => name.endsWith(files));
    for (const [name, bytes] of flipped) {
      for (let place = 0; place < bytes; place += 1) {
        const problems = await findProblems(
          flip(archive, { name, place, bits }),
          name.split("/").slice(0, 2).join("/"),
        );
        if (!problems.some((problem) => problem.startsWith(name))) {
          unnoticed.push(`${name} at ${place}`);
        }
      }
    }
    expect(flipped).toHaveLength(count);
    expect(unnoticed).toEqual([]);
  });
});

function flip(
  archive: Archive,
  { name, place, bits }: { readonly name: string; readonly place: number; readonly bits: number },
): Archive {
  return misreadArchive(archive, (bytes, read) =>
    read === name ? bytes.map((byte, index) => (index === place ? byte ^ bits : byte)) : bytes,
  );
}

/** Two snapshots of each kind, of which no file is as in the other. */
async function makeTwins(): Promise<Archive> {
  const archive = createMemoryArchive();
  for (const seed of [1, 2]) {
    const sizes = {
      playlists: 1,
      entries: 5,
      likes: 3,
      albums: 2,
      artists: 2,
      shows: 1,
      episodes: 1,
      audiobooks: 1,
    };
    await exportLibrary(generateLibrary({ ...sizes, seed }), {
      archive,
      now: () => new Date(Date.UTC(2026, 10, seed, 2)),
    });
  }
  return archive;
}

interface Damage {
  readonly name: string;
  readonly content: string;
  /** A file of the same kind in another snapshot. */
  readonly twin: string;
}

describe.each<[string, (archive: Archive, damage: Damage) => Promise<void>, RegExp]>([
  ["removed", (archive, { name }) => archive.remove(name), /is missing/],
  [
    "a byte shorter",
    (archive, { name, content }) => replaceText(archive, name, content.slice(0, -1)),
    /is truncated: it has \d+ of \d+ bytes|not laid out as|is damaged/,
  ],
  [
    "a byte longer",
    (archive, { name, content }) => replaceText(archive, name, `${content} `),
    /is longer than it was written|not laid out as/,
  ],
  ["empty", (archive, { name }) => replaceText(archive, name, ""), /is truncated: it has 0 of|is damaged/],
  [
    "its twin of another snapshot",
    (archive, { name, twin }) => replaceText(archive, name, twin),
    /is (truncated|longer|not what was written)|belongs to/,
  ],
])("a file that is %s", (_, damage, message) => {
  test("is found and named, whichever it is", async () => {
    const archive = await makeTwins();
    expect(await findProblems(archive)).toEqual([]);
    const texts = await readExactly(archive);
    expect(texts.size).toBe(28);
    for (const [name, content] of texts) {
      const other = name.replace(/2026-11-0\d/g, (day) =>
        day === "2026-11-01" ? "2026-11-02" : "2026-11-01",
      );
      await damage(archive, { name, content, twin: texts.get(other) ?? "" });

      const problems = await findProblems(archive);
      const ofFile = problems.filter((problem) => problem.startsWith(`${name}: `));
      expect(ofFile[0]).toMatch(message);
      // What else is told comes of this very file.
      const isManifest = name.endsWith("/manifest.json");
      expect(isManifest ? [] : problems.filter((problem) => !ofFile.includes(problem))).toEqual([]);

      await replaceText(archive, name, content);
    }
    expect(await findProblems(archive)).toEqual([]);
  });
});

test("a file that no manifest names is found", async () => {
  const archive = await copyOlderArchive(createMemoryArchive());
  const folder = "library/2026-11-01T02-00-00Z";
  await writeText(archive, `${folder}/notes.txt`, "mine");
  await writeText(archive, `${folder}/more/notes.txt`, "mine");
  expect(await findProblems(archive)).toEqual([
    `${folder}/more/notes.txt: is not named by the manifest: it does not belong there, move it away`,
    `${folder}/notes.txt: is not named by the manifest: it does not belong there, move it away`,
  ]);
});

test("a file that cannot be read is told, and the others are checked all the same", async () => {
  const archive = await copyOlderArchive(createMemoryArchive());
  const [broken = "", damaged = ""] = (await listNames(archive, "library/")).filter((name) =>
    /albums|artists/.test(name),
  );
  const failing = misreadArchive(archive, (bytes, name) => {
    if (name === broken) {
      throw new ArchiveError(`Could not read ${name}: the disk does not answer.`);
    }
    return name === damaged ? bytes.subarray(0, -1) : bytes;
  });
  expect(await findProblems(failing)).toEqual([
    `${broken}: Could not read ${broken}: the disk does not answer.`,
    expect.stringContaining(`${damaged}: is truncated`),
    expect.stringContaining(`${damaged}: `),
  ]);
});

describe.each(archives)("in $kind", ({ openNew }) => {
  test("what is damaged, gone or too much is found and named", async () => {
    const archive = await copyOlderArchive(await openNew());
    const [albums = "", artists = ""] = (await listNames(archive, "library/2026-11-08T02-00-00Z/")).filter(
      (name) => /albums|artists/.test(name),
    );
    const texts = await readExactly(archive, albums);
    await replaceText(archive, albums, (texts.get(albums) ?? "").replace("Name", "Nome"));
    await archive.remove(artists);
    await writeText(archive, "playlists/2026-11-01T02-00-00Z/empty", "");
    expect(await findProblems(archive)).toEqual([
      `${albums}: is not what was written: its SHA-256 is not the one in the manifest`,
      `${artists}: is missing`,
      `${albums}: has a column "Album Nome", which no file of its kind has`,
      "playlists/2026-11-01T02-00-00Z/empty: is not named by the manifest: it does not belong there, move it away",
    ]);
  });

  test("a file that goes while others are read is told as such, and ends nothing", async () => {
    const archive = await copyOlderArchive(await openNew());
    const [first = "", ...others] = await listNames(archive, "library/2026-11-08T02-00-00Z/");
    const removedLater = others.filter((name) => name.endsWith(".csv")).at(-1) ?? "";
    const vanishing: Archive = {
      ...archive,
      async *read(name) {
        yield* archive.read(name);
        await (name === first ? archive.remove(removedLater) : undefined);
      },
    };
    const problems = await findProblems(vanishing, "library/latest");
    expect(problems).toEqual([
      expect.stringMatching(`^${removedLater}: Could not read .*removed meanwhile\\.$`),
    ]);
  });
});

describe("in a folder", () => {
  const folder = "library/2026-11-08T02-00-00Z";
  const name = `${folder}/shows_2026-11-08T02-00-00Z.csv`;

  async function openWithPath() {
    const root = await temporaryFolder();
    const archive = await copyOlderArchive(openFolder(root));
    return { archive, pathOf: (file: string) => join(root, file) };
  }

  test("a folder in the place of a file is no file", async () => {
    const { archive, pathOf } = await openWithPath();
    await rm(pathOf(name));
    await mkdir(pathOf(name));
    expect(await findProblems(archive)).toEqual([`${name}: is missing`]);
    await writeFile(pathOf(`${name}/shows.csv`), "");
    expect(await findProblems(archive)).toEqual([
      `${name}/shows.csv: is not named by the manifest: it does not belong there, move it away`,
      `${name}: is missing`,
    ]);
  });

  test("an empty file that nobody named is found like any other, and a link in circles ends nothing", async () => {
    const { archive, pathOf } = await openWithPath();
    await writeFile(pathOf(`${folder}/nothing`), "");
    await symlink("..", pathOf(`${folder}/loop`));
    expect(await findProblems(archive)).toEqual([
      `${folder}/nothing: is not named by the manifest: it does not belong there, move it away`,
    ]);
  });

  test("a file that may not be read is told, and the others are checked", async ({ skip }) => {
    skip(process.getuid?.() === 0 || process.platform === "win32", "nothing is forbidden to this user");
    const { archive, pathOf } = await openWithPath();
    await chmod(pathOf(name), 0o000);
    expect(await findProblems(archive)).toEqual([expect.stringMatching(`^${name}: Could not read .*EACCES`)]);
  });
});

test("a manifest of a newer format is told as such, and not misread", async () => {
  const archive = await copyOlderArchive(createMemoryArchive());
  const name = "playlists/2026-11-08T02-00-00Z/manifest.json";
  const texts = await readExactly(archive, name);
  await replaceText(
    archive,
    name,
    (texts.get(name) ?? "").replace("spotify-exporter/1", "spotify-exporter/2"),
  );
  expect(await findProblems(archive)).toEqual([
    `${name}: has the format spotify-exporter/2; this version reads spotify-exporter/1. Use a version of spotify-exporter that knows it.`,
  ]);
});
