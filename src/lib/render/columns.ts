import { toStatus, type Words } from "../snapshot/words.ts";
import type { Album, Artist, Audiobook, ListedPlaylist, Playable, Show } from "../spotify/schemas.ts";
import type { Column } from "./csv.ts";

/** A row of a file: an item that may be null, with what Spotify says of its being there, and what is remembered of it. */
export interface Row<Item> {
  readonly item: Item | null | undefined;
  readonly addedAt?: string | null | undefined;
  readonly addedBy?: string | null | undefined;
  /** What stands in for words that Spotify has taken. */
  readonly known?: Words | undefined;
  /** Whether Spotify has dropped the item from its list. */
  readonly isDropped?: boolean | undefined;
}
export type TrackRow = Row<Playable>;

/** Every column that a file of tracks can have, `CSV_COLUMNS` chooses from these. Headers are Exportify's words. */
export const trackColumns = [
  { header: "Track URI", value: ({ item, known }) => item?.uri ?? known?.uri },
  { header: "Track Name", value: ({ item, known }) => item?.name || known?.name },
  {
    header: "Artist Name(s)",
    value: ({ item, known }) =>
      joinNames(item?.artists, known) || item?.show?.publisher || known?.artists.join(";"),
  },
  { header: "Artist URI(s)", value: ({ item }) => joinUris(item?.artists) },
  {
    header: "Album Name",
    value: ({ item, known }) => item?.album?.name || item?.show?.name || known?.album,
  },
  { header: "Album URI", value: ({ item }) => item?.album?.uri ?? item?.show?.uri },
  { header: "Album Artist Name(s)", value: ({ item }) => joinNames(item?.album?.artists) },
  { header: "Album Type", value: ({ item }) => item?.album?.album_type },
  { header: "Release Date", value: ({ item }) => item?.album?.release_date ?? item?.release_date },
  { header: "Duration (ms)", value: ({ item }) => item?.duration_ms },
  { header: "Disc Number", value: ({ item }) => item?.disc_number },
  { header: "Track Number", value: ({ item }) => item?.track_number },
  { header: "Explicit", value: ({ item }) => item?.explicit },
  { header: "Popularity", value: ({ item }) => item?.popularity },
  { header: "ISRC", value: ({ item, known }) => item?.external_ids?.isrc || known?.isrc },
  { header: "Type", value: ({ item }) => toType(item) },
  { header: "Album Image URL", value: ({ item }) => (item?.album?.images ?? item?.show?.images)?.[0]?.url },
  { header: "Track Preview URL", value: ({ item }) => item?.preview_url },
  { header: "Track URL", value: ({ item }) => item?.external_urls?.spotify },
  { header: "Added By", value: ({ addedBy }) => addedBy },
  { header: "Added At", value: ({ addedAt }) => addedAt },
  { header: "Status", value: (row) => toRowStatus(row) },
] as const satisfies readonly Column<TrackRow>[];

/** The headers of a file of tracks where `CSV_COLUMNS` chooses none. */
export const defaultTrackHeaders: readonly string[] = [
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
  "Status",
];

export const albumColumns = [
  { header: "Album URI", value: ({ item, known }) => item?.uri ?? known?.uri },
  { header: "Album Name", value: ({ item, known }) => item?.name || known?.name },
  {
    header: "Album Artist Name(s)",
    value: ({ item, known }) => joinNames(item?.artists, known),
  },
  { header: "Album Type", value: ({ item }) => item?.album_type },
  { header: "Release Date", value: ({ item }) => item?.release_date },
  { header: "Total Tracks", value: ({ item }) => item?.total_tracks },
  { header: "Record Label", value: ({ item }) => item?.label },
  { header: "UPC", value: ({ item }) => item?.external_ids?.upc },
  { header: "Added At", value: ({ addedAt }) => addedAt },
  { header: "Status", value: (row) => toRowStatus(row) },
] as const satisfies readonly Column<Row<Album>>[];

export const artistColumns = [
  { header: "Artist URI", value: ({ item, known }) => item?.uri ?? known?.uri },
  { header: "Artist Name", value: ({ item, known }) => item?.name || known?.name },
  { header: "Genres", value: ({ item }) => item?.genres?.join(";") },
  { header: "Status", value: (row) => toRowStatus(row) },
] as const satisfies readonly Column<Row<Artist>>[];

export const showColumns = [
  { header: "Show URI", value: ({ item, known }) => item?.uri ?? known?.uri },
  { header: "Show Name", value: ({ item, known }) => item?.name || known?.name },
  { header: "Publisher", value: ({ item, known }) => item?.publisher || known?.artists.join(";") },
  { header: "Total Episodes", value: ({ item }) => item?.total_episodes },
  { header: "Added At", value: ({ addedAt }) => addedAt },
  { header: "Status", value: (row) => toRowStatus(row) },
] as const satisfies readonly Column<Row<Show>>[];

export const audiobookColumns = [
  { header: "Audiobook URI", value: ({ item, known }) => item?.uri ?? known?.uri },
  { header: "Audiobook Name", value: ({ item, known }) => item?.name || known?.name },
  { header: "Author(s)", value: ({ item, known }) => joinNames(item?.authors, known) },
  { header: "Narrator(s)", value: ({ item }) => joinNames(item?.narrators) },
  { header: "Publisher", value: ({ item }) => item?.publisher },
  { header: "Total Chapters", value: ({ item }) => item?.total_chapters },
  { header: "Added At", value: ({ addedAt }) => addedAt },
  { header: "Status", value: (row) => toRowStatus(row) },
] as const satisfies readonly Column<Row<Audiobook>>[];

/** Finds columns by their headers, in the order asked for. Unknown headers are left out. */
export function chooseColumns<Row>(
  columns: readonly Column<Row>[],
  headers: readonly string[],
): readonly Column<Row>[] {
  return headers.flatMap((header) => columns.filter((column) => column.header === header));
}

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

/** Where a row of `playlist-items_<id>.csv` stands: in which playlist, and at which place in it, from 1. */
export interface PlaylistPlace {
  readonly playlist: Pick<ListedPlaylist, "name" | "uri">;
  /** Undefined for an item that stands nowhere any more. */
  readonly position: number | undefined;
}

/** What stands before the track columns in `playlist-items_<id>.csv`. */
export const playlistItemColumns = [
  { header: "Playlist Name", value: ({ playlist }) => playlist.name },
  { header: "Playlist URI", value: ({ playlist }) => playlist.uri },
  { header: "Position", value: ({ position }) => position },
] as const satisfies readonly Column<PlaylistPlace>[];

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

function toRowStatus({ item, isDropped }: Row<Parameters<typeof toStatus>[0]>): string {
  if (isDropped === true) {
    return "dropped";
  }
  return item == null ? "unavailable" : toStatus(item);
}

/** Whether a row is a track, an episode, or a file of the user's own that Spotify only knows by name. */
function toType(item: Playable | null | undefined): string | null | undefined {
  return item?.is_local === true ? "local" : item?.type;
}

type Named = { readonly name?: string | null | undefined; readonly uri?: string | null | undefined };

/** The names of people; where all of them are empty, those that are remembered. */
function joinNames(people: readonly Named[] | null | undefined, known?: Words): string | undefined {
  const isNamed = people?.some(({ name }) => (name ?? "") !== "") === true;
  return isNamed || known === undefined
    ? people?.map(({ name }) => name ?? "").join(";")
    : known.artists.join(";");
}

function joinUris(people: readonly Named[] | null | undefined): string | undefined {
  return people?.map(({ uri }) => uri ?? "").join(";");
}
