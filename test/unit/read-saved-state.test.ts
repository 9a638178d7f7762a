import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import type { Kind } from "../../src/lib/archive/manifest.ts";
import { toFileName, toSnapshotFolder } from "../../src/lib/archive/snapshot.ts";
import { renderArray, renderObject, renderTexts } from "../../src/lib/render/json.ts";
import { type RestoreChoice, readSavedState } from "../../src/lib/restore/read-saved-state.ts";
import { findSavedCovers } from "../../src/lib/restore/saved-covers.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { makeManifest } from "../manifest.ts";
import { sayFacts } from "../restore/saved.ts";

const id = "2026-11-22T02-00-00Z";
const library = makeManifest({ kind: "library", id, sections: {} });
const playlists = makeManifest({ kind: "playlists", id, sections: {} });
const lastSeen = "2026-11-15T02-00-00Z";

const song = {
  ...{ uri: "spotify:track:1", name: "Song", artists: [{ name: "Ann" }, { name: "Bob" }] },
  ...{
    album: { name: "Album" },
    external_ids: { isrc: "GBAYE6001477" },
    duration_ms: 200_000,
    is_local: false,
  },
};
const words = {
  uri: "spotify:track:1",
  name: "Song",
  artists: ["Ann", "Bob"],
  album: "Album",
  isrc: "GBAYE6001477",
};

async function* batch(values: readonly unknown[]) {
  yield values.map((value) => JSON.stringify(value));
}

async function write(archive: Archive, kind: Kind, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const name = `${toSnapshotFolder(kind, id)}/${toFileName(kind, id, "json")}`;
  await archive.write(name, renderObject(fields), { contentType: "application/json" });
}

/** An archive with one snapshot of each kind, as the exporter lays it out. */
async function keep({
  sections = {},
  lists = [],
  remembered,
}: {
  readonly sections?: Readonly<Record<string, readonly unknown[]>>;
  readonly lists?: readonly Readonly<Record<string, unknown>>[];
  readonly remembered?: unknown;
}): Promise<Archive> {
  const archive = createMemoryArchive();
  const arrays = Object.entries(sections).map(([name, values]) => [name, renderTexts(batch(values))]);
  const memory = remembered === undefined ? undefined : renderObject({ ...remembered });
  await write(archive, "library", { remembered: memory, ...Object.fromEntries(arrays) });
  async function* rendered() {
    for (const { items, ...fields } of lists) {
      yield renderObject({ ...fields, items: Array.isArray(items) ? renderTexts(batch(items)) : null });
    }
  }
  await write(archive, "playlists", { playlists: renderArray(rendered()) });
  return archive;
}

const nothing: RestoreChoice = { sections: [], playlists: [] };

function makeList(id: string, name: string, items: readonly unknown[] | null = []) {
  return { id, name, owner: { id: "me", display_name: "Me" }, public: false, snapshot_id: `${id} 1`, items };
}

describe("a section", () => {
  const sections = {
    tracks: [
      { added_at: "2020-01-01T00:00:00Z", track: song },
      { added_at: "2020-01-01T00:00:00Z", track: null },
      { added_at: "2020-01-01T00:00:00Z", track: { ...song, name: "" } },
      { added_at: "2020-01-01T00:00:00Z", track: null },
      { added_at: "2020-01-01T00:00:00Z", track: null },
      { added_at: "2020-01-01T00:00:00Z", track: { ...song, duration_ms: "long", is_local: true } },
    ],
    artists: [{ uri: "spotify:artist:1", name: "Ann" }],
    audiobooks: [{ uri: "spotify:show:1", name: "Book", authors: [{ name: "Cid" }] }],
  };
  const records = [2, 5, 5].map((position, index) => ({
    ...words,
    uri: `spotify:track:${index + 2}`,
    position,
    lastSeen,
  }));
  const remembered = { tracks: records };

  test("holds what Spotify said, or else what is remembered, where that is one thing", async () => {
    const archive = await keep({ sections, remembered });
    const choice: RestoreChoice = { sections: ["tracks", "audiobooks"], playlists: [] };
    const entry = { status: "available", words, durationMs: 200_000, addedBy: "", uri: words.uri };
    const gone = { status: "gone", uri: "", words: undefined, durationMs: undefined, addedBy: "" };
    expect(await readSavedState(archive, { library, playlists }, choice)).toEqual({
      accountId: "me",
      snapshots: { library: id },
      sections: {
        tracks: [
          entry,
          { ...gone, uri: "spotify:track:2", words: { ...words, uri: "spotify:track:2" } },
          { ...gone, uri: "spotify:track:1", durationMs: 200_000 },
          gone,
          gone,
          { ...entry, status: "local", durationMs: undefined },
        ],
        audiobooks: [
          {
            ...{ ...entry, uri: "spotify:show:1", durationMs: undefined },
            words: { uri: "spotify:show:1", name: "Book", artists: ["Cid"], album: "", isrc: "" },
          },
        ],
      },
      playlists: [],
      unavailable: {},
    });
  });

  test("says how much of it is not in the snapshot", async () => {
    const section = { total: 9, exported: 6, unavailable: 3, nulls: 0 };
    const partial = { ...library, sections: { tracks: section, albums: section } };
    const archive = await keep({ sections });
    const state = await readSavedState(
      archive,
      { library: partial },
      { sections: ["tracks"], playlists: [] },
    );
    expect(state.unavailable).toEqual({ tracks: 3 });
  });
});

