import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { manifestFile, toFileName, toSnapshotFolder } from "../archive/snapshot.ts";
import { type PlaylistPlace, playlistItemColumns } from "../render/columns.ts";
import { playlistItemsTable, type TableRow } from "../render/tables.ts";
import { readDocument } from "../snapshot/document.ts";
import { checkCounts, checkRows } from "./count-check.ts";
import { createCsvCheck } from "./csv-check.ts";
import { chooseByHeader, type PlacedRow, toTableOf } from "./csv-columns.ts";
import { type HeldPlaylist, readPlaylistList } from "./playlist-list.ts";
import { checkPlaylistsCsv } from "./playlists-csv-check.ts";
import type { Findings } from "./verification.ts";

interface PlaylistsCheck {
  readonly archive: Archive;
  readonly manifest: Manifest;
  /** The files that can be compared with the JSON file. */
  readonly readable: ReadonlySet<string>;
  readonly findings: Findings;
}

/**
 * Checks `playlists_<id>.json`, and both CSV files against it. The JSON file is read twice: in older ones the contents of a
 * playlist may come before what it is.
 */
export async function checkPlaylists(check: PlaylistsCheck): Promise<void> {
  const { archive, manifest, readable, findings } = check;
  const file = toFileName(manifest.kind, manifest.id, "json");
  const playlists = await readPlaylistList(archive, manifest, (problem) => findings.report(file, problem));
  if (playlists === undefined) {
    return;
  }
  const items = playlists.reduce((sum, { entries = 0 }) => sum + entries, 0);
  const dropped = playlists.reduce((sum, { memory }) => sum + memory.dropped.length, 0);
  const nulls = playlists.reduce((sum, playlist) => sum + playlist.nulls, 0);
  const held = { playlists: { exported: playlists.length, nulls: 0 }, items: { exported: items, nulls } };
  checkCounts(manifest, held, findings);
  checkUnavailable(playlists, check);
  const listCsv = toFileName("playlists", manifest.id, "csv");
  const itemsCsv = toFileName(playlistItemsTable.file, manifest.id, "csv");
  checkRows(manifest, { name: file, rows: items }, findings);
  checkRows(manifest, { name: listCsv, rows: playlists.length }, findings);
  checkRows(manifest, { name: itemsCsv, rows: items + dropped }, findings);
  if (readable.has(listCsv)) {
    await findings.attempt(listCsv, () => checkPlaylistsCsv(playlists, listCsv, check));
  }
  if (readable.has(itemsCsv) && playlists.every(({ isSound }) => isSound)) {
    await findings.attempt(itemsCsv, () => checkItemsCsv(playlists, itemsCsv, check));
  }
}

/** The playlists without contents are those that the manifest says so of. */
function checkUnavailable(
  playlists: readonly HeldPlaylist[],
  { manifest, findings }: Pick<PlaylistsCheck, "manifest" | "findings">,
): void {
  const named = manifest.unavailable
    .flatMap(({ id }) => (id === null || id === "playlists" ? [] : [id]))
    .sort();
  const without = playlists
    .filter(({ entries }) => entries === undefined)
    .map(({ playlist }) => playlist.id)
    .sort();
  if (named.join() !== without.join()) {
    const wrong = [
      ...without.filter((id) => !named.includes(id)).map((id) => `${id} is not named`),
      ...named.filter((id) => !without.includes(id)).map((id) => `${id} is named`),
    ];
    findings.report(
      manifestFile,
      `does not name just the playlists without contents as unavailable: ${wrong[0] ?? "one is named twice"}`,
    );
  }
  const ids = playlists.map(({ playlist }) => playlist.id);
  // Spotify may list one twice indeed.
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) < index))) {
    findings.note(`playlist ${id} is there more than once`);
  }
}

async function checkItemsCsv(
  playlists: readonly HeldPlaylist[],
  name: string,
  { archive, manifest, findings }: PlaylistsCheck,
): Promise<void> {
  const folder = toSnapshotFolder(manifest.kind, manifest.id);
  const file = toFileName(manifest.kind, manifest.id, "json");
  const csv = createCsvCheck(archive.read(`${folder}/${name}`), {
    chooseColumns: chooseByHeader<PlaylistPlace>(
      toTableOf(manifest, playlistItemsTable),
      playlistItemColumns,
    ),
    report: (problem) => findings.report(name, problem),
  });

  function place(playlist: HeldPlaylist["playlist"], position: number | undefined, row: TableRow) {
    return { place: { playlist, position }, row } satisfies PlacedRow<PlaylistPlace>;
  }

  try {
    for await (const piece of readDocument(archive.read(`${folder}/${file}`), file)) {
      const [key, index, items, ...deeper] = piece.at;
      const held = key === "playlists" ? playlists[Number(index)] : undefined;
      if (held === undefined || deeper.length > 0) {
        continue;
      }
      const { playlist, memory } = held;
      if (piece.type === "elements" && items === "items") {
        const rows = piece.values.map((value, at) => {
          const position = piece.offset + at + 1;
          return place(playlist, position, { value, known: memory.known.get(position) });
        });
        await csv.expectRows(rows);
      } else if (piece.type === "end" && items === undefined) {
        await csv.expectRows(memory.dropped.map((item) => place(playlist, undefined, { dropped: item })));
      }
    }
    await csv.finish();
  } finally {
    await csv.close();
  }
}
