import { describe, expect, test } from "vitest";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { expectedLibrary, expectedPlaylists } from "../export/expected.ts";
import { expectHonest } from "../export/honesty.ts";
import { type Machine, startMachine } from "../export/machine.ts";
import { listingMinimum } from "../export/minimum.ts";
import { readLibrary, readPlaylists } from "../export/snapshot-documents.ts";
import {
  addPlaylist,
  appendEntries,
  followShow,
  likeTracks,
  removeEntries,
  removePlaylist,
  renamePlaylist,
  saveAlbum,
  unlikeTrack,
} from "../fake-spotify/change-library.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { editPlaylist, type FakeLibrary, type Playlist } from "../fake-spotify/library.ts";
import { makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { drawSome, numberBetween, type Random, seedRandom } from "../fake-spotify/random.ts";

/** Large libraries take their time on a busy machine. */
const patient = { timeout: 120_000 };

function makeEmptyPlaylists(count: number): Playlist[] {
  return Array.from({ length: count }, (_, number) => makePlaylist({ name: `Empty ${number}` }));
}

async function expectPlaylistsTrue({ archive, fake }: Machine, manifest: Manifest): Promise<void> {
  const { playlists } = await readPlaylists(archive, manifest);
  expect(playlists).toEqual(expectedPlaylists(fake.library, "2026"));
}

async function expectLibraryTrue({ archive, fake }: Machine, manifest: Manifest): Promise<void> {
  expect(await readLibrary(archive, manifest)).toMatchObject(expectedLibrary(fake.library, "2026"));
}

/** The paths that were asked while something was done, without those of `/me`. */
async function pathsOf({ fake }: Machine, act: () => Promise<unknown>): Promise<readonly string[]> {
  const before = fake.requests.api.length;
  await act();
  return fake.requests.api.slice(before).map(({ path, query }) => `${path}?${query}`);
}

function playlistAt({ playlists }: FakeLibrary, position: number): Playlist {
  const playlist = playlists[position];
  if (playlist == null) {
    throw new RangeError(`There is no playlist at ${position}.`);
  }
  return playlist;
}

test("of an unchanged library hardly more is asked than whether it has changed", patient, async () => {
  const library = generateLibrary({ playlists: 200, entries: 2_000, likes: 12_900, artists: 120 });
  library.playlists.push(...makeEmptyPlaylists(260));
  const machine = await startMachine({ library });
  await machine.runBoth();
  const asked = machine.asked();

  const manifests = await machine.runBoth();

  const artistPages = 3;
  expect(machine.asked() - asked).toBeLessThanOrEqual(12 + artistPages + 8);
  await expectLibraryTrue(machine, manifests.library);
  await expectPlaylistsTrue(machine, manifests.playlists);
});

test(
  "of 460 playlists 100 that were appended to take a little more than two requests each",
  patient,
  async () => {
    const random = seedRandom(11);
    // The others cost nothing, whatever their size.
    const library = makeLibrary({ playlists: makeEmptyPlaylists(360) });
    const listened = generateLibrary({ playlists: 100, entries: 18_000, likes: 0, seed: 2 });
    library.playlists.push(...listened.playlists);
    const machine = await startMachine({ library });
    await machine.run("playlists");
    const asked = machine.asked();
    for (const playlist of findPlaylists(listened)) {
      appendEntries(playlist, numberBetween(random, 1, 80), random);
    }

    const manifest = await machine.run("playlists");

    const account = 1;
    expect(machine.asked() - asked).toBeLessThanOrEqual(account + 2.2 * 100 + listingMinimum(library));
    await expectPlaylistsTrue(machine, manifest);
  },
);

function findPlaylists({ playlists }: FakeLibrary): Playlist[] {
  return playlists.filter((playlist) => playlist !== null);
}

describe("after a change of the playlists", () => {
  async function start() {
    const library = generateLibrary({ playlists: 6, entries: 1_000, likes: 0, seed: 8 });
    const machine = await startMachine({ library });
    await machine.run("playlists");
    return { library, machine, random: seedRandom(8) };
  }

  test("a playlist that was only renamed is read again, and has its new name and its old contents", async () => {
    const { library, machine } = await start();
    const playlist = playlistAt(library, 3);
    renamePlaylist(playlist, "Renamed");
    const paths = await pathsOf(machine, async () => {
      await expectPlaylistsTrue(machine, await machine.run("playlists"));
    });
    expect(paths.filter((path) => path.startsWith("/playlists/")).length).toBeLessThanOrEqual(2);
  });

  test("a new one is read, a deleted one is gone, and of the others nothing is asked", async () => {
    const { library, machine, random } = await start();
    const added = addPlaylist(library, 120, random);
    removePlaylist(library, playlistAt(library, 4).id);
    const paths = await pathsOf(machine, async () => {
      await expectPlaylistsTrue(machine, await machine.run("playlists"));
    });
    const contents = paths.filter((path) => path.startsWith("/playlists/"));
    expect(contents.filter((path) => path.includes(added.id))).toHaveLength(2);
    expect(contents).toHaveLength(2);
  });

  test.each<[string, (playlist: Playlist, random: Random) => void]>([
    ["was emptied", (playlist) => removeEntries(playlist, 0, playlist.entries.length)],
    [
      "has shrunk below a hundred entries",
      (playlist) => removeEntries(playlist, 5, playlist.entries.length - 40),
    ],
    [
      "has lost its first and got a new last one",
      (playlist, random) => {
        removeEntries(playlist, 0, 1);
        appendEntries(playlist, 1, random);
      },
    ],
    ["was turned around", (playlist) => editPlaylist(playlist, ({ entries }) => entries.reverse())],
    [
      "has all entries twice",
      (playlist) => editPlaylist(playlist, ({ entries }) => entries.push(...entries)),
    ],
    [
      "was replaced",
      (playlist, random) => {
        removeEntries(playlist, 0, playlist.entries.length);
        appendEntries(playlist, 130, random);
      },
    ],
  ])("one that %s is exact", async (_, change) => {
    const { library, machine, random } = await start();
    for (const playlist of findPlaylists(library)) {
      if (playlist.entries.length > 45) {
        change(playlist, random);
      }
    }
    const manifest = await machine.run("playlists");
    expect(manifest.status).toBe("complete");
    await expectPlaylistsTrue(machine, manifest);
    await expectHonest(machine.archive, manifest);
  });
});

describe("after a change of the library", () => {
  async function start() {
    const library = generateLibrary({
      playlists: 0,
      entries: 0,
      likes: 1_200,
      albums: 160,
      shows: 60,
      seed: 9,
    });
    const machine = await startMachine({ library });
    await machine.run("library");
    return { library, machine, random: seedRandom(9) };
  }

  test.each<[string, number, (library: FakeLibrary, random: Random) => void]>([
    ["a track was liked", 1, (library, random) => likeTracks(library, 1, random)],
    ["120 tracks were liked", 3, (library, random) => likeTracks(library, 120, random)],
    ["the first like was taken back", 1, (library) => unlikeTrack(library, 0)],
    ["the last like was taken back", 6, (library) => unlikeTrack(library, library.tracks.length - 1)],
    ["an old like was taken back", 8, (library) => unlikeTrack(library, 377)],
    [
      "likes were taken back and given",
      12,
      (library, random) => {
        unlikeTrack(library, 300);
        unlikeTrack(library, 500);
        likeTracks(library, 2, random);
      },
    ],
    [
      "a like was taken back and given again",
      8,
      (library, random) => {
        const [, , again] = library.tracks;
        unlikeTrack(library, 2);
        likeTracks(library, 1, random);
        const [newest] = library.tracks;
        if (again !== undefined && newest !== undefined) {
          library.tracks[0] = { ...newest, item: again.item };
        }
      },
    ],
    [
      "an old like was taken back and given again",
      8,
      (library, random) => {
        const old = library.tracks[400];
        unlikeTrack(library, 400);
        likeTracks(library, 1, random);
        const [newest] = library.tracks;
        if (old !== undefined && newest !== undefined) {
          library.tracks[0] = { ...newest, item: old.item };
        }
      },
    ],
    ["all likes were taken back", 1, (library) => library.tracks.splice(0)],
    [
      "all likes are new",
      16,
      (library, random) => {
        library.tracks.splice(0);
        likeTracks(library, 600, random);
      },
    ],
  ])("where %s the likes are exact, for at most %i requests", async (_, most, change) => {
    const { library, machine, random } = await start();
    change(library, random);
    const paths = await pathsOf(machine, async () => {
      const manifest = await machine.run("library");
      expect(manifest.status).toBe("complete");
      await expectLibraryTrue(machine, manifest);
    });
    expect(paths.filter((path) => path.startsWith("/me/tracks")).length).toBeLessThanOrEqual(most);
  });

  test("saved albums and followed shows are exact, those that came first and those that went anywhere", async () => {
    const { library, machine, random } = await start();
    saveAlbum(library, random);
    library.albums.splice(80, 1);
    followShow(library, random);
    library.shows.splice(30, 2);
    const manifest = await machine.run("library");
    await expectLibraryTrue(machine, manifest);
    await expectHonest(machine.archive, manifest);
  });

  test("albums that were sorted anew, as by last listened, are exact", async () => {
    const { library, machine, random } = await start();
    library.albums = drawSome(random, library.albums, library.albums.length);
    await expectLibraryTrue(machine, await machine.run("library"));
  });

  test("top tracks are looked at again when the shortest range has moved", async () => {
    const { library, machine } = await start();
    const { short_term, medium_term, long_term } = library.topTracks;
    library.topTracks = {
      short_term: short_term.toReversed(),
      medium_term: medium_term.toReversed(),
      long_term: long_term.slice(3),
    };
    await expectLibraryTrue(machine, await machine.run("library"));
  });
});
