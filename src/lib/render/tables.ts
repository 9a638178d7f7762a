import type { z } from "zod";
import type { Known } from "../snapshot/entry.ts";
import type { Dropped } from "../snapshot/remembered.ts";
import {
  followedArtist,
  keptEntry,
  savedAlbum,
  savedAudiobook,
  savedEpisode,
  savedShow,
  savedTrack,
  topArtist,
  topTrack,
} from "../spotify/schemas.ts";
import {
  albumColumns,
  artistColumns,
  audiobookColumns,
  chooseColumns,
  type Row,
  showColumns,
  trackColumns,
} from "./columns.ts";
import type { Column } from "./csv.ts";

/** An entry of a list on its way into a table: as Spotify sent it, with what is remembered of it, or dropped. */
export type TableRow =
  | { readonly value: unknown; readonly known?: readonly Known[] | undefined }
  | { readonly dropped: Dropped };

/** How the entries of a list become the rows of a CSV file. */
export interface Table {
  /** The file's name without its date stamp. */
  readonly file: string;
  /** What every entry is. */
  readonly schema: z.ZodType;
  /** Every column that the file can have, in order. */
  readonly columns: readonly Column<TableRow>[];
  /** Whether its columns can be chosen with `CSV_COLUMNS`. */
  readonly isOfTracks: boolean;
}

function createTable<Value, Item>(table: {
  readonly file: string;
  readonly schema: z.ZodType<Value>;
  readonly toRow: (value: Value) => Row<Item>;
  readonly columns: readonly Column<Row<Item>>[];
  readonly isOfTracks?: true;
}): Table {
  function toRow(row: TableRow): Row<Item> {
    if ("dropped" in row) {
      return { item: null, addedAt: row.dropped.addedAt, known: row.dropped, isDropped: true };
    }
    // Whoever renders an entry has it from Spotify or the archive, and has checked it there against `schema`.
    const { item, addedAt, addedBy } = table.toRow(row.value as Value);
    return { item, addedAt, addedBy, known: row.known?.length === 1 ? row.known[0] : undefined };
  }

  return {
    file: table.file,
    schema: table.schema,
    isOfTracks: table.isOfTracks === true,
    columns: table.columns.map(({ header, value }) => ({ header, value: (row) => value(toRow(row)) })),
  };
}

/** The tables of `library_<id>.json`, by the names of its lists. */
export const libraryTables = {
  tracks: createTable({
    file: "liked-songs",
    schema: savedTrack,
    toRow: (entry) => ({ item: entry?.track, addedAt: entry?.added_at }),
    columns: trackColumns,
    isOfTracks: true,
  }),
  albums: createTable({
    file: "albums",
    schema: savedAlbum,
    toRow: (entry) => ({ item: entry?.album, addedAt: entry?.added_at }),
    columns: albumColumns,
  }),
  artists: createTable({
    file: "artists",
    schema: followedArtist,
    toRow: (artist) => ({ item: artist }),
    columns: artistColumns,
  }),
  shows: createTable({
    file: "shows",
    schema: savedShow,
    toRow: (entry) => ({ item: entry?.show, addedAt: entry?.added_at }),
    columns: showColumns,
  }),
  episodes: createTable({
    file: "episodes",
    schema: savedEpisode,
    toRow: (entry) => ({ item: entry?.episode, addedAt: entry?.added_at }),
    columns: trackColumns,
    isOfTracks: true,
  }),
  audiobooks: createTable({
    file: "audiobooks",
    schema: savedAudiobook,
    toRow: (entry) => ({ item: entry?.audiobook ?? entry, addedAt: entry?.added_at }),
    columns: audiobookColumns,
  }),
} as const;

/** The tables of the top lists, of which there is one for each time range. Their rows begin with `rankColumns`. */
export const topTables = {
  topTracks: createTable({
    file: "top-tracks",
    schema: topTrack,
    toRow: (item) => ({ item }),
    columns: trackColumns.filter(({ header }) => !header.startsWith("Added ")),
    isOfTracks: true,
  }),
  topArtists: createTable({
    file: "top-artists",
    schema: topArtist,
    toRow: (artist) => ({ item: artist }),
    columns: artistColumns,
  }),
} as const;

/** The table of the entries of all playlists. Its rows begin with `playlistItemColumns`. */
export const playlistItemsTable = createTable({
  file: "playlist-items",
  schema: keptEntry,
  toRow: (entry) => ({ item: entry.item, addedAt: entry.added_at, addedBy: entry.added_by?.id }),
  columns: trackColumns,
  isOfTracks: true,
});

/** The columns of a table, where it is one of tracks those that are chosen among its own. */
export function toColumns(table: Table, trackHeaders: readonly string[]): readonly Column<TableRow>[] {
  return table.isOfTracks ? chooseColumns(table.columns, trackHeaders) : table.columns;
}
