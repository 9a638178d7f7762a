import { makeName } from "./generated-names.ts";
import type { Album, Playlist, PlaylistEntry, PlaylistItem, Track } from "./library.ts";
import { makeAlbum, makeArtist, makeLocalFile, makeTrack } from "./make-music.ts";
import { makeEpisode, makeShow } from "./make-spoken.ts";
import { pick, type Random, toSpotifyDate } from "./random.ts";

/** A listener adds one thing after another, 20 seconds apart. */
const STEP_MS = 20_000;

/** So many moments, each later than the one before. */
export function momentsFrom(at: number, count: number): number[] {
  return Array.from({ length: count }, (_, number) => at + number * STEP_MS);
}

/** Entries added by the playlist's owner from that moment on: mostly music never seen, and now and then a repeat. */
export function makeNewEntries(
  { owner, entries: existing }: Playlist,
  count: number,
  { random, at }: { readonly random: Random; readonly at: number },
): PlaylistEntry[] {
  return momentsFrom(at, count).map((moment) => ({
    addedAt: toSpotifyDate(moment),
    addedBy: owner.id,
    item: makeNewItem(random, moment, existing),
  }));
}

function makeNewItem(random: Random, at: number, existing: readonly PlaylistEntry[]): PlaylistItem {
  const kind = random();
  if (kind < 0.03 && existing.length > 0) {
    return pick(random, existing).item ?? makeNewTrack(random, at);
  }
  if (kind < 0.05) {
    return makeEpisode({ name: makeNewName(random, at), show: makeShow({ name: makeName(random, 0) }) });
  }
  if (kind < 0.06) {
    return makeLocalFile({ name: makeNewName(random, at) });
  }
  return makeNewTrack(random, at);
}

export function makeNewTrack(random: Random, at: number): Track {
  return makeTrack({
    name: makeNewName(random, at),
    album: makeNewAlbum(random, at),
    durationMs: 60_000 + Math.floor(random() * 300_000),
    explicit: random() < 0.1,
  });
}

export function makeNewAlbum(random: Random, at: number): Album {
  const artist = makeArtist({ name: makeName(random, Math.floor(random() * 2_000)) });
  return makeAlbum({ name: makeNewName(random, at), artists: [artist], releaseDate: "2026-10-30" });
}

/** The second in its number makes it new even if the same random numbers are drawn once more. */
export function makeNewName(random: Random, at: number): string {
  return makeName(random, Math.floor(at / 1_000));
}
