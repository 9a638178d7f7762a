import type { Kind } from "../archive/manifest.ts";
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

interface SnapshotName {
  readonly kind: Kind;
  readonly id: string;
}

/** The names of all files of a snapshot but its manifest. */
export function toFileNames({ kind, id }: SnapshotName): readonly string[] {
  return [...csvFiles[kind].map((file) => toCsvName(file, id)), toJsonName({ kind, id })];
}

export function toCsvName(file: string, id: string): string {
  return `${file}_${id}.csv`;
}

export function toJsonName({ kind, id }: SnapshotName): string {
  return `${kind}_${id}.json`;
}
