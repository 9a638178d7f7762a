import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addPlaylist,
  appendEntries,
  followShow,
  insertEntries,
  likeTracks,
  moveEntries,
  removeEntries,
  removePlaylist,
  renamePlaylist,
  saveAlbum,
  unlikeTrack,
} from "../fake-spotify/change-library.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { FakeLibrary, Playlist, PlaylistEntry } from "../fake-spotify/library.ts";
import { momentAfterAll } from "../fake-spotify/library-dates.ts";
import { liveOneWeek } from "../fake-spotify/live-one-week.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { seedRandom } from "../fake-spotify/random.ts";

const WEEK_MS = 7 * 86_400_000;

function playlistOf(length: number): Playlist {
  const album = makeAlbum({ name: "An album", artists: [makeArtist({ name: "An artist" })] });
  return makePlaylist({
    name: "A playlist",
    owner: { id: "the-owner", displayName: null },
    entries: Array.from({ length }, (_, number) => makeEntry(makeTrack({ name: `${number}`, album }))),
  });
}

function playlistsOf({ playlists }: FakeLibrary): Playlist[] {
  return playlists.filter((playlist) => playlist !== null);
}

function datesOf(entries: readonly { readonly addedAt: string | null }[]): number[] {
  return entries.map(({ addedAt }) => Date.parse(addedAt ?? ""));
}

function isRising(dates: readonly number[]): boolean {
  return dates.every((date, index) => index === 0 || date > (dates[index - 1] ?? date));
}

