import type { RestorableSection, SavedPlaylist } from "./saved-state.ts";

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

/** The details of a playlist that can be written. */
export interface PlaylistDetails {
  readonly name: string;
  readonly description: string;
  readonly isPublic: boolean;
  readonly isCollaborative: boolean;
}

/** One thing that a restore does, in the order of the plan. */
export type Step =
  /** What is not in the account yet, in the order in which it is to be saved: the oldest first. */
  | { readonly type: "save"; readonly section: RestorableSection; readonly uris: readonly string[] }
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
      /** What is to be written of it; undefined where all of it is as it was. */
      readonly details: PlaylistDetails | undefined;
      readonly uris: readonly string[];
      readonly writes: readonly PlaylistWrite[];
      /** Whether it is to be put back into the user's list first, since the user has deleted it. */
      readonly isDeleted: boolean;
    };

/** Why something cannot be put back as it was. */
export type LossReason =
  | "added-dates"
  | "added-by"
  | "local-files"
  | "taken-down"
  | "unknown-items"
  | "personalised-playlists"
  | "contents-not-saved"
  | "liked-order"
  | "too-long"
  | "name-cut"
  | "cover-not-saved";

/** Something that cannot be put back as it was, known before anything is written. */
export interface Loss {
  readonly reason: LossReason;
  /** The section, or the name of the playlist. */
  readonly where: string;
  readonly count: number;
}

/** All that a restore is going to do, and what it cannot do. */
export interface RestorePlan {
  readonly steps: readonly Step[];
  readonly losses: readonly Loss[];
  /** How many requests the steps take; searches for what is gone come on top, within their own budget. */
  readonly requests: { readonly writes: number; readonly searches: number };
}
