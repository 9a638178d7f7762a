import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { expectedLibrary, expectedPlaylists } from "../export/expected.ts";
import { createExportTools } from "../export/export-tools.ts";
import { expectHonest } from "../export/honesty.ts";
import { readLibrary, readPlaylists } from "../export/snapshot-documents.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { type FakeRequest, lieAboutTotal } from "../fake-spotify/faults.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { editPlaylist, type FakeLibrary, type Playlist } from "../fake-spotify/library.ts";
import { makeEntry, makePlaylist } from "../fake-spotify/make-playlist.ts";

const extra = generateLibrary({ playlists: 1, entries: 1, likes: 1, seed: 99 });

/** 120 likes are three pages, 130 entries of a playlist the embedded 100 and one page. */
async function startExport() {
  const library = generateLibrary({ playlists: 1, entries: 130, likes: 120, artists: 40, seed: 5 });
  library.playlists.push(
    makePlaylist({ name: "Short", entries: library.playlists[0]?.entries.slice(0, 9) ?? [] }),
  );
  const fake = await startFakeSpotify({ library });
  onTestFinished(() => fake.stop());
  const archive = openFolder(await temporaryFolder());
  const state = openFolder(await temporaryFolder());
  return { fake, library, archive, tools: createExportTools(fake, { archive, state }) };
}

describe("the library changes while it is read", () => {
  test.each<[string, (library: FakeLibrary) => void]>([
    ["a song is liked", ({ tracks }) => tracks.unshift(...extra.tracks)],
    ["a like is taken back", ({ tracks }) => tracks.shift()],
    ["many likes are taken back", ({ tracks }) => tracks.splice(0, 60)],
  ])("between two pages of likes %s: the list is read again and is whole", async (_, happen) => {
    const { fake, library, archive, tools } = await startExport();
    fake.misbehave({
      when: isPage("/me/tracks", 50),
      does: { kind: "event", happen: () => happen(library) },
    });

    const manifest = await exportSnapshot("library", tools);

    expect(manifest.status).toBe("complete");
    expect(await readLibrary(archive, manifest)).toMatchObject(expectedLibrary(library, "2026"));
    await expectHonest(archive, manifest);
  });

  test.each<[string, (playlist: Playlist) => void]>([
    ["grows", ({ entries }) => entries.push(...(extra.playlists[0]?.entries ?? []))],
    ["shrinks", ({ entries }) => entries.splice(3, 2)],
  ])("a playlist %s between two pages: it is read again and is whole", async (_, edit) => {
    const { fake, library, archive, tools } = await startExport();
    const [playlist] = library.playlists;
    const happen = () => playlist && editPlaylist(playlist, edit);
    fake.misbehave({ when: ({ query }) => query.get("offset") === "100", does: { kind: "event", happen } });
    const manifest = await exportSnapshot("playlists", tools);

    expect(manifest.status).toBe("complete");
    const { playlists } = await readPlaylists(archive, manifest);
    // The version is the one that the contents are of, not the one that was listed.
    expect(playlists).toEqual(expectedPlaylists(library, "2026"));
    await expectHonest(archive, manifest);
  });

  test.each([70, 120])(
    "of 120 likes %i are taken back, so that the next page is beyond the end: the list is read again and is whole",
    async (count) => {
      const { fake, library, archive, tools } = await startExport();
      const happen = () => library.tracks.splice(0, count);
      fake.misbehave({ when: isPage("/me/tracks", 50), does: { kind: "event", happen } });

      const manifest = await exportSnapshot("library", tools);

      // Spotify answers such a page with an error of its own, which passes neither for a failure nor for the end.
      expect(manifest.status).toBe("complete");
      expect(await readLibrary(archive, manifest)).toMatchObject(expectedLibrary(library, "2026"));
      await expectHonest(archive, manifest);
    },
  );

  test("a playlist that is deleted before its turn is named, and the others are whole", async () => {
    const { fake, library, archive, tools } = await startExport();
    const happen = () => library.playlists.shift();
    const isContents = ({ path }: FakeRequest) => path.startsWith("/playlists/");
    const [deleted] = library.playlists;
    fake.misbehave({ when: isContents, does: { kind: "event", happen } });

    const manifest = await exportSnapshot("playlists", tools);

    expect(manifest).toMatchObject({
      status: "partial",
      unavailable: [{ id: deleted?.id, cause: "failed" }],
    });
    expect((await readPlaylists(archive, manifest)).playlists.slice(1)).toEqual(
      expectedPlaylists(library, "2026"),
    );
    await expectHonest(archive, manifest);
  });
});

