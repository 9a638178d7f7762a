import type { PlaylistFacts } from "../snapshot/lists.ts";
import type { Words } from "../snapshot/words.ts";

/** The sections of the library that can be put back. Top lists come by themselves. */
export const restorableSections = ["tracks", "albums", "artists", "shows", "episodes", "audiobooks"] as const;
export type RestorableSection = (typeof restorableSections)[number];

/** An entry of a snapshot, as far as it takes to put it back. */
export interface SavedEntry {
  /** What it is, by what Spotify said or by what is remembered; empty where neither is certain. */
  readonly uri: string;
  /** `local` for a file of the user's own, `gone` where Spotify had taken it down when the snapshot was made. */
  readonly status: "available" | "gone" | "local";
  /** What it is known by, for a search and for messages. */
  readonly words: Words | undefined;
  /** Undefined where the snapshot does not tell. */
  readonly durationMs: number | undefined;
  /** Who put it into the playlist; empty in sections and where Spotify does not tell. */
  readonly addedBy: string;
}

/** A cover that could not be had when the snapshot was made, and one that Spotify does not take as it was kept. */
export type CoverLoss = "cover-not-saved" | "cover-not-taken";

/** A playlist of a snapshot. */
export interface SavedPlaylist {
  readonly facts: PlaylistFacts;
  /** In their order; undefined where the contents are not in the snapshot. */
  readonly entries: readonly SavedEntry[] | undefined;
  /** The file of the archive that holds the cover image which the user set; undefined where there is none that Spotify takes. */
  readonly coverFile: string | undefined;
  /** Why the cover that the user had set cannot be set again; undefined where there was none, or where it can. */
  readonly coverLoss: CoverLoss | undefined;
}

/** What a restore can put back: all that the chosen snapshots hold, one of each kind at most. */
export interface SavedState {
  /** Whose library it was; empty where nothing was chosen. */
  readonly accountId: string;
  /** The ids of the snapshots. */
  readonly snapshots: Readonly<Partial<Record<"library" | "playlists", string>>>;
  /** In Spotify's order, newest first; a section that is not to be restored is absent. */
  readonly sections: Readonly<Partial<Record<RestorableSection, readonly SavedEntry[]>>>;
  /** In the user's order; empty where none are to be restored. */
  readonly playlists: readonly SavedPlaylist[];
  /** How many entries of a section, or playlists, Spotify counted that are not in the snapshot; only where there are any. */
  readonly unavailable: Readonly<Partial<Record<RestorableSection | "playlists", number>>>;
}
