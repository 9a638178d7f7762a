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
} from "./change-library.ts";
import type { FakeLibrary, Playlist } from "./library.ts";
import { momentAfterAll } from "./library-dates.ts";
import { makeNewName } from "./new-items.ts";
import { drawSome, numberBetween, pick, type Random } from "./random.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** What a week changed, each figure a number of playlists or of things saved. */
export interface WeekOfChanges {
  /** Playlists that only grew at their end. */
  readonly appended: number;
  /** Playlists in which entries were removed, inserted or moved, or that were renamed. */
  readonly otherwise: number;
  readonly created: number;
  readonly deleted: number;
  readonly liked: number;
  readonly unliked: number;
  readonly albumsSaved: number;
  readonly showsFollowed: number;
  /** The entries of all appends together. */
  readonly entriesAppended: number;
}

/**
 * A week of a heavy listener: of 460 playlists of their own or shared with them 50 to 110 change, of fewer the same
 * share, nearly all by appends. All dates lie in one week that is later than everything in the library.
 */
export function liveOneWeek(library: FakeLibrary, random: Random): WeekOfChanges {
  const weekStart = Math.ceil(momentAfterAll(library) / WEEK_MS) * WEEK_MS;
  // The last day is left free, so that what begins late is done within the week.
  const someTime = () => weekStart + Math.floor(random() * 6 * DAY_MS);

  const own = findEditable(library).filter(({ access }) => access === "owned");
  const deleted = perhaps(random, own.length === 0 ? 0 : 0.15, () => {
    removePlaylist(library, pick(random, own).id);
  });
  const unliked = perhaps(random, library.tracks.length === 0 ? 0 : 0.3, () => {
    unlikeTrack(library, numberBetween(random, 0, library.tracks.length - 1));
  });
  const changes = changePlaylists(library, random, someTime);
  const liked = numberBetween(random, 0, 30);
  likeTracks(library, liked, random, { at: someTime() });
  const albumsSaved = perhaps(random, 0.5, () => saveAlbum(library, random, { at: someTime() }));
  const showsFollowed = perhaps(random, 0.1, () => followShow(library, random, { at: someTime() }));
  const created = perhaps(random, 0.25, () => {
    addPlaylist(library, numberBetween(random, 1, 60), random, { at: someTime() });
  });
  return { ...changes, created, deleted, liked, unliked, albumsSaved, showsFollowed };
}

function changePlaylists(library: FakeLibrary, random: Random, someTime: () => number) {
  const editable = findEditable(library);
  const count = Math.ceil((editable.length * numberBetween(random, 50, 110)) / 460);
  const changes = { appended: 0, otherwise: 0, entriesAppended: 0 };
  for (const playlist of drawSome(random, editable, count)) {
    if (random() < 0.95) {
      // Squared, since people add a song or two far more often than an album's worth.
      const entries = 1 + Math.floor(80 * random() ** 2);
      appendEntries(playlist, entries, random, { at: someTime() });
      changes.appended += 1;
      changes.entriesAppended += entries;
    } else {
      changeOtherwise(playlist, random, someTime());
      changes.otherwise += 1;
    }
  }
  return changes;
}

/** A change that is no append. Fewer than two entries leave nothing to move: such a playlist is renamed. */
function changeOtherwise(playlist: Playlist, random: Random, at: number): void {
  const { length } = playlist.entries;
  const change = length < 2 ? "rename" : pick(random, ["remove", "insert", "move", "rename"] as const);
  switch (change) {
    case "remove": {
      const position = numberBetween(random, 0, length - 1);
      removeEntries(playlist, position, numberBetween(random, 1, Math.min(10, length - position)));
      break;
    }
    case "insert":
      insertEntries(playlist, numberBetween(random, 0, length - 1), numberBetween(random, 1, 10), random, {
        at,
      });
      break;
    case "move": {
      const from = numberBetween(random, 0, length - 2);
      const count = numberBetween(random, 1, Math.min(10, length - 1 - from));
      moveEntries(playlist, from, count, numberBetween(random, from + 1, length - count));
      break;
    }
    case "rename":
      renamePlaylist(playlist, makeNewName(random, at));
  }
}

/** The playlists whose contents the user may change. */
function findEditable({ playlists }: FakeLibrary): Playlist[] {
  return playlists
    .filter((playlist) => playlist !== null)
    .filter(({ access }) => access === "owned" || access === "collaborative");
}

/** How many times it happened: once or not at all. */
function perhaps(random: Random, likelihood: number, happen: () => void): number {
  if (random() >= likelihood) {
    return 0;
  }
  happen();
  return 1;
}
