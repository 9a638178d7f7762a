import type { Playlist, PlaylistEntry, PlaylistItem, Profile } from "./library.ts";
import { sentIdentity, sentLocalFile, sentTrack } from "./sent-music.ts";
import { sentPlaylistImages } from "./sent-playlist-images.ts";
import { sentEpisode, sentEpisodeAsTrack } from "./sent-spoken.ts";
import { type Shape, unlessRestricted } from "./shape.ts";

/** How episodes come: whole to those who ask with `additional_types=track,episode`, else track-shaped. */
export type EpisodeForm = "whole" | "track-shaped";

/** What the server sends for an entry of a playlist. */
export function sentEntry(entry: PlaylistEntry, shape: Shape, episodes: EpisodeForm = "whole") {
  const item = entry.item === null ? null : sentItem(entry.item, shape, episodes);
  return {
    added_at: entry.addedAt,
    added_by: entry.addedBy === null ? null : sentIdentity("user", entry.addedBy),
    is_local: entry.item?.kind === "local",
    primary_color: null,
    ...(shape === "older" ? undefined : { item }),
    ...unlessRestricted(shape, { track: item }),
    video_thumbnail: { url: null },
  };
}

function sentItem(item: PlaylistItem, shape: Shape, episodes: EpisodeForm) {
  switch (item.kind) {
    case "local":
      return sentLocalFile(item, shape);
    case "episode":
      return episodes === "whole"
        ? { ...sentEpisode(item, shape), episode: true, track: false }
        : { ...sentEpisodeAsTrack(item), episode: false, track: true };
    case "track":
      return { ...sentTrack(item, shape), episode: false, track: true };
  }
}

/**
 * A playlist in the list of all, where its contents are an address and a count.
 * @param imagesOrigin the server's own; it shows only in a playlist that has a cover
 */
export function sentPlaylist(playlist: Playlist, shape: Shape, imagesOrigin = "") {
  const identity = sentIdentity("playlist", playlist.id);
  const total = playlist.entries.length;
  return {
    ...sentPlaylistMetadata(playlist, imagesOrigin),
    ...(shape === "older" ? undefined : { items: { href: `${identity.href}/items`, total } }),
    ...unlessRestricted(shape, { tracks: { href: `${identity.href}/tracks`, total } }),
  };
}

/** All that is said of a playlist without its contents. */
export function sentPlaylistMetadata(playlist: Playlist, imagesOrigin: string) {
  const { owner } = playlist;
  return {
    ...sentIdentity("playlist", playlist.id),
    collaborative: playlist.access === "collaborative",
    description: playlist.description === null ? null : escapeHtml(playlist.description),
    images: sentPlaylistImages(playlist, imagesOrigin),
    name: playlist.name,
    owner: { ...sentIdentity("user", owner.id), display_name: owner.displayName },
    primary_color: null,
    public: playlist.isPublic,
    snapshot_id: playlist.snapshotId,
  };
}

/** Descriptions, and nothing else, come escaped for HTML: https://github.com/spotify/web-api/issues/980 */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"'/]/g, (character) => ESCAPED[character] ?? character);
}

const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
  "/": "&#x2F;",
};

export function sentProfile(profile: Profile, shape: Shape) {
  return {
    ...sentIdentity("user", profile.id),
    ...(profile.accountId === null ? undefined : { account_id: profile.accountId }),
    display_name: profile.displayName,
    images: [],
    ...unlessRestricted(shape, {
      country: "SE",
      email: "listener@example.com",
      explicit_content: { filter_enabled: false, filter_locked: false },
      followers: { href: null, total: 7 },
      product: "premium",
    }),
  };
}
