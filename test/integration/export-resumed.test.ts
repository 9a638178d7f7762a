import { describe, expect, test } from "vitest";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { expectedLibrary, expectedPlaylist } from "../export/expected.ts";
import { expectHonest } from "../export/honesty.ts";
import { type Machine, startMachine } from "../export/machine.ts";
import { readLibrary, readPlaylists } from "../export/snapshot-documents.ts";
import { appendEntries, likeTracks, moveEntries, removeEntries } from "../fake-spotify/change-library.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { FakeLibrary, Playlist } from "../fake-spotify/library.ts";
import { numberBetween, pick, type Random, seedRandom } from "../fake-spotify/random.ts";

function findPlaylists({ playlists }: FakeLibrary): Playlist[] {
  return playlists.filter((playlist) => playlist !== null);
}

function edit(playlist: Playlist, random: Random, kinds: readonly ("append" | "remove" | "move")[]): void {
  const { length } = playlist.entries;
  const count = Math.min(numberBetween(random, 1, 60), Math.floor(length / 2));
  const kind = pick(random, kinds);
  if (kind === "append" || length < 4) {
    appendEntries(playlist, numberBetween(random, 1, 60), random);
  } else if (kind === "remove") {
    removeEntries(playlist, numberBetween(random, 0, length - count), count);
  } else {
    moveEntries(
      playlist,
      numberBetween(random, 0, length - count),
      count,
      numberBetween(random, 0, length - count),
    );
  }
}

/** Every version of every playlist that there was. */
function createChronicle(library: FakeLibrary) {
  const versions = new Map<string, unknown>();
  function note(): void {
    for (const playlist of findPlaylists(library)) {
      versions.set(`${playlist.id} ${playlist.snapshotId}`, expectedPlaylist(playlist, "2026")["items"]);
    }
  }
  note();
  async function expectOneVersionEach({ archive }: Machine, manifest: Manifest): Promise<void> {
    expect(manifest.status).toBe("complete");
    const { playlists } = await readPlaylists(archive, manifest);
    expect(playlists).toHaveLength(findPlaylists(library).length);
    for (const { id, snapshot_id, items } of playlists) {
      expect({ id, items }).toEqual({ id, items: versions.get(`${id} ${snapshot_id}`) });
    }
    await expectHonest(archive, manifest);
  }
  return { note, expectOneVersionEach };
}

function makePlaylists() {
  return generateLibrary({ playlists: 3, entries: 600, likes: 0, seed: 41 });
}

const requests = Array.from({ length: 12 }, (_, index) => index + 1);

describe("an export of playlists that is gone on with after they were edited holds one version of each", () => {
  test.each(requests)("though it was the first and was killed at request %i", async (request) => {
    const library = makePlaylists();
    const machine = await startMachine({ library });
    const chronicle = createChronicle(library);
    const random = seedRandom(request);
    await machine.runKilledAt("playlists", request);
    for (const playlist of findPlaylists(library)) {
      edit(playlist, random, ["append", "remove", "move"]);
    }
    chronicle.note();
    await chronicle.expectOneVersionEach(machine, await machine.run("playlists"));
    await chronicle.expectOneVersionEach(machine, await machine.run("playlists"));
  });

  test.each(requests.filter((request) => request % 2 === 0))(
    "though earlier versions were held and it was killed at request %i",
    async (request) => {
      const library = makePlaylists();
      const machine = await startMachine({ library });
      const chronicle = createChronicle(library);
      const random = seedRandom(request);
      await machine.run("playlists");
      for (const playlist of findPlaylists(library)) {
        edit(playlist, random, ["append", "remove"]);
      }
      chronicle.note();
      await machine.runKilledAt("playlists", request);
      for (const playlist of findPlaylists(library)) {
        edit(playlist, random, ["append", "remove"]);
      }
      chronicle.note();
      await chronicle.expectOneVersionEach(machine, await machine.run("playlists"));
    },
  );
});

describe("an export of the library that is gone on with after it was changed holds the likes of one moment", () => {
  test.each(requests.filter((request) => request % 2 === 1 || request > 9))(
    "though it was killed at request %i",
    async (request) => {
      const library = generateLibrary({
        playlists: 0,
        entries: 0,
        likes: 210,
        albums: 5,
        artists: 5,
        seed: 42,
      });
      const machine = await startMachine({ library });
      const random = seedRandom(request);
      const moments: unknown[] = [];
      const note = () => moments.push(expectedLibrary(library, "2026")["tracks"]);
      if (request % 2 === 0) {
        await machine.run("library");
      }
      note();
      await machine.runKilledAt("library", request);
      // As many as before, so that the total tells nothing.
      const count = numberBetween(random, 1, 60);
      library.tracks.splice(numberBetween(random, 0, 150), count);
      likeTracks(library, count, random);
      note();

      const manifest = await machine.run("library");

      expect(manifest.status).toBe("complete");
      const { tracks } = await readLibrary(machine.archive, manifest);
      expect(moments).toContainEqual(tracks);
      await expectHonest(machine.archive, manifest);
    },
  );
});
