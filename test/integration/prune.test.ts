import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openContainer } from "../../src/lib/archive/container.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { type KeepRules, keepAll } from "../../src/lib/prune/keep-rules.ts";
import { pruneAfterExport } from "../../src/lib/prune/prune-after-export.ts";
import { testContainer } from "../azure/test-container.ts";
import { listNames, readAll, replaceText, writeText } from "../export/archive-files.ts";
import { archives } from "../export/archives.ts";
import { expectAllWhole, writeSnapshot } from "../export/hand-made-snapshot.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { inDays, pruneLater } from "../export/prune-later.ts";
import { createRecordedLog } from "../export/recorded-log.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";

const keepTwo: KeepRules = { ...keepAll, last: 2 };
const ids = [1, 2, 3, 4].map((day) => `2024-10-0${day}T02-00-00Z`);
const [oldest = "", older = "", newer = "", newest = ""] = ids;

describe.each(archives)("in $kind", ({ openNew }) => {
  test("the snapshots that no rule keeps are gone, and those that stay are untouched", async () => {
    const archive = await openWithSnapshots(openNew);
    const before = await readAll(archive);

    const { plan, removed, refused, leftovers, bytesFreed } = await pruneLater({ archive, rules: keepTwo });

    const after = await readAll(archive);
    expect([...after]).toEqual([...before].filter(([name]) => /-10-0[34]T|^playlists/.test(name)));
    expect(removed.map(({ kind, id }) => `${kind}/${id}`)).toEqual([`library/${oldest}`, `library/${older}`]);
    expect(plan).toHaveLength(5);
    expect([...refused, ...leftovers]).toEqual([]);
    expect(bytesFreed).toBe(sizeOf(before) - sizeOf(after));
  });

  test("a dry run tells the same and removes nothing", async () => {
    const archive = await openWithSnapshots(openNew);
    await writeText(archive, "library/2024-09-01T02-00-00Z/liked-songs_2024-09-01T02-00-00Z.csv", "half");
    const before = await readAll(archive);

    const dry = await pruneLater({ archive, rules: keepTwo, isDryRun: true });

    expect(await readAll(archive)).toEqual(before);
    expect(await pruneLater({ archive, rules: keepTwo })).toEqual(dry);
  });

  test("a second prune finds nothing to do", async () => {
    const archive = await openWithSnapshots(openNew);
    await pruneLater({ archive, rules: keepTwo });

    expect(await pruneLater({ archive, rules: keepTwo })).toMatchObject({
      removed: [],
      leftovers: [],
      bytesFreed: 0,
    });
  });

  test("what killed runs have left is removed a day later, and nothing that is not theirs", async () => {
    const archive = await openWithSnapshots(openNew);
    const leftovers = [
      "library/2024-09-01T02-00-00Z/liked-songs_2024-09-01T02-00-00Z.csv",
      "playlists/2024-09-02T02-00-00Z/playlists_2024-09-02T02-00-00Z.csv",
    ];
    const others = [
      `library/${oldest}/mine.txt`,
      "library/2024-08-01T02-00-00Z/mine.txt",
      "library/2024-09-01T02-00-00Z/mine.csv",
      "library/notes/mine.txt",
      "library/notes.txt",
      "library/2024-09-01T02-00-00Z/deeper/mine.txt",
      "other/2024-09-01T02-00-00Z/mine.csv",
    ];
    for (const name of [...leftovers, ...others]) {
      await writeText(archive, name, "x");
    }
    const before = await listNames(archive);

    expect(await pruneLater({ archive, now: new Date() })).toMatchObject({ leftovers: [] });
    expect(await pruneLater({ archive })).toMatchObject({ removed: [], leftovers, bytesFreed: 2 });

    expect(await listNames(archive)).toEqual(before.filter((name) => !leftovers.includes(name)));
    expect(await pruneLater({ archive, rules: keepTwo })).toMatchObject({ leftovers: [] });
    expect(await listNames(archive, `library/${oldest}/`)).toEqual([`library/${oldest}/mine.txt`]);
  });

  test("a snapshot that cannot be read, or has lost a file, is not touched and counts for nothing", async () => {
    const archive = await openWithSnapshots(openNew);
    await replaceText(archive, `library/${oldest}/manifest.json`, "{");
    await archive.remove(`library/${newest}/two_${newest}.json`);
    await replaceText(archive, `library/${newer}/one_${newer}.csv`, "cut");
    const ofNewerFormat = "2024-10-05T02-00-00Z";
    await writeText(archive, `library/${ofNewerFormat}/manifest.json`, '{"format": "spotify-exporter/2"}');
    const before = await readAll(archive);

    const { plan } = await pruneLater({ archive, rules: { ...keepAll, last: 1 } });

    expect(await readAll(archive)).toEqual(before);
    expect(plan.map(({ id, status, reasons }) => [id, status, reasons[0]])).toEqual([
      [oldest, "unreadable", expect.stringContaining("is damaged")],
      [older, "complete", "the newest good one"],
      [newer, "unreadable", expect.stringMatching(`one_${newer}.csv is 3 bytes long instead of`)],
      [newest, "unreadable", expect.stringMatching(`two_${newest}.json is missing`)],
      [ofNewerFormat, "unreadable", expect.stringContaining("has the format spotify-exporter/2")],
      [newest, "complete", "the newest good one"],
    ]);
  });

  test("where a file may not be removed, that is told and all else goes", async () => {
    const archive = await openWithSnapshots(openNew);
    const protectedNames = [`library/${oldest}/manifest.json`, `library/${older}/one_${older}.csv`];

    const result = await pruneLater({ archive: protect(archive, protectedNames), rules: keepTwo });

    expect(result.removed).toMatchObject([{ id: older }]);
    expect(result.refused.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
      protectedNames.map((name) => ({ name, reason: `${name} is protected.` })),
    );
    // A snapshot whose manifest stays is whole; what has stayed without one goes as soon as it may.
    await expectAllWhole(archive);
    expect(await listNames(archive, `library/${oldest}/`)).toHaveLength(3);
    expect(await listNames(archive, `library/${older}/`)).toEqual([protectedNames[1]]);
    expect(await pruneLater({ archive, rules: keepTwo })).toMatchObject({
      removed: [{ id: oldest }],
      leftovers: [protectedNames[1]],
    });
  });
});

