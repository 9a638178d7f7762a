import type { FakeLibrary, PlaylistItem } from "../fake-spotify/library.ts";

/** What an account holds, as far as a restore can put it back: no dates, no ids of playlists. */
export function toFacts(library: FakeLibrary) {
  const idsOf = (saved: readonly { readonly item: { readonly id: string } }[]) =>
    saved.map(({ item }) => item.id);
  return {
    tracks: idsOf(library.tracks),
    albums: idsOf(library.albums),
    artists: library.artists.map(({ id }) => id),
    shows: idsOf(library.shows),
    episodes: idsOf(library.episodes),
    audiobooks: idsOf(library.audiobooks),
    playlists: library.playlists
      .filter((playlist) => playlist !== null)
      .map(({ name, description, access, owner, isPublic, entries, cover }) => ({
        name,
        description: description ?? "",
        isPublic,
        isOwn: owner.id === library.profile.id,
        isCollaborative: access === "collaborative",
        entries: entries.map(({ item }) => toId(item)),
        cover: cover?.toString("base64"),
      })),
  };
}

export type AccountFacts = ReturnType<typeof toFacts>;

function toId(item: PlaylistItem | null): string {
  return item === null ? "" : item.kind === "local" ? `local ${item.name}` : item.id;
}
