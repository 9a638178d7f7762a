import type { FakeLibrary, Playlist, PlaylistAccess, Track } from "./library.ts";

/** What may be asked for in `PUT /me/library`. */
export const SAVABLE_TYPES = [
  "track",
  "album",
  "episode",
  "show",
  "audiobook",
  "artist",
  "user",
  "playlist",
] as const;
export type SavableType = (typeof SAVABLE_TYPES)[number];

/** How the fake decides where Spotify does not say what it does. */
export interface WritingRules {
  /**
   * In what order the things of one `PUT /me/library` come to lie in the list, which is newest first. All of them
   * bear the same second in every case. `sameSecondArbitrary` puts them in the order of their ids.
   * @default "lastNewest"
   */
  readonly savesInCall: "lastNewest" | "firstNewest" | "sameSecondArbitrary";
  /** What `/me/library` takes; the rest is refused as a bad URI. @default all of them */
  readonly savableTypes: readonly SavableType[];
  /** A call that would make a playlist longer is refused whole. @default 11,000 */
  readonly longestPlaylist: number;
}

/** All that the fake Spotify knows, beyond what is one user's own. */
export interface World {
  /** One for each account. */
  readonly libraries: FakeLibrary[];
  /** Tracks that can be found though nobody has them. */
  readonly catalogue: Track[];
  /** Playlists that somebody took out of their list: Spotify has them still, under their ids. */
  readonly unlisted: Map<string, Playlist>;
  /** Every cover that was ever uploaded, by its id. */
  readonly uploads: Map<string, Buffer>;
  readonly rules: WritingRules;
  /** Milliseconds, as of `Date.now`. */
  readonly now: () => number;
  /** Where the images lie that users uploaded. */
  readonly imagesOrigin: string;
}

export function createWorld({
  library,
  imagesOrigin,
  now = Date.now,
  savesInCall = "lastNewest",
  savableTypes = SAVABLE_TYPES,
  longestPlaylist = 11_000,
}: Partial<WritingRules> & {
  readonly library: FakeLibrary;
  readonly imagesOrigin: string;
  readonly now?: () => number;
}): World {
  return {
    libraries: [library],
    catalogue: [],
    unlisted: new Map(),
    uploads: new Map(),
    rules: { savesInCall, savableTypes, longestPlaylist },
    now,
    imagesOrigin,
  };
}

/** All playlists there are, each of them once. */
export function listPlaylists({ libraries, unlisted }: World): Set<Playlist> {
  const listed = libraries.flatMap(({ playlists }) => playlists).filter((playlist) => playlist !== null);
  return new Set([...listed, ...unlisted.values()]);
}

/**
 * The playlist, where this user may see it: what stands in their own list, what they own, and what others did not
 * make private. One of Spotify's own is seen by nobody.
 */
export function findPlaylist(world: World, viewer: FakeLibrary, id: string): Playlist | undefined {
  const playlist =
    viewer.playlists.find((listed) => listed?.id === id) ??
    [...listPlaylists(world)].find((known) => known.id === id);
  if (playlist === undefined || playlist.access === "spotify") {
    return undefined;
  }
  const isSeen =
    playlist.isPublic !== false || viewer.playlists.includes(playlist) || isOwner(viewer, playlist);
  return isSeen ? playlist : undefined;
}

/** What the playlist is to this user: the owner's own is `followed` to everyone else, and a collaborative one is so to whoever does not list it. */
export function accessFor(world: World, viewer: FakeLibrary, playlist: Playlist): PlaylistAccess {
  const { access, owner } = playlist;
  const isListed = viewer.playlists.includes(playlist);
  if (access === "spotify") {
    return access;
  }
  if (access === "collaborative") {
    return isListed || isOwner(viewer, playlist) ? "collaborative" : "followed";
  }
  if (isOwner(viewer, playlist)) {
    return "owned";
  }
  const isAnotherUsers = world.libraries.some(({ profile }) => profile.id === owner.id);
  return isListed && !isAnotherUsers ? access : "followed";
}

export function isOwner(viewer: FakeLibrary, playlist: Playlist): boolean {
  return playlist.owner.id === viewer.profile.id;
}
