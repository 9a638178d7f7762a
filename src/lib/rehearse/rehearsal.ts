import type { Kind, Manifest } from "../archive/manifest.ts";

/** What an export would do, found out with a few requests and without writing anything. */
export interface Rehearsal {
  readonly account: Pick<Manifest["account"], "id" | "display_name">;
  readonly kinds: readonly KindRehearsal[];
  /** About how many requests the export would send, those for token and account included. */
  readonly requests: number;
}

export interface KindRehearsal {
  readonly kind: Kind;
  readonly sections: Readonly<Record<string, SectionRehearsal>>;
  /** Of the playlists that the settings choose. */
  readonly playlists?: {
    readonly chosen: number;
    /** Held as they are now, or empty: nothing to ask. */
    readonly unchanged: number;
    /** To be read, in part or whole. */
    readonly toRead: number;
    /** Known not to be given to this app. */
    readonly refused: number;
  };
  /** About how many requests the export of the kind would send. */
  readonly requests: number;
}

export interface SectionRehearsal {
  /** What Spotify counts; null where it does not give it. */
  readonly total: number | null;
  readonly problem?: string;
}