test("playlists whose size Spotify does not tell are counted apart, and the others add up", async () => {
  const { fake, library, archive, tools } = await startExport();
  const [unknown] = library.playlists;
  fake.misbehave({
    when: ({ path }) => path === "/me/playlists",
    does: { kind: "edited", edit: (body) => withoutSize(body, unknown?.id) },
  });
  const isContents = ({ path }: FakeRequest) => path === `/playlists/${unknown?.id}`;
  fake.misbehave({ when: isContents, does: { kind: "answer", status: 404, body: {} } });

  const manifest = await exportSnapshot("playlists", tools);

  expect(manifest.sections["items"]).toEqual({
    total: 9,
    exported: 9,
    unavailable: 0,
    nulls: expect.any(Number),
    uncounted: 1,
    problem: expect.stringContaining("404 Not Found"),
  });
  expect(manifest).toMatchObject({ status: "partial", unavailable: [{ id: unknown?.id, cause: "failed" }] });
  await expectHonest(archive, manifest);
});

describe("a total that is never the number of entries is said to be so", () => {
  test.each([5, 60, -5, -60])("likes, off by %i", async (lie) => {
    const { fake, archive, tools } = await startExport();
    const does = lieAboutTotal((total) => total + lie);
    fake.misbehave({ when: ({ path }) => path === "/me/tracks", times: Number.POSITIVE_INFINITY, does });

    const manifest = await exportSnapshot("library", tools);

    expect(manifest).toMatchObject({ status: "partial", unavailable: [{ id: "tracks", cause: "failed" }] });
    await expectHonest(archive, manifest);
  });

  test.each([5, -5])("a playlist, off by %i", async (lie) => {
    const { fake, library, archive, tools } = await startExport();
    const id = library.playlists[0]?.id ?? "";
    const does = lieAboutTotal((total) => total + lie);
    fake.misbehave({ when: ({ path }) => path.includes(id), times: Number.POSITIVE_INFINITY, does });

    const manifest = await exportSnapshot("playlists", tools);

    expect(manifest).toMatchObject({ status: "partial", unavailable: [{ id, cause: "failed" }] });
    await expectHonest(archive, manifest);
  });
});

describe("whatever is edited, and whenever", () => {
  type Edit = (library: FakeLibrary) => void;
  const edits: Readonly<Record<string, Edit>> = {
    like: ({ tracks }) => tracks.unshift(...extra.tracks),
    unlike: ({ tracks }) => tracks.splice(17, 1),
    unlikeMany: ({ tracks }) => tracks.splice(10, 75),
    unfollow: ({ artists }) => artists.shift(),
    addEntry: editFirst(({ entries }) => entries.push(makeEntry(null))),
    removeEntry: editFirst(({ entries }) => entries.shift()),
    emptyPlaylist: editFirst(({ entries }) => entries.splice(0)),
    deletePlaylist: ({ playlists }) => playlists.pop(),
    makePlaylist: ({ playlists }) =>
      playlists.unshift(makePlaylist({ name: "New", entries: [makeEntry(null)] })),
  };
  const edit = fc.record({
    at: fc.integer({ min: 1, max: 24 }),
    what: fc.constantFrom(...Object.keys(edits)),
  });

  test.each(["library", "playlists"] as const)("the snapshot of the %s is honest", async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (script) => {
        const { fake, library, archive, tools } = await startExport();
        for (const { at, what } of script) {
          const happen = () => edits[what]?.(library);
          fake.misbehave({ when: ({ index }) => index === at, does: { kind: "event", happen } });
        }

        await expectHonest(archive, await exportSnapshot(kind, tools));
      }),
      { numRuns: 40 },
    );
  });
});

function isPage(path: string, offset: number): (request: FakeRequest) => boolean {
  return (request) => request.path === path && request.query.get("offset") === String(offset);
}

function editFirst(edit: (playlist: Playlist) => void): (library: FakeLibrary) => void {
  return ({ playlists: [first] }) => {
    if (first) {
      editPlaylist(first, edit);
    }
  };
}

/** The list of playlists, in which one lacks its count of entries. */
function withoutSize(body: unknown, id: string | undefined): unknown {
  return JSON.parse(JSON.stringify(body), (_, value) =>
    value?.id === id && "snapshot_id" in value ? { ...value, items: undefined, tracks: undefined } : value,
  );
}
