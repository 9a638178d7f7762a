import type { RestorableSection, SavedEntry, SavedPlaylist } from "./saved-state.ts";

/** One request that changes the entries of a playlist. Positions count from 0, as the playlist is when the request comes. */
export type PlaylistWrite =
  | { readonly type: "add"; readonly position: number; readonly uris: readonly string[] }
  /** Spotify takes out every copy of each. */
  | { readonly type: "remove"; readonly uris: readonly string[] }
  | {
      readonly type: "move";
      readonly rangeStart: number;
      readonly rangeLength: number;
      readonly insertBefore: number;
    };

/** The details of a playlist that can be written, such as Spotify takes them. */
export interface PlaylistDetails {
  readonly name: string;
  /** Of one line, as it is shown, without HTML entities. Spotify refuses an empty one, which is to be left out of the request. */
  readonly description: string;
  /** Never together with `isCollaborative`. */
  readonly isPublic: boolean;
  readonly isCollaborative: boolean;
}

/** One thing that a restore does, in the order of the plan. */
export type Step =
  /** What is not in the account yet, in the order in which it is to be saved: the oldest first. */
  | {
      readonly type: "save";
      readonly section: RestorableSection;
      readonly uris: readonly string[];
      /** How many of them one request saves. */
      readonly atOnce: number;
    }
  /** Playlists of others, in the order in which they are to be followed: the last of the list first. */
  | { readonly type: "follow"; readonly playlists: readonly SavedPlaylist[] }
  /** A new playlist with all that it held. */
  | {
      readonly type: "create";
      readonly playlist: SavedPlaylist;
      readonly details: PlaylistDetails;
      readonly uris: readonly string[];
    }
  /** A playlist of the account that is brought to what it was. */
  | {
      readonly type: "change";
      readonly playlist: SavedPlaylist;
      /** The id of the playlist in the account, another than the saved one's where an earlier run of the restore has made it. */
      readonly targetId: string;
      /** What is to be written of it; undefined where all of it is as it was. */
      readonly details: PlaylistDetails | undefined;
      /** What it will hold after the writes; undefined where it stays as it is, or could not be read. */
      readonly uris: readonly string[] | undefined;
      readonly writes: readonly PlaylistWrite[];
      /** Whether it is to be put back into the user's list first, since the user has deleted it. */
      readonly isDeleted: boolean;
      /** Whether its cover is set, as of one that an earlier run has begun to make. */
      readonly isCoverSet: boolean;
    };

/** Why something cannot be put back as it was. */
export const lossReasons = [
  "added-dates",
  "added-by",
  "local-files",
  "taken-down",
  "unknown-items",
  "unremovable",
  "personalised-playlists",
  "contents-not-saved",
  "contents-not-read",
  "not-writable",
  "liked-order",
  "list-order",
  "too-long",
  "name-changed",
  "description-changed",
  "collaborators",
  "cover-not-saved",
  "cover-not-taken",
] as const;
export type LossReason = (typeof lossReasons)[number];

/** A section, one playlist, or the list of playlists. */
export type Place = RestorableSection | "playlists" | { readonly id: string; readonly name: string };

/** Something that cannot be put back as it was, known before anything is written. */
export interface Loss {
  readonly reason: LossReason;
  readonly where: Place;
  /** Of what the reason speaks of: entries, or else playlists. */
  readonly count: number;
}

/** All that a restore is going to do, and what it cannot do. */
export interface RestorePlan {
  readonly steps: readonly Step[];
  readonly losses: readonly Loss[];
  /**
   * Tracks that are gone, each once, and that another release may stand in for: what the plan would do without is found
   * before it is made for good. Those of them in `substitutes` are not among them.
   */
  readonly gone: readonly SavedEntry[];
  /** How many requests the steps take, and how many searches the tracks that are gone take at the most. */
  readonly requests: { readonly writes: number; readonly searches: number };
}
