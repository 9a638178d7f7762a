import type {
  FollowedArtist,
  ListedPlaylist,
  Playable,
  SavedAlbum,
  SavedAudiobook,
  SavedShow,
} from "../spotify/schemas.ts";
import type { Column } from "./csv.ts";

/** A row of a file of tracks: an item that may be null, with what Spotify says of its being there. */
export interface TrackRow {
  readonly item: Playable | null;
  readonly addedAt: string | null | undefined;
  readonly addedBy?: string | null | undefined;
}

/** Every column that a file of tracks can have, `CSV_COLUMNS` chooses from these. Headers are Exportify's words. */
export const trackColumns = [
  { header: "Track URI", value: ({ item }) => item?.uri },
  { header: "Track Name", value: ({ item }) => item?.name },
  { header: "Artist Name(s)", value: ({ item }) => joinNames(item?.artists) ?? item?.show?.publisher },
  { header: "Artist URI(s)", value: ({ item }) => joinUris(item?.artists) },
  { header: "Album Name", value: ({ item }) => item?.album?.name ?? item?.show?.name },
  { header: "Album URI", value: ({ item }) => item?.album?.uri ?? item?.show?.uri },
  { header: "Album Artist Name(s)", value: ({ item }) => joinNames(item?.album?.artists) },
  { header: "Album Type", value: ({ item }) => item?.album?.album_type },
  { header: "Release Date", value: ({ item }) => item?.album?.release_date ?? item?.release_date },
  { header: "Duration (ms)", value: ({ item }) => item?.duration_ms },
  { header: "Disc Number", value: ({ item }) => item?.disc_number },
  { header: "Track Number", value: ({ item }) => item?.track_number },
  { header: "Explicit", value: ({ item }) => item?.explicit },
  { header: "Popularity", value: ({ item }) => item?.popularity },
  { header: "ISRC", value: ({ item }) => item?.external_ids?.isrc },
  { header: "Type", value: ({ item }) => toType(item) },
  { header: "Album Image URL", value: ({ item }) => (item?.album?.images ?? item?.show?.images)?.[0]?.url },
  { header: "Track Preview URL", value: ({ item }) => item?.preview_url },
  { header: "Track URL", value: ({ item }) => item?.external_urls?.spotify },
  { header: "Added By", value: ({ addedBy }) => addedBy },
  { header: "Added At", value: ({ addedAt }) => addedAt },
] as const satisfies readonly Column<TrackRow>[];

/** The columns of a file of tracks where `CSV_COLUMNS` chooses none. */
export const defaultTrackColumns: readonly Column<TrackRow>[] = chooseColumns([
  "Track URI",
  "Track Name",
  "Artist Name(s)",
  "Album Name",
  "Release Date",
  "Duration (ms)",
  "Explicit",
  "ISRC",
  "Type",
  "Added By",
  "Added At",
]);

/** Finds track columns by their headers, in the order asked for. Unknown headers are left out. */
export function chooseColumns(headers: readonly string[]): readonly Column<TrackRow>[] {
  return headers.flatMap((header) => trackColumns.filter((column) => column.header === header));
}

export const savedAlbumColumns = [
  { header: "Album URI", value: (entry) => entry?.album?.uri },
  { header: "Album Name", value: (entry) => entry?.album?.name },
  { header: "Album Artist Name(s)", value: (entry) => joinNames(entry?.album?.artists) },
  { header: "Album Type", value: (entry) => entry?.album?.album_type },
  { header: "Release Date", value: (entry) => entry?.album?.release_date },
  { header: "Total Tracks", value: (entry) => entry?.album?.total_tracks },
  { header: "Record Label", value: (entry) => entry?.album?.label },
  { header: "UPC", value: (entry) => entry?.album?.external_ids?.upc },
  { header: "Added At", value: (entry) => entry?.added_at },
] as const satisfies readonly Column<SavedAlbum>[];

export const artistColumns = [
  { header: "Artist URI", value: (artist) => artist?.uri },
  { header: "Artist Name", value: (artist) => artist?.name },
  { header: "Genres", value: (artist) => artist?.genres?.join(";") },
] as const satisfies readonly Column<FollowedArtist>[];

