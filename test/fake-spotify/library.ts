import { makeSnapshotId } from "./identifiers.ts";

/**
 * What the fake Spotify knows of one user. The lists are there to be changed, also while a run reads them; what lies
 * in them is shared between lists and is therefore replaced, never changed. It holds facts only, about a tenth of
 * what goes over the wire: `sentTrack`, `sentEntry` and their like make Spotify's objects from it.
 */
export interface FakeLibrary {
  profile: Profile;
  /** Newest first, as Spotify lists them. */
  tracks: Saved<Track>[];
  albums: Saved<Album>[];
  artists: Artist[];
  shows: Saved<Show>[];
  episodes: Saved<Episode>[];
  audiobooks: Saved<Audiobook>[];
  topTracks: Record<TimeRange, Track[]>;
  topArtists: Record<TimeRange, Artist[]>;
  /** `null` stands where Spotify sends null in place of one of its own lists. */
  playlists: (Playlist | null)[];
  /** The ids of the users who are followed. */
  users?: Set<string>;
  /** The ids of what Spotify does not have any more. */
  takenDown?: Set<string>;
}

export const TIME_RANGES = ["short_term", "medium_term", "long_term"] as const;
export type TimeRange = (typeof TIME_RANGES)[number];

export interface Profile {
  readonly id: string;
  /** `null` for an answer without `account_id`, as before May 2026. */
  readonly accountId: string | null;
  readonly displayName: string | null;
}

export interface Saved<Item> {
  readonly addedAt: string;
  readonly item: Item;
}

export interface Artist {
  readonly id: string;
  readonly name: string;
  readonly genres: readonly string[];
}

export interface Album {
  readonly id: string;
  /** Empty where the album was taken down. */
  readonly name: string;
  readonly artists: readonly Artist[];
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly releaseDate: string;
  readonly albumType: "album" | "single" | "compilation";
  readonly totalTracks: number;
}

export interface Track {
  readonly kind: "track";
  readonly id: string;
  readonly name: string;
  readonly artists: readonly Artist[];
  readonly album: Album;
  readonly durationMs: number;
  readonly explicit: boolean;
  readonly discNumber: number;
  readonly trackNumber: number;
  /** What two releases of one recording share. @default one that hangs on the id, and so on no other */
  readonly isrc?: string;
}

/** A file of the user's own: it has no id and belongs to nothing that Spotify knows. */
export interface LocalFile {
  readonly kind: "local";
  readonly name: string;
  readonly artist: string;
  readonly album: string;
  readonly durationMs: number;
}

export interface Show {
  readonly id: string;
  readonly name: string;
  readonly publisher: string;
  readonly description: string;
  readonly totalEpisodes: number;
}

export interface Episode {
  readonly kind: "episode";
  readonly id: string;
  readonly name: string;
  readonly show: Show;
  readonly description: string;
  readonly releaseDate: string;
  readonly durationMs: number;
}

export interface Audiobook {
  readonly id: string;
  readonly name: string;
  readonly authors: readonly string[];
  readonly narrators: readonly string[];
  readonly publisher: string;
  readonly description: string;
  readonly totalChapters: number;
}

export type PlaylistItem = Track | LocalFile | Episode;

export interface PlaylistEntry {
  readonly addedAt: string | null;
  /** The id of a user; empty beside many a taken-down item, `null` in old playlists. */
  readonly addedBy: string | null;
  /** `null` where it was taken down. */
  readonly item: PlaylistItem | null;
}

/**
 * `owned` and `collaborative` playlists are read whole. A `followed` one is refused to restricted apps beyond its
 * metadata. One of `spotify`'s own is listed and then denied (404), with another snapshot id at every request.
 */
export type PlaylistAccess = "owned" | "collaborative" | "followed" | "spotify";

export interface Playlist {
  readonly id: string;
  access: PlaylistAccess;
  readonly owner: { readonly id: string; readonly displayName: string | null };
  name: string;
  description: string | null;
  isPublic: boolean | null;
  /** Without them `images` is null. */
  hasImages: boolean;
  /** The JPEG that its owner gave it. @default none: Spotify makes one of the covers of its albums */
  cover?: Buffer;
  snapshotId: string;
  entries: PlaylistEntry[];
}

/** Changes a playlist as an edit by its owner does: with its contents its snapshot id changes. */
export function editPlaylist(playlist: Playlist, edit: (playlist: Playlist) => void): void {
  edit(playlist);
  playlist.snapshotId = makeSnapshotId(`after ${playlist.snapshotId}`);
}
