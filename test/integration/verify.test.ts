import { describe, expect, test } from "vitest";
import { ExporterError } from "../../src/lib/errors.ts";
import type { ProgressEvent } from "../../src/lib/export/progress.ts";
import { verifyArchive } from "../../src/lib/verify/verify-archive.ts";
import { replaceText, writeText } from "../export/archive-files.ts";
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
        isPublished: true,
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
    const namesOf = async (expression: string) =>
      (await verify(archive, expression)).map(({ kind, id }) => `${kind}/${id}`);

    expect(await namesOf("latest")).toEqual([`library/${second}`, `playlists/${second}`]);
    expect(await namesOf("all")).toHaveLength(4);
    expect(await namesOf(first)).toEqual([`library/${first}`, `playlists/${first}`]);
    expect(await namesOf(`playlists/${first}`)).toEqual([`playlists/${first}`]);
    expect(await namesOf("library/latest")).toEqual([`library/${second}`]);
    expect(await namesOf("previous")).toEqual([`library/${first}`, `playlists/${first}`]);
    expect(await namesOf("2026-11-07")).toEqual([`library/${first}`, `playlists/${first}`]);
    expect(await namesOf("playlists/2026")).toEqual([`playlists/${second}`]);
  });

  test.each(["latest", "2026-11", second])(
    "%s does not pass over one that is damaged",
    async (expression) => {
      const archive = await copyOlderArchive(createMemoryArchive());
      await replaceText(archive, `library/${second}/manifest.json`, "{");
      expect(await findProblems(archive, expression)).toEqual([
        `library/${second}/manifest.json: is damaged: it is no JSON. Restore the file from another copy.`,
      ]);
    },
  );

  test("one that is dated later than now does not hide the newest, and is verified with it", async () => {
    const archive = await copyOlderArchive(createMemoryArchive());
    const namesOf = async (expression: string) =>
      (await verify(archive, expression, new Date("2026-11-05T00:00:00Z"))).map(
        ({ id, notes }) => `${id}: ${notes.at(-1)}`,
      );
    const ahead = `${second}: is dated later than now: a clock was ahead, and exports and prunings pass over it`;
    const [note = ""] = await namesOf(`library/${first}`);

    expect(await namesOf("library/latest")).toEqual([note, ahead]);
    expect(await namesOf("library/2026")).toEqual([note]);
    expect(await namesOf(`playlists/${second}`)).toEqual([ahead]);
  });

  test.each([
    ["library/2020-01-01T00-00-00Z", "there is no library/2020-01-01T00-00-00Z"],
    ["library/2020", "there is no library snapshot of 2020 or before"],
  ])("%s, which nothing fits, is refused with the newest that there are", async (expression, missing) => {
    const archive = await copyOlderArchive(createMemoryArchive());
    await expect(verify(archive, expression)).rejects.toThrow(
      new ExporterError(`In memory, ${missing} (the newest: ${first}, ${second}). So nothing was verified.`),
    );
  });

  test.each(["latest", "previous", "all", "2026", first])(
    "an empty archive is no success: %s",
    async (expression) => {
      await expect(verify(createMemoryArchive(), expression)).rejects.toThrow("nothing was verified");
    },
  );
});

describe("a folder without a manifest", () => {
  const id = "2026-11-15T02-00-00Z";
  const folder = `library/${id}`;

  test("is a problem where nothing was written in it for an hour", async () => {
    const archive = await copyOlderArchive(createMemoryArchive());
    await writeText(archive, `${folder}/albums_${id}.csv`, "?");
    const problem = `${folder}/manifest.json: is missing: a run was killed there, or the manifest was removed; \`prune\` removes the folder when it is a day old`;

    for (const expression of ["all", "latest", id]) {
      expect(await findProblems(archive, expression), expression).toEqual([problem]);
    }
    expect(await findProblems(archive, "previous")).toEqual([]);
  });

  test("is a note where a run may still be under way", async () => {
    const archive = await copyOlderArchive(createMemoryArchive());
    await writeText(archive, `${folder}/albums_${id}.csv`, "?");
    const note = {
      kind: "library",
      id,
      isPublished: false,
      problems: [],
      notes: ["has no manifest.json: a run may still be under way there"],
    };

    for (const expression of ["all", "latest", id]) {
      const found = await verify(archive, expression, new Date());
      expect(found.filter(({ isPublished }) => !isPublished)).toMatchObject([note]);
      expect(found.flatMap(({ problems }) => problems)).toEqual([]);
    }
  });

  test("does not matter to the latest where it is older than that", async () => {
    const archive = await copyOlderArchive(createMemoryArchive());
    await writeText(archive, `library/2026-11-02T02-00-00Z/albums_2026-11-02T02-00-00Z.csv`, "?");
    expect(await findProblems(archive, "latest")).toEqual([]);
    expect(await findProblems(archive)).toHaveLength(1);
  });

  test.each(["notes", "2026-10-01T02-00-00Z"])(
    "is nobody's business where no file of the exporter's is in it: %s",
    async (id) => {
      const archive = await copyOlderArchive(createMemoryArchive());
      await writeText(archive, `library/${id}/mine.txt`, "mine");
      const found = await verify(archive);
      expect(found.filter(({ isPublished }) => !isPublished)).toMatchObject([
        { id, problems: [], notes: ["is no snapshot: the exporter leaves it alone"] },
      ]);
      expect(await verify(archive, "latest")).toHaveLength(2);
    },
  );

  test("is no success where there is nothing else", async () => {
    const archive = createMemoryArchive();
    await writeText(archive, "library/notes/mine.txt", "mine");
    await expect(verify(archive)).rejects.toThrow("nothing was verified");
  });
});

test("progress ends at the sum of the files, and never goes back", async () => {
  const archive = createMemoryArchive();
  const manifests = await exportLibrary(makeTinyLibrary(), { archive });
  const events: ProgressEvent[] = [];
  await Array.fromAsync(
    verifyArchive(archive, { choice: "all", now: new Date(), onProgress: (event) => events.push(event) }),
  );
  for (const { kind, id, files } of manifests) {
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const step = `${kind}/${id}`;
    const ofStep = events.filter((event) => event.step === step);
    expect(ofStep.at(-1)).toEqual({ step, done: total, total });
    expect(ofStep.map(({ done }) => done)).toEqual(ofStep.map(({ done }) => done).sort((a, b) => a - b));
    expect(ofStep.filter(({ done }) => done === total)).toHaveLength(1);
  }
});
