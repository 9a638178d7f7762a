import { describe, expect, test } from "vitest";
import { ExporterError } from "../../src/lib/errors.ts";
import type { ProgressEvent } from "../../src/lib/export/progress.ts";
import { verifyArchive } from "../../src/lib/verify/verify-archive.ts";
import { writeText } from "../export/archive-files.ts";
import { archives } from "../export/archives.ts";
import { readExactly } from "../export/forge.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import {
  copyOlderArchive,
  exportLibrary,
  findProblems,
  makeTinyLibrary,
  verify,
} from "../export/verified.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { makeEmptiedAlbum, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry } from "../fake-spotify/make-playlist.ts";

const first = "2026-11-01T02-00-00Z";
const second = "2026-11-08T02-00-00Z";

describe.each(archives)("in $kind", ({ openNew }) => {
  test("a fresh snapshot of either kind is whole", async () => {
    const archive = await openNew();
    const manifests = await exportLibrary(makeSmallLibrary(), { archive });

    expect(await verify(archive)).toEqual(
      manifests.map(({ kind, id, files }) => ({
        kind,
        id,
        files: files.length,
        bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        entries: files.at(-1)?.rows,
        problems: [],
        notes: [],
      })),
    );
  });

  test("what was written before there were seals is whole, and said to have none", async () => {
    const archive = await copyOlderArchive(await openNew());
    expect(await verify(archive)).toMatchObject(
      ["library", "library", "playlists", "playlists"].map((kind) => ({
        kind,
        problems: [],
        notes: [expect.stringContaining("no seal")],
      })),
    );
  });
});

test("columns that were chosen are compared, whichever they are and in whichever order", async () => {
  const archive = createMemoryArchive();
  await exportLibrary(generateLibrary({ playlists: 2, entries: 20, likes: 9 }), {
    archive,
    trackHeaders: ["ISRC", "Added At", "Album Image URL", "Track Name"],
  });
  expect(await findProblems(archive)).toEqual([]);
});

test("only the playlists that the settings choose are there, and their places have gaps", async () => {
  const archive = createMemoryArchive();
  await exportLibrary(makeSmallLibrary(), { archive, playlistType: "followed" });
  expect(await findProblems(archive)).toEqual([]);
});

test("several weeks of a library that changes are whole", async () => {
  const archive = createMemoryArchive();
  const state = createMemoryArchive();
  const library = makeSmallLibrary();
  for (const week of [1, 8, 15]) {
    await exportLibrary(library, { archive, state, now: () => new Date(Date.UTC(2026, 10, week, 2)) });
    library.tracks.shift();
    library.playlists.splice(1, 1);
  }
  expect(await findProblems(archive)).toEqual([]);
  expect(await verify(archive)).toHaveLength(6);
});

test("what Spotify has taken and the exporter remembers is whole, week after week", async () => {
  const archive = createMemoryArchive();
  const library = makeSmallLibrary();
  const [playlist] = library.playlists;
  const entries = playlist?.entries ?? [];
  for (const week of [1, 8, 15]) {
    const now = () => new Date(Date.UTC(2026, 10, week, 2));
    await exportLibrary(library, { archive, state: createMemoryArchive(), mode: "full", now });
    // Nobody edits the playlist, so its version stays.
    entries.splice(week, 1, makeEntry(null, { addedAt: entries[week]?.addedAt ?? null }));
    entries.splice(week + 3, 1);
    library.tracks.splice(week, 1, {
      addedAt: library.tracks[week]?.addedAt ?? "",
      item: makeTrack({ name: "", album: makeEmptiedAlbum("taken"), id: `taken${week}` }),
    });
  }
  const texts = await readExactly(archive);
  const json = texts.get("playlists/2026-11-15T02-00-00Z/playlists_2026-11-15T02-00-00Z.json");
  const csv = texts.get("playlists/2026-11-15T02-00-00Z/playlist-items_2026-11-15T02-00-00Z.csv");

  expect(json).toContain('"remembered": [{"position":');
  expect(csv).toMatch(/,dropped\r\n/);
  expect(await findProblems(archive)).toEqual([]);
});

describe("which snapshots are verified", () => {
  test("the newest of each kind, all of them, or those of an id", async () => {
    const archive = await copyOlderArchive(createMemoryArchive());
    const namesOf = async (choice: Parameters<typeof verify>[1]) =>
      (await verify(archive, choice)).map(({ kind, id }) => `${kind}/${id}`);

    expect(await namesOf("latest")).toEqual([`library/${second}`, `playlists/${second}`]);
    expect(await namesOf("all")).toHaveLength(4);
    expect(await namesOf({ id: first })).toEqual([`library/${first}`, `playlists/${first}`]);
    expect(await namesOf({ id: `playlists/${first}` })).toEqual([`playlists/${first}`]);
  });

  test("an id that is not there is refused with the newest that are", async () => {
    const archive = await copyOlderArchive(createMemoryArchive());
    await expect(verify(archive, { id: "2020-01-01T00-00-00Z" })).rejects.toThrow(
      new ExporterError(
        `There is no snapshot "2020-01-01T00-00-00Z" in memory. The newest are library/${first}, library/${second}, playlists/${first}, playlists/${second}.`,
      ),
    );
  });

  test.each(["latest", "all", { id: first }] as const)(
    "an empty archive is no success: %j",
    async (choice) => {
      await expect(verify(createMemoryArchive(), choice)).rejects.toThrow("nothing was verified");
    },
  );

  test("a folder without a manifest is told, wherever it matters", async () => {
    const archive = await copyOlderArchive(createMemoryArchive());
    const id = "2026-11-15T02-00-00Z";
    await writeText(archive, `library/${id}/albums_${id}.csv`, "?");
    const problem = `library/${id}/manifest.json: the folder has no manifest.json: a run was killed there or is still under way, or the manifest was removed; \`prune\` removes it when it is a day old`;

    expect(await findProblems(archive)).toEqual([problem]);
    expect(await findProblems(archive, { id })).toEqual([problem]);
    expect(await verify(archive, "latest")).toMatchObject([
      { id: second, problems: [], notes: [expect.anything(), expect.stringContaining(`library/${id}`)] },
      { id: second, problems: [], notes: [expect.anything()] },
    ]);
  });
});

test("progress ends at the sum of the files, and never goes back", async () => {
  const archive = createMemoryArchive();
  const manifests = await exportLibrary(makeTinyLibrary(), { archive });
  const events: ProgressEvent[] = [];
  await Array.fromAsync(verifyArchive(archive, { choice: "all", onProgress: (event) => events.push(event) }));
  for (const { kind, id, files } of manifests) {
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const step = `${kind}/${id}`;
    const ofStep = events.filter((event) => event.step === step);
    expect(ofStep.at(-1)).toEqual({ step, done: total, total });
    expect(ofStep.map(({ done }) => done)).toEqual(ofStep.map(({ done }) => done).sort((a, b) => a - b));
    expect(ofStep.filter(({ done }) => done === total)).toHaveLength(1);
  }
});
