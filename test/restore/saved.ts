import type { SavedEntry, SavedPlaylist, SavedState } from "../../src/lib/restore/saved-state.ts";
import type { PlaylistFacts } from "../../src/lib/snapshot/lists.ts";

/** An entry that is there; its URI is its name. */
export function saveEntry(uri: string, given: Partial<SavedEntry> = {}): SavedEntry {
  const words = { uri, name: uri, artists: ["Ann"], album: "", isrc: "" };
  return { uri, status: "available", words, durationMs: 200_000, addedBy: "me", ...given };
}

export function saveAll(uris: readonly string[]): readonly SavedEntry[] {
  return uris.map((uri) => saveEntry(uri));
}

/** One that Spotify has taken down, remembered or not. */
export function loseEntry(uri: string): SavedEntry {
  return uri === ""
    ? saveEntry("", { status: "gone", words: undefined })
    : saveEntry(uri, { status: "gone" });
}

/** Facts of a playlist of the user's own, which is called by its id. */
export function sayFacts(id: string, given: Partial<PlaylistFacts> = {}): PlaylistFacts {
  return {
    id,
    name: id,
    description: "",
    ownerId: "me",
    ownerName: "Me",
    isPublic: "false",
    isCollaborative: false,
    version: `${id} 1`,
    ...given,
  };
}

export function savePlaylist(
  id: string,
  {
    entries = saveAll(["a", "b"]),
    coverFile,
    coverLoss,
    ...facts
  }: Partial<PlaylistFacts> & Partial<Omit<SavedPlaylist, "facts">> = {},
): SavedPlaylist {
  return { facts: sayFacts(id, facts), entries, coverFile, coverLoss };
}

/** The playlist of somebody else, without contents. */
export function saveFollowed(id: string, given: Partial<PlaylistFacts> = {}): SavedPlaylist {
  return { ...savePlaylist(id, { ownerId: "other", ...given }), entries: undefined };
}

export function saveState(given: Partial<SavedState> = {}): SavedState {
  return { accountId: "me", snapshots: {}, sections: {}, playlists: [], unavailable: {}, ...given };
}
