import type { PlaylistFacts } from "../snapshot/lists.ts";
import type { RestorableSection } from "./saved-state.ts";

/** A playlist in the account that is restored into. */
export interface AccountPlaylist {
  readonly facts: PlaylistFacts;
  /** The URIs of its entries in order, an empty text where Spotify tells none; undefined where they were not read. */
  readonly uris: readonly string[] | undefined;
}

/** What the account that is restored into holds now. */
export interface AccountState {
  readonly accountId: string;
  /** The URIs of what is saved, newest first, an empty text where Spotify tells none; only of sections that are to be restored. */
  readonly sections: Readonly<Partial<Record<RestorableSection, readonly string[]>>>;
  /** Those in the user's list, in its order. */
  readonly playlists: readonly AccountPlaylist[];
  /** Of the user's own that are to be restored, those that are not in the list any more, but that Spotify still has. */
  readonly deletedPlaylists: readonly AccountPlaylist[];
}
