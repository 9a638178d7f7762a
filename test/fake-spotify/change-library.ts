import { editPlaylist, type FakeLibrary, type Playlist, type Saved } from "./library.ts";
import { momentAfter, momentAfterAll } from "./library-dates.ts";
import { makePlaylist } from "./make-playlist.ts";
import { makeShow } from "./make-spoken.ts";
import { makeNewAlbum, makeNewEntries, makeNewName, makeNewTrack, momentsFrom } from "./new-items.ts";
import { type Random, toSpotifyDate } from "./random.ts";

export interface EditTime {
  /** When the first of it is added, in milliseconds. @default later than everything in the list that is changed */
  readonly at?: number;
}

/** Adds new entries at the end, as when a user adds to a playlist. */
export function appendEntries(playlist: Playlist, count: number, random: Random, time: EditTime = {}): void {
  insertEntries(playlist, playlist.entries.length, count, random, time);
}

/** Puts new entries before the one at `position`, counted from 0. */
export function insertEntries(
  playlist: Playlist,
  position: number,
  count: number,
  random: Random,
  { at = momentAfter(playlist.entries) }: EditTime = {},
): void {
  checkRange(playlist.entries, position, 0);
  const added = makeNewEntries(playlist, count, { random, at });
  editPlaylist(playlist, ({ entries }) => entries.splice(position, 0, ...added));
}

export function removeEntries(playlist: Playlist, position: number, count: number): void {
  checkRange(playlist.entries, position, count);
  editPlaylist(playlist, ({ entries }) => entries.splice(position, count));
}

/** Moves the `count` entries that begin at `from`: afterwards they begin at `to`. They keep their dates. */
export function moveEntries(playlist: Playlist, from: number, count: number, to: number): void {
  checkRange(playlist.entries, from, count);
  checkRange(playlist.entries, to, count);
  editPlaylist(playlist, ({ entries }) => entries.splice(to, 0, ...entries.splice(from, count)));
}

export function renamePlaylist(playlist: Playlist, name: string): void {
  editPlaylist(playlist, (edited) => {
    edited.name = name;
  });
}

/** Likes new tracks, one after the other: the last is the first of the list. */
export function likeTracks(
  library: FakeLibrary,
  count: number,
  random: Random,
  { at = momentAfter(library.tracks) }: EditTime = {},
): void {
  const liked = momentsFrom(at, count).map((moment) => saveAt(moment, makeNewTrack(random, moment)));
  library.tracks.unshift(...liked.toReversed());
}

export function unlikeTrack(library: FakeLibrary, position: number): void {
  checkRange(library.tracks, position, 1);
  library.tracks.splice(position, 1);
}

export function saveAlbum(
  library: FakeLibrary,
  random: Random,
  { at = momentAfter(library.albums) }: EditTime = {},
): void {
  library.albums.unshift(saveAt(at, makeNewAlbum(random, at)));
}

export function followShow(
  library: FakeLibrary,
  random: Random,
  { at = momentAfter(library.shows) }: EditTime = {},
): void {
  library.shows.unshift(saveAt(at, makeShow({ name: makeNewName(random, at) })));
}

/** Gives the user a playlist of so many new entries, which stands before all others as Spotify has it. */
export function addPlaylist(
  library: FakeLibrary,
  entries: number,
  random: Random,
  { at = momentAfterAll(library) }: EditTime = {},
): Playlist {
  const playlist = makePlaylist({ name: makeNewName(random, at), owner: library.profile });
  playlist.entries = makeNewEntries(playlist, entries, { random, at });
  library.playlists.unshift(playlist);
  return playlist;
}

export function removePlaylist(library: FakeLibrary, id: string): void {
  const position = library.playlists.findIndex((playlist) => playlist?.id === id);
  if (position < 0) {
    throw new RangeError(`There is no playlist ${id} to remove.`);
  }
  library.playlists.splice(position, 1);
}

function saveAt<Item>(moment: number, item: Item): Saved<Item> {
  return { addedAt: toSpotifyDate(moment), item };
}

function checkRange(list: readonly unknown[], position: number, count: number): void {
  if (position < 0 || count < 0 || position + count > list.length) {
    throw new RangeError(`Of ${list.length} there are no ${count} from position ${position} on.`);
  }
}
