import { makeSnapshotId, makeSpotifyId } from "./identifiers.ts";
import type { FakeLibrary, Playlist, PlaylistEntry, PlaylistItem, Profile } from "./library.ts";

export const DEMO_PROFILE: Profile = {
  id: "demo-listener",
  accountId: makeSpotifyId("account of the demo listener"),
  displayName: "Demo Listener",
};

export function makeLibrary(given: Partial<FakeLibrary> = {}): FakeLibrary {
  return {
    profile: DEMO_PROFILE,
    tracks: [],
    albums: [],
    artists: [],
    shows: [],
    episodes: [],
    audiobooks: [],
    topTracks: { short_term: [], medium_term: [], long_term: [] },
    topArtists: { short_term: [], medium_term: [], long_term: [] },
    playlists: [],
    ...given,
  };
}

/** An account that was opened today: nothing is in it. */
export function makeEmptyLibrary(given: Pick<Profile, "id"> & Partial<Profile>): FakeLibrary {
  const accountId = makeSpotifyId(`account of ${given.id}`);
  return makeLibrary({ profile: { accountId, displayName: given.id, ...given } });
}

export function makeEntry(item: PlaylistItem | null, given: Partial<PlaylistEntry> = {}): PlaylistEntry {
  return { addedAt: "2023-05-06T07:08:09Z", addedBy: DEMO_PROFILE.id, item, ...given };
}

/** Owned by the demo listener, or by the one whom its access implies, unless told otherwise. */
export function makePlaylist(given: Partial<Playlist> & Pick<Playlist, "name">): Playlist {
  const access = given.access ?? "owned";
  // Spotify's own lists are told from all others by this prefix of their ids.
  const id = makeSpotifyId(`playlist ${given.name}`);
  return {
    id: access === "spotify" ? `37i9dQZF1${id.slice(9)}` : id,
    access,
    owner: ownerFor(access),
    description: "",
    isPublic: access !== "collaborative",
    hasImages: true,
    snapshotId: makeSnapshotId(given.name),
    entries: [],
    ...given,
  };
}

function ownerFor(access: Playlist["access"]): Playlist["owner"] {
  if (access === "spotify") {
    return { id: "spotify", displayName: "Spotify" };
  }
  if (access === "followed") {
    return { id: "somebody-else", displayName: "Somebody Else" };
  }
  return DEMO_PROFILE;
}
