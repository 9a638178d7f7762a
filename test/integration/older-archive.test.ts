import { describe, expect, test } from "vitest";
import { kinds } from "../../src/lib/archive/manifest.ts";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { choosePairs } from "../../src/lib/diff/choose-pairs.ts";
import { diffSnapshots } from "../../src/lib/diff/diff-snapshots.ts";
import { findInSnapshots } from "../../src/lib/find/find-in-snapshots.ts";
import { parseQuery } from "../../src/lib/find/match-text.ts";
import { keepAll } from "../../src/lib/prune/keep-rules.ts";
import { pruneArchive } from "../../src/lib/prune/prune-archive.ts";
import { readAll, replaceText } from "../export/archive-files.ts";
import { archives } from "../export/archives.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { createRecordedLog } from "../export/recorded-log.ts";
import { copyOlderArchive, exportLibrary, findProblems, makeTinyLibrary } from "../export/verified.ts";

/*
 * An archive as the first version wrote it, before there were seals, changes and anything remembered. It must be readable by
 * every later version.
 */

const onProgress = () => {};
const now = new Date("2026-11-22T02:00:00Z");

describe.each(archives)("the archive of the first version, in $kind", ({ openNew }) => {
  test("is whole", async () => {
    expect(await findProblems(await copyOlderArchive(await openNew()))).toEqual([]);
  });

  test("is compared", async () => {
    const archive = await copyOlderArchive(await openNew());
    const { pairs } = await choosePairs(archive, {
      kinds,
      before: { type: "previous", name: "previous" },
      after: { type: "latest", name: "latest" },
      now,
    });
    const differences = await diffSnapshots(archive, pairs, { onProgress });
    expect(differences.map(({ kind, counts }) => ({ kind, ...counts }))).toMatchObject([
      { kind: "library", tracks: { added: 0, removed: 1 }, albums: { added: 0, removed: 0 } },
      { kind: "playlists", items: { added: 0, removed: 1, moved: 0 }, playlists: { edited: 0 } },
    ]);
  });

  test("is searched", async () => {
    const archive = await copyOlderArchive(await openNew());
    const query = parseQuery("bohemian queen");
    if (query === undefined) {
      throw new Error("the query is one");
    }
    const { items } = await findInSnapshots(archive, query, {
      now: new Date("2026-11-22T02:00:00Z"),
      log: createRecordedLog().log,
      onProgress,
    });
    expect(items).toMatchObject([
      { name: "Bohemian Rhapsody", lists: [{ playlist: { name: "Oddities" }, now: { positions: [1, 4] } }] },
    ]);
  });

  test("is pruned", async () => {
    const archive = await copyOlderArchive(await openNew());
    const rules = { ...keepAll, last: 1 };
    const now = new Date("2026-11-22T02:00:00Z");
    await pruneArchive({ archive, state: createMemoryArchive(), rules, now, isDryRun: false });
    const left = await Array.fromAsync(listSnapshots(archive), ({ kind, id }) => `${kind} ${id}`);
    expect(left).toEqual(["library 2026-11-08T02-00-00Z", "playlists 2026-11-08T02-00-00Z"]);
    expect(await findProblems(archive)).toEqual([]);
  });

  test("is what a new snapshot is compared with, which reads it and leaves it as it is", async () => {
    const archive = await copyOlderArchive(await openNew());
    const before = await readAll(archive);
    const [library, playlists] = await exportLibrary(makeTinyLibrary(), { archive });
    expect(library?.changes).toMatchObject({
      since: "2026-11-08T02-00-00Z",
      sections: { tracks: { added: 1, removed: 5 } },
    });
    expect(playlists?.changes).toMatchObject({
      since: "2026-11-08T02-00-00Z",
      sections: { playlists: { added: 2, removed: 5 } },
    });
    const after = await readAll(archive);
    expect([...before].filter(([name, text]) => after.get(name) !== text)).toEqual([]);
    expect(await findProblems(archive)).toEqual([]);
  });
});

test("a snapshot of a newer format is refused by its name, and hides none of the others", async () => {
  const archive = await copyOlderArchive(createMemoryArchive());
  const name = "playlists/2026-11-08T02-00-00Z/manifest.json";
  const text = (await readAll(archive, name)).get(name) ?? "";
  await replaceText(archive, name, text.replace("spotify-exporter/1", "spotify-exporter/2"));

  const listed = await Array.fromAsync(listSnapshots(archive), (snapshot) =>
    "problem" in snapshot ? snapshot.problem : snapshot.id,
  );
  expect(listed).toEqual([
    "2026-11-01T02-00-00Z",
    "2026-11-08T02-00-00Z",
    "2026-11-01T02-00-00Z",
    expect.stringMatching(
      /has the format spotify-exporter\/2; this version reads spotify-exporter\/1\. Use a version/,
    ),
  ]);
  const named = { type: "id", name: "2026-11-08T02-00-00Z", kind: "playlists" } as const;
  await expect(
    choosePairs(archive, {
      kinds: ["playlists"],
      before: named,
      after: { type: "latest", name: "latest" },
      now,
    }),
  ).rejects.toThrow("spotify-exporter/2");
});