test("what a killed run was just writing goes a day later, in the archive and in the state", async () => {
  const root = await temporaryFolder();
  const [archive, state] = [openFolder(root), openFolder(join(root, ".state"))];
  await writeSnapshot(archive, { id: newest });
  const name = ".6c84fb90-12c4-11e1-840d-7b25c5ee775a.tmp";
  const folders = ["", `library/${oldest}/`, `library/${newest}/`, ".state/", ".state/pauses/one/"];
  for (const folder of folders) {
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, folder, name), "half");
  }
  await writeFile(join(root, ".mine.tmp"), "mine");
  const before = await readdir(root, { recursive: true });

  expect(await pruneLater({ archive, state, now: inDays(0.9) })).toMatchObject({ unfinished: [] });
  const dry = await pruneLater({ archive, state, isDryRun: true });
  expect(await readdir(root, { recursive: true })).toEqual(before);
  const pruned = await pruneLater({ archive, state });

  expect(pruned).toEqual(dry);
  expect(pruned).toMatchObject({ refused: [], bytesFreed: 5 * "half".length });
  expect(pruned.unfinished).toEqual(folders.map((folder) => `${root}/${folder}${name}`));
  expect((await readdir(root, { recursive: true })).sort()).toEqual([
    ".mine.tmp",
    ".state",
    "library",
    `library/${newest}`,
    ...(await listNames(archive)),
  ]);
});

test("what cannot be listed once snapshots are gone is told beside what was removed", async () => {
  const archive = await openWithSnapshots(async () => createMemoryArchive());
  const leftover = "library/2024-09-01T02-00-00Z";
  await writeText(archive, `${leftover}/liked-songs_2024-09-01T02-00-00Z.csv`, "half");
  const before = await readAll(archive);
  const unlistable = [`library/${oldest}`, leftover, "accounts"];

  const result = await pruneLater({
    archive: refuseListing(archive, unlistable),
    state: refuseListing(createMemoryArchive(), unlistable),
    rules: keepTwo,
  });

  expect(result).toMatchObject({ removed: [{ id: older }], leftovers: [], unneededState: [] });
  expect(result.refused).toEqual([
    { name: `library/${oldest}`, reason: `Could not list library/${oldest}/.` },
    { name: leftover, reason: `Could not list ${leftover}/.` },
    { name: "accounts/", reason: "Could not list accounts/." },
  ]);
  const gone = [...before].filter(([name]) => name.includes(older));
  expect(result.bytesFreed).toBe(sizeOf(new Map(gone)));
  expect([...(await readAll(archive))]).toEqual([...before].filter(([name]) => !name.includes(older)));
});

test("nothing is removed where the archive cannot be listed", async () => {
  const archive = await openWithSnapshots(async () => createMemoryArchive());
  const before = await readAll(archive);

  await expect(
    pruneLater({ archive: refuseListing(archive, ["playlists"]), rules: keepTwo }),
  ).rejects.toThrow(ArchiveError);

  expect(await readAll(archive)).toEqual(before);
});

