import type { PlaylistFacts } from "../snapshot/lists.ts";
import { aimAtPlaylist } from "./aim-at-playlist.ts";
import type { RestoreOptions } from "./restore-options.ts";
import type { SavedState } from "./saved-state.ts";

/** What a plan must know of an account's playlists beyond their list, by their ids. */
export interface PlaylistsToRead {
  /** In the list, with another version than was saved: what they hold decides what is written. */
  readonly changed: readonly string[];
  /** Not in the list. Spotify may still have them: then they are `deletedPlaylists`, read unless they have the version in `versions`. */
  readonly unlisted: readonly string[];
  /** The versions of which nothing need be read, by ids. */
  readonly versions: ReadonlyMap<string, string>;
}

/** Which playlists must be read before a restore can be planned. */
export function findPlaylistsToRead(
  saved: SavedState,
  account: { readonly accountId: string; readonly playlists: readonly PlaylistFacts[] },
  options: RestoreOptions,
): PlaylistsToRead {
  const listed = new Map(account.playlists.map((facts) => [facts.id, facts]));
  const context = {
    savedAccountId: saved.accountId,
    accountId: account.accountId,
    listedIds: new Set(listed.keys()),
    options,
  };
  const changed: string[] = [];
  const unlisted: string[] = [];
  const versions = new Map<string, string>();
  for (const playlist of saved.playlists) {
    const aim = aimAtPlaylist(playlist, context);
    if (aim.type !== "contents" || aim.targetId === undefined) {
      continue;
    }
    const target = listed.get(aim.targetId);
    versions.set(aim.targetId, playlist.facts.version);
    if (target === undefined) {
      unlisted.push(aim.targetId);
    } else if (playlist.entries !== undefined && !isSameVersion(playlist.facts, target)) {
      changed.push(aim.targetId);
    }
  }
  return { changed, unlisted, versions };
}

/** Whether a playlist is as it was saved. Without a version nobody knows. */
export function isSameVersion(saved: PlaylistFacts, now: PlaylistFacts): boolean {
  return saved.id === now.id && saved.version !== "" && saved.version === now.version;
}
