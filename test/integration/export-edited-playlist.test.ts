import { describe, expect, onTestFinished, test } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { expectedPlaylists } from "../export/expected.ts";
import { createExportTools } from "../export/export-tools.ts";
import { expectHonest } from "../export/honesty.ts";
import { readPlaylists } from "../export/snapshot-documents.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { editPlaylist, type Playlist } from "../fake-spotify/library.ts";

describe("a playlist of 1,200 entries is edited between two pages so that its total stays", () => {
  const moveFirstToEnd = ({ entries }: Playlist) => entries.push(...entries.splice(0, 1));

  async function startLongExport() {
    const library = generateLibrary({ playlists: 1, entries: 1_200, seed: 6 });
    const fake = await startFakeSpotify({ library });
    onTestFinished(() => fake.stop());
    const archive = openFolder(await temporaryFolder());
    const state = openFolder(await temporaryFolder());
    const [playlist] = library.playlists;
    function editAt(offset: number, times: number): void {
      const happen = () => playlist && editPlaylist(playlist, moveFirstToEnd);
      fake.misbehave({
        when: ({ query }) => query.get("offset") === String(offset),
        times,
        does: { kind: "event", happen },
      });
    }
    return { fake, library, archive, editAt, tools: createExportTools(fake, { archive, state }) };
  }

  test.each([1, 2])("in %i readings: the next one is whole and is the new state", async (times) => {
    const { library, archive, editAt, tools } = await startLongExport();
    editAt(600, times);

    const manifest = await exportSnapshot("playlists", tools);

    expect(manifest.status).toBe("complete");
    const { playlists } = await readPlaylists(archive, manifest);
    expect(playlists.map(({ items }) => items)).toEqual(
      expectedPlaylists(library, "2026").map(({ items }) => items),
    );
    await expectHonest(archive, manifest);
  });

  test("in every reading: it is named and left out", async () => {
    const { fake, library, archive, editAt, tools } = await startLongExport();
    editAt(600, Number.POSITIVE_INFINITY);

    const manifest = await exportSnapshot("playlists", tools);

    expect(manifest).toMatchObject({
      status: "partial",
      unavailable: [
        {
          id: library.playlists[0]?.id,
          cause: "failed",
          reason: expect.stringMatching(/^the playlist was edited while it was read/),
        },
      ],
    });
    // Each reading ends with the playlist's own object, which tells the edit.
    const object = `/playlists/${library.playlists[0]?.id}`;
    expect(fake.requests.api.filter(({ path }) => path === object)).toHaveLength(3);
    await expectHonest(archive, manifest);
  });
});
