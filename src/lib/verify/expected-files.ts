import type { Kind } from "../archive/manifest.ts";
import { toFileName } from "../archive/snapshot.ts";
import { libraryTables, playlistItemsTable, topTables } from "../render/tables.ts";

/** The CSV files of each kind, by their names without the date stamp. */
const csvFiles: Readonly<Record<Kind, readonly string[]>> = {
  library: [...Object.values(libraryTables), ...Object.values(topTables)].map(({ file }) => file),
  playlists: ["playlists", playlistItemsTable.file],
};

/** The sections of each kind. */
export const sectionNames: Readonly<Record<Kind, readonly string[]>> = {
  library: [...Object.keys(libraryTables), ...Object.keys(topTables)],
  playlists: ["playlists", "items"],
};

/** The names of all files of a snapshot but its manifest. */
export function toFileNames({ kind, id }: { readonly kind: Kind; readonly id: string }): readonly string[] {
  return [...csvFiles[kind].map((file) => toFileName(file, id, "csv")), toFileName(kind, id, "json")];
}