describe("an edit of a playlist", () => {
  test("appends what is new: dated later than all before, added by the owner", () => {
    const playlist = playlistOf(3);
    const before = [...playlist.entries];
    appendEntries(playlist, 40, seedRandom(1));
    appendEntries(playlist, 2, seedRandom(1));
    const added = playlist.entries.slice(3);
    expect(playlist.entries.slice(0, 3)).toEqual(before);
    expect(added).toHaveLength(42);
    expect(isRising(datesOf([...before.slice(-1), ...added]))).toBe(true);
    expect(new Set(added.map(({ addedBy }) => addedBy))).toEqual(new Set(["the-owner"]));
  });

  test("appends also where nothing is yet, at the time that is told", () => {
    const playlist = playlistOf(0);
    appendEntries(playlist, 1, seedRandom(1), { at: Date.UTC(2027, 0, 2, 3, 4, 5) });
    expect(playlist.entries).toMatchObject([{ addedAt: "2027-01-02T03:04:05Z" }]);
  });

  test("inserts before the entry at the position", () => {
    const playlist = playlistOf(3);
    const [first, ...rest] = playlist.entries;
    insertEntries(playlist, 1, 2, seedRandom(1));
    expect(playlist.entries).toEqual([first, expect.anything(), expect.anything(), ...rest]);
    expect(playlist.entries).toHaveLength(5);
  });

  test("removes what it is told", () => {
    const playlist = playlistOf(5);
    removeEntries(playlist, 1, 3);
    expect(namesOf(playlist)).toEqual(["0", "4"]);
  });

  test.each([
    [0, 1, 4, "12340"],
    [4, 1, 0, "40123"],
    [0, 2, 1, "20134"],
    [1, 3, 2, "04123"],
    [2, 2, 2, "01234"],
  ])("moves: from %i, %i of them, to %i", (from, count, to, expected) => {
    const playlist = playlistOf(5);
    moveEntries(playlist, from, count, to);
    expect(namesOf(playlist).join("")).toBe(expected);
  });

  test("is undone by its opposite, but never has a snapshot id twice", () => {
    const edits = fc.array(fc.tuple(fc.nat(19), fc.nat(19), fc.nat(19)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(edits, (moves) => {
        const playlist = playlistOf(20);
        const before = [...playlist.entries];
        const snapshotIds = [playlist.snapshotId];
        const note = () => snapshotIds.push(playlist.snapshotId);
        for (const [from, size, target] of moves) {
          const count = Math.min(size, 20 - from);
          const to = Math.min(target, 20 - count);
          moveEntries(playlist, from, count, to);
          note();
          moveEntries(playlist, to, count, from);
          note();
          insertEntries(playlist, from, size, seedRandom(size));
          note();
          removeEntries(playlist, from, size);
          note();
        }
        expect(playlist.entries).toEqual(before);
        expect(new Set(snapshotIds).size).toBe(snapshotIds.length);
      }),
    );
  });

  test("gives a new name and with it a new snapshot id", () => {
    const playlist = playlistOf(1);
    const { snapshotId } = playlist;
    renamePlaylist(playlist, "Another name");
    expect(playlist.name).toBe("Another name");
    expect(playlist.snapshotId).not.toBe(snapshotId);
  });

  test.each([
    ["inserted", (playlist: Playlist) => insertEntries(playlist, 4, 1, seedRandom(1))],
    ["removed", (playlist: Playlist) => removeEntries(playlist, 2, 2)],
    ["moved", (playlist: Playlist) => moveEntries(playlist, 0, 2, 2)],
    ["moved away", (playlist: Playlist) => moveEntries(playlist, 2, 2, 0)],
  ])("beyond the end nothing is %s", (_, edit) => {
    const playlist = playlistOf(3);
    const before = structuredClone(playlist);
    expect(() => edit(playlist)).toThrow(RangeError);
    expect(playlist).toEqual(before);
  });

  function namesOf({ entries }: Playlist) {
    return entries.map(({ item }) => item?.name);
  }
});

describe("an edit of the library", () => {
  test("likes tracks that are new, newest first", () => {
    const library = generateLibrary({ likes: 5 });
    const before = [...library.tracks];
    likeTracks(library, 30, seedRandom(1));
    likeTracks(library, 1, seedRandom(1));
    expect(library.tracks.slice(31)).toEqual(before);
    expect(isRising(datesOf(library.tracks).toReversed())).toBe(true);
    expect(new Set(library.tracks.map(({ item }) => item.id)).size).toBe(36);
  });

  test("unlikes the track at a position", () => {
    const library = generateLibrary({ likes: 3 });
    const [first, , third] = library.tracks;
    unlikeTrack(library, 1);
    expect(library.tracks).toEqual([first, third]);
    expect(() => unlikeTrack(library, 2)).toThrow(RangeError);
  });

  test("puts a saved album and a followed show first", () => {
    const library = generateLibrary({ albums: 2, shows: 2 });
    saveAlbum(library, seedRandom(1));
    followShow(library, seedRandom(1));
    for (const list of [library.albums, library.shows]) {
      expect(list).toHaveLength(3);
      expect(isRising(datesOf(list).toReversed())).toBe(true);
    }
  });

  test("adds a playlist of the user's own and removes it again", () => {
    const library = generateLibrary();
    const before = [...library.playlists];
    const latest = momentAfterAll(library);
    const playlist = addPlaylist(library, 7, seedRandom(1));
    expect(library.playlists).toEqual([playlist, ...before]);
    expect(playlist).toMatchObject({ access: "owned", owner: { id: library.profile.id } });
    expect(playlist.entries).toHaveLength(7);
    expect(Math.min(...datesOf(playlist.entries))).toBeGreaterThanOrEqual(latest);
    removePlaylist(library, playlist.id);
    expect(library.playlists).toEqual(before);
    expect(() => removePlaylist(library, playlist.id)).toThrow(RangeError);
  });
});

describe("a week of a heavy listener", () => {
  const SIZES = { playlists: 460, entries: 9_200, followed: 10, likes: 300 };

  interface Kept {
    readonly name: string;
    readonly snapshotId: string;
    readonly entries: readonly PlaylistEntry[];
  }

  function keepAll(library: FakeLibrary): Map<string, Kept> {
    return new Map(
      playlistsOf(library).map(({ id, name, snapshotId, entries }) => [
        id,
        { name, snapshotId, entries: [...entries] },
      ]),
    );
  }

  /** What happened to a playlist, told from before and after alone. */
  function toChange(before: Kept, after: Playlist): "none" | "appended" | "otherwise" | "nothing but the id" {
    if (before.snapshotId === after.snapshotId) {
      return "none";
    }
    const grew = after.entries.length > before.entries.length && after.name === before.name;
    const isKept = before.entries.every((entry, position) => entry === after.entries[position]);
    if (isKept && !grew && after.entries.length === before.entries.length && after.name === before.name) {
      return "nothing but the id";
    }
    return grew && isKept ? "appended" : "otherwise";
  }

  test("changes 50 to 110 of 460 playlists, by appends of 80 entries at most, and says truly what it did", () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const library = generateLibrary(SIZES);
      const before = keepAll(library);
      const likes = new Set(library.tracks);
      const week = liveOneWeek(library, seedRandom(seed));
      const after = playlistsOf(library);
      const changes = after.flatMap((playlist) => {
        const kept = before.get(playlist.id);
        return kept === undefined ? [] : [toChange(kept, playlist)];
      });
      const growths = after.flatMap((playlist) => {
        const kept = before.get(playlist.id);
        return kept !== undefined && toChange(kept, playlist) === "appended"
          ? [playlist.entries.length - kept.entries.length]
          : [];
      });
      const stayed = library.tracks.filter((like) => likes.has(like)).length;
      expect(week.appended + week.otherwise).toBeGreaterThanOrEqual(50);
      expect(week.appended + week.otherwise).toBeLessThanOrEqual(110);
      expect(Math.max(...growths)).toBeLessThanOrEqual(80);
      expect(week).toMatchObject({
        appended: changes.filter((change) => change === "appended").length,
        otherwise: changes.filter((change) => change === "otherwise").length,
        entriesAppended: growths.reduce((sum, growth) => sum + growth, 0),
        created: after.filter(({ id }) => !before.has(id)).length,
        deleted: before.size - changes.length,
        liked: library.tracks.length - stayed,
        unliked: likes.size - stayed,
      });
    }
  });

  test("is mostly appends, and over a year everything else happens, too", () => {
    const library = generateLibrary(SIZES);
    const random = seedRandom(1);
    const weeks = Array.from({ length: 52 }, () => liveOneWeek(library, random));
    const sum = (name: keyof (typeof weeks)[number]) =>
      weeks.reduce((before, week) => before + week[name], 0);
    const share = sum("appended") / (sum("appended") + sum("otherwise"));
    expect(share).toBeGreaterThan(0.93);
    expect(share).toBeLessThan(0.97);
    expect(sum("entriesAppended") / sum("appended")).toBeGreaterThan(10);
    expect(sum("entriesAppended") / sum("appended")).toBeLessThan(40);
    expect(Math.max(...weeks.map(({ liked }) => liked))).toBeLessThanOrEqual(30);
    for (const name of ["created", "deleted", "liked", "unliked", "albumsSaved", "showsFollowed"] as const) {
      expect(sum(name), name).toBeGreaterThan(0);
    }
  });

  test("lies later than all before it, in one week", () => {
    const library = generateLibrary(SIZES);
    const random = seedRandom(3);
    for (let weeks = 0; weeks < 5; weeks += 1) {
      const known = new Set<unknown>(allDated(library));
      const latest = Math.max(...datesOf(allDated(library)).filter((date) => !Number.isNaN(date)));
      liveOneWeek(library, random);
      const added = datesOf(allDated(library).filter((dated) => !known.has(dated)));
      expect(Math.min(...added)).toBeGreaterThan(latest);
      expect(Math.max(...added) - Math.min(...added)).toBeLessThan(WEEK_MS);
    }
  });

  test("is the same for the same library and seed", () => {
    const [one, other] = [generateLibrary(SIZES), generateLibrary(SIZES)];
    expect(liveOneWeek(one, seedRandom(5))).toEqual(liveOneWeek(other, seedRandom(5)));
    expect(one).toEqual(other);
    expect(liveOneWeek(one, seedRandom(6))).not.toEqual(liveOneWeek(other, seedRandom(7)));
  });

  test("leaves other people's playlists and Spotify's own alone", () => {
    const library = makeLibrary({
      playlists: [
        makePlaylist({ name: "Followed", access: "followed" }),
        makePlaylist({ name: "Spotify's", access: "spotify" }),
        null,
      ],
    });
    const before = structuredClone(library.playlists);
    const week = liveOneWeek(library, seedRandom(1));
    expect(week).toMatchObject({ appended: 0, otherwise: 0, deleted: 0, unliked: 0 });
    expect(library.playlists.slice(week.created)).toEqual(before);
  });

  test("happens to a library of any size", () => {
    const sizes = fc.record({ playlists: fc.nat(12), entries: fc.nat(40), likes: fc.nat(3) });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 100_000 }), (given, seed) => {
        const library = generateLibrary({ ...given, albums: 2, artists: 2 });
        const random = seedRandom(seed);
        for (let weeks = 0; weeks < 4; weeks += 1) {
          const editable = playlistsOf(library).length;
          const { appended, otherwise, deleted } = liveOneWeek(library, random);
          expect(appended + otherwise).toBeLessThanOrEqual(Math.ceil(editable * 0.24));
          expect(appended + otherwise > 0).toBe(editable - deleted > 0);
        }
      }),
    );
  });

  function allDated({ tracks, albums, shows, playlists }: FakeLibrary) {
    const contents = playlists.flatMap((playlist) => playlist?.entries ?? []);
    return [...tracks, ...albums, ...shows, ...contents];
  }
});