test("a blob under a lease stays with its snapshot, and the lease is named", async () => {
  const client = testContainer(inject("azurite").connectionString);
  const archive = await openWithSnapshots(async () => openContainer(client));
  const name = `library/${oldest}/manifest.json`;
  const lease = client.getBlobClient(name).getBlobLeaseClient();
  await lease.acquireLease(-1);

  const { removed, refused } = await pruneLater({ archive, rules: keepTwo });

  expect(removed).toMatchObject([{ id: older }]);
  expect(refused).toEqual([
    {
      name,
      reason: expect.stringMatching(/^Could not remove library\/.* 412 LeaseIdMissing\. .*break the lease/),
    },
  ]);
  await expectAllWhole(archive);
  await lease.releaseLease();
});

test("a blob of which somebody has made a snapshot stays, and so do both", async () => {
  const client = testContainer(inject("azurite").connectionString);
  const archive = await openWithSnapshots(async () => openContainer(client));
  const name = `library/${oldest}/one_${oldest}.csv`;
  const { snapshot = "" } = await client.getBlobClient(name).createSnapshot();

  const { removed, refused } = await pruneLater({ archive, rules: keepTwo });

  expect(removed).toMatchObject([{ id: oldest }, { id: older }]);
  expect(refused).toEqual([
    {
      name,
      reason: expect.stringMatching(/^Could not remove library\/.* 409 SnapshotsPresent\. .*delete them/),
    },
  ]);
  expect(await client.getBlobClient(name).withSnapshot(snapshot).exists()).toBe(true);
  expect(await listNames(archive, `library/${oldest}/`)).toEqual([name]);
});

describe("after an export", () => {
  test("prunes by the rules, and warns of what is gone and of what was refused", async () => {
    const archive = await openWithSnapshots(async () => createMemoryArchive());
    const { log, warnings } = createRecordedLog();
    const name = `library/${oldest}/manifest.json`;

    await pruneAfterExport({ ...toolsWith(protect(archive, [name])), log }, keepTwo);

    expect(warnings).toEqual([
      { message: "old snapshots were removed", removed: [`library/${older}`], kept: 4 },
      { message: "something could not be removed", name, reason: `${name} is protected.` },
    ]);
    expect(await listNames(archive, `library/${older}/`)).toEqual([]);
  });

  test("warns of leftovers that are gone, and of nothing where nothing was removed", async () => {
    const archive = await openWithSnapshots(async () => createMemoryArchive());
    const leftover = "library/2024-09-01T02-00-00Z/liked-songs_2024-09-01T02-00-00Z.csv";
    await writeText(archive, leftover, "half");
    const { log, warnings } = createRecordedLog();
    const tools = { ...toolsWith(archive), log, now: () => inDays(2) };

    await pruneAfterExport(tools, { ...keepAll, last: 9 });
    await pruneAfterExport(tools, { ...keepAll, last: 9 });

    expect(warnings).toEqual([
      {
        message: "what earlier runs had left was removed",
        leftovers: [leftover],
        unneededState: [],
        covers: [],
        unfinished: [],
      },
    ]);
  });

  test("touches nothing without a rule, not even what killed runs have left", async () => {
    const archive = await openWithSnapshots(async () => createMemoryArchive());
    await writeText(archive, "library/2024-09-01T02-00-00Z/liked-songs_2024-09-01T02-00-00Z.csv", "x");
    const before = await readAll(archive);
    const { log } = createRecordedLog();

    await pruneAfterExport({ ...toolsWith(archive), log }, keepAll);

    expect(await readAll(archive)).toEqual(before);
  });

  test("does not fail where the archive cannot be listed", async () => {
    const { log, warnings } = createRecordedLog();
    const archive = refuseListing(createMemoryArchive(), ["library"]);

    await pruneAfterExport({ ...toolsWith(archive), log }, keepTwo);

    expect(warnings).toEqual([
      { message: "old snapshots could not be removed", reason: "Could not list library/." },
    ]);
  });

  function toolsWith(archive: Archive) {
    return { archive, state: createMemoryArchive(), now: () => new Date() };
  }
});

/** Four snapshots of the library, and one of the playlists. */
async function openWithSnapshots(openNew: () => Promise<Archive>): Promise<Archive> {
  const archive = await openNew();
  for (const id of ids) {
    await writeSnapshot(archive, { id });
  }
  await writeSnapshot(archive, { id: newest, kind: "playlists" });
  return archive;
}

/** An archive like another that refuses to remove some files. */
function protect(archive: Archive, names: readonly string[]): Archive {
  return {
    ...archive,
    async remove(name) {
      if (names.includes(name)) {
        throw new ArchiveError(`${name} is protected.`);
      }
      await archive.remove(name);
    },
  };
}

/** An archive like another that refuses to list some folders. */
function refuseListing(archive: Archive, folders: readonly string[]): Archive {
  return {
    ...archive,
    async *list(prefix) {
      if (folders.some((folder) => prefix === `${folder}/`)) {
        throw new ArchiveError(`Could not list ${prefix}.`);
      }
      yield* archive.list(prefix);
    },
  };
}

function sizeOf(texts: ReadonlyMap<string, string>): number {
  return [...texts.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