describe("a playlist", () => {
  const item = { added_at: null, added_by: { id: "you" }, is_local: false, item: song };
  const lists = [
    makeList("1", "Road Trip", [item, { ...item, added_by: null, item: null }]),
    makeList("2", "road trip"),
    makeList("3", "Party", null),
    makeList("4", "Late Night Road Trips"),
  ];

  test("holds its facts and entries, or none where they are not in the snapshot", async () => {
    const archive = await keep({ lists });
    const covers = findSavedCovers({
      covers: {
        kept: [
          { id: "1", name: "cover.jpg", bytes: 196_608, sha256: "", source: "" },
          { id: "2", name: "large.jpg", bytes: 196_609, sha256: "", source: "" },
          { id: "4", name: "cover.png", bytes: 10, sha256: "", source: "" },
        ],
        unavailable: [{ id: "3", name: "Party", reason: "gone" }],
      },
    });
    const state = await readSavedState(archive, { playlists, covers }, { sections: [], playlists: "all" });
    expect(state.snapshots).toEqual({ playlists: id });
    expect(state.playlists.slice(0, 3)).toEqual([
      {
        facts: sayFacts("1", { name: "Road Trip" }),
        entries: [
          { uri: words.uri, status: "available", words, durationMs: 200_000, addedBy: "you" },
          { uri: "", status: "gone", words: undefined, durationMs: undefined, addedBy: "" },
        ],
        coverFile: "cover.jpg",
        coverLoss: undefined,
      },
      {
        facts: sayFacts("2", { name: "road trip" }),
        entries: [],
        coverFile: undefined,
        coverLoss: "cover-not-taken",
      },
      {
        facts: sayFacts("3", { name: "Party" }),
        entries: undefined,
        coverFile: undefined,
        coverLoss: "cover-not-saved",
      },
    ]);
    expect(state.playlists[3]).toMatchObject({ coverFile: undefined, coverLoss: "cover-not-taken" });
  });

  test.each([
    [["ROAD TRIP"], ["1", "2"]],
    [["3"], ["3"]],
    [
      ["spotify:playlist:3", "https://open.spotify.com/playlist/1?si=x"],
      ["1", "3"],
    ],
    [[], []],
  ])("is chosen by %j", async (wanted, ids) => {
    const state = await readSavedState(
      await keep({ lists }),
      { playlists },
      { sections: [], playlists: wanted },
    );
    expect(state.playlists.map(({ facts }) => facts.id)).toEqual(ids);
  });

  test("that is not there is an error that says what comes near it", async () => {
    const read = readSavedState(
      await keep({ lists }),
      { playlists },
      {
        sections: [],
        playlists: ["Road", "Party", "Polka"],
      },
    );
    await expect(read).rejects.toMatchObject({
      name: "SettingsError",
      problems: [
        'the snapshot has no playlist "Road". Near it come: "Road Trip", "road trip", "Late Night Road Trips".',
        'the snapshot has no playlist "Polka". It has "Road Trip", "road trip", "Party", "Late Night Road Trips".',
      ],
    });
  });
});

test("nothing is read where nothing was chosen", async () => {
  const state = await readSavedState(createMemoryArchive(), { library, playlists }, nothing);
  expect(state).toEqual({ accountId: "", snapshots: {}, sections: {}, playlists: [], unavailable: {} });
});

test("snapshots of two accounts are not restored at once", async () => {
  const other = { ...playlists, account: { id: "you", display_name: null } };
  await expect(
    readSavedState(
      createMemoryArchive(),
      { library, playlists: other },
      { sections: ["tracks"], playlists: "all" },
    ),
  ).rejects.toThrow(`library/${id} is of me and playlists/${id} of you`);
});

test("130,000 entries take less than 80 MB", async () => {
  const entries = 1_000;
  const file = `${toSnapshotFolder("playlists", id)}/${toFileName("playlists", id, "json")}`;
  async function* manyPlaylists() {
    for (let list = 0; list < 130; list += 1) {
      const { items: _, ...fields } = makeList(`${list}`, `Playlist ${list}`);
      const items = Array.from({ length: entries }, (_, index) => ({
        ...{ added_at: "2020-01-01T00:00:00Z", added_by: { id: `somebody ${index % 3}` }, is_local: false },
        item: {
          ...{
            ...song,
            name: `Song ${list} ${index}`,
            uri: `spotify:track:${String(list * entries + index).padStart(22, "0")}`,
          },
          ...{ artists: [{ name: `The Band ${index % 500}` }], album: { name: `The Album ${index % 700}` } },
        },
      }));
      yield renderObject({ ...fields, items: renderTexts(batch(items)) });
    }
  }
  const archive: Archive = {
    ...createMemoryArchive(),
    async *read(name) {
      expect(name).toBe(file);
      for await (const text of renderObject({ playlists: renderArray(manyPlaylists()) })) {
        yield Buffer.from(text);
      }
    },
  };
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const state = await readSavedState(archive, { playlists }, { sections: [], playlists: "all" });
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(80_000_000);
  expect(state.playlists.flatMap((playlist) => playlist.entries ?? [])).toHaveLength(130_000);
}, 60_000);