export const savedShowColumns = [
  { header: "Show URI", value: (entry) => entry?.show?.uri },
  { header: "Show Name", value: (entry) => entry?.show?.name },
  { header: "Publisher", value: (entry) => entry?.show?.publisher },
  { header: "Total Episodes", value: (entry) => entry?.show?.total_episodes },
  { header: "Added At", value: (entry) => entry?.added_at },
] as const satisfies readonly Column<SavedShow>[];

export const savedAudiobookColumns = [
  { header: "Audiobook URI", value: (entry) => (entry?.audiobook ?? entry)?.uri },
  { header: "Audiobook Name", value: (entry) => (entry?.audiobook ?? entry)?.name },
  { header: "Author(s)", value: (entry) => joinNames((entry?.audiobook ?? entry)?.authors) },
  { header: "Narrator(s)", value: (entry) => joinNames((entry?.audiobook ?? entry)?.narrators) },
  { header: "Publisher", value: (entry) => (entry?.audiobook ?? entry)?.publisher },
  { header: "Total Chapters", value: (entry) => (entry?.audiobook ?? entry)?.total_chapters },
  { header: "Added At", value: (entry) => entry?.added_at },
] as const satisfies readonly Column<SavedAudiobook>[];

/** A row of `playlists_<id>.csv`: one playlist. */
export interface PlaylistRow {
  readonly playlist: ListedPlaylist;
  /** Where it stands in the user's list, from 1. */
  readonly position: number;
  readonly total: number | null;
  readonly exported: number;
  readonly unavailable: string | undefined;
}

export const playlistColumns = [
  { header: "Playlist Name", value: ({ playlist }) => playlist.name },
  { header: "Playlist URI", value: ({ playlist }) => playlist.uri },
  { header: "Position", value: ({ position }) => position },
  { header: "Description", value: ({ playlist }) => playlist.description },
  { header: "Owner", value: ({ playlist }) => playlist.owner?.display_name },
  { header: "Owner ID", value: ({ playlist }) => playlist.owner?.id },
  { header: "Public", value: ({ playlist }) => playlist.public },
  { header: "Collaborative", value: ({ playlist }) => playlist.collaborative },
  { header: "Total Items", value: ({ total }) => total },
  { header: "Exported Items", value: ({ exported }) => exported },
  { header: "Unavailable", value: ({ unavailable }) => unavailable },
  { header: "Image URL", value: ({ playlist }) => playlist.images?.[0]?.url },
  { header: "Snapshot ID", value: ({ playlist }) => playlist.snapshot_id },
] as const satisfies readonly Column<PlaylistRow>[];

/** A row of `playlist-items_<id>.csv`: one entry of one playlist. */
export interface PlaylistItemRow extends TrackRow {
  readonly playlist: ListedPlaylist;
  /** Where it stands in the playlist, from 1. */
  readonly position: number;
}

/** What stands before the track columns in `playlist-items_<id>.csv`. */
export const playlistItemColumns = [
  { header: "Playlist Name", value: ({ playlist }) => playlist.name },
  { header: "Playlist URI", value: ({ playlist }) => playlist.uri },
  { header: "Position", value: ({ position }) => position },
] as const satisfies readonly Column<PlaylistItemRow>[];

/** A row of a file of top tracks or artists. */
export interface Ranked {
  /** Spotify's `time_range`. */
  readonly range: string;
  /** From 1. */
  readonly rank: number;
}

/** What stands before the other columns in the files of top tracks and artists. */
export const rankColumns = [
  { header: "Time Range", value: ({ range }) => range },
  { header: "Rank", value: ({ rank }) => rank },
] as const satisfies readonly Column<Ranked>[];

/** Whether a row is a track, an episode, or a file of the user's own that Spotify only knows by name. */
function toType(item: Playable | null): string | null | undefined {
  return item?.is_local === true ? "local" : item?.type;
}

type Named = { readonly name?: string | null | undefined; readonly uri?: string | null | undefined };

function joinNames(people: readonly Named[] | null | undefined): string | undefined {
  return people?.map(({ name }) => name ?? "").join(";");
}

function joinUris(people: readonly Named[] | null | undefined): string | undefined {
  return people?.map(({ uri }) => uri ?? "").join(";");
}
