import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { toSnapshotFolder } from "../archive/snapshot.ts";
import {
  type PlaylistPlace,
  type PlaylistRow,
  playlistColumns,
  playlistItemColumns,
} from "../render/columns.ts";
import { playlistItemsTable, type TableRow } from "../render/tables.ts";
import { readDocument } from "../snapshot/document.ts";
import { checkCounts, checkRows } from "./count-check.ts";
import { createCsvCheck } from "./csv-check.ts";
import { chooseByHeader, expectColumns, type PlacedRow } from "./csv-columns.ts";
import { toCsvName, toJsonName } from "./expected-files.ts";
import { manifestFile } from "./manifest-check.ts";
import { type PlaylistCells, readPlaylistCells } from "./playlist-cells.ts";
import { type HeldPlaylist, readPlaylistList } from "./playlist-list.ts";
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
  const file = toJsonName(manifest);
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
  const listCsv = toCsvName("playlists", manifest.id);
  const itemsCsv = toCsvName(playlistItemsTable.file, manifest.id);
  checkRows(manifest, { name: file, rows: items }, findings);
  checkRows(manifest, { name: listCsv, rows: playlists.length }, findings);
  checkRows(manifest, { name: itemsCsv, rows: items + dropped }, findings);
  if (readable.has(listCsv)) {
    await findings.attempt(listCsv, () => checkListCsv(playlists, listCsv, check));
  }
  if (readable.has(itemsCsv)) {
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

/** What Spotify counts of a playlist without contents, and its place in the user's list, stand in this file alone. */
async function checkListCsv(
  playlists: readonly HeldPlaylist[],
  name: string,
  { archive, manifest, findings }: PlaylistsCheck,
): Promise<void> {
  let isAsExpected = true;
  const report = (problem: string) => {
    isAsExpected = false;
    findings.report(name, problem);
  };
  const path = `${toSnapshotFolder(manifest.kind, manifest.id)}/${name}`;
  const cells = await readPlaylistCells(archive.read(path), name);
  const reasons = Map.groupBy(manifest.unavailable, ({ id }) => id);
  const rows = playlists.map(({ playlist, entries }, index): PlaylistRow => {
    const { position, total } = cells[index] ?? { position: "", total: "" };
    const counted = total === "" ? null : Number(total);
    return {
      playlist,
      position: Number(position),
      total: entries ?? counted,
      exported: entries ?? 0,
      unavailable: entries === undefined ? reasons.get(playlist.id)?.shift()?.reason : undefined,
    };
  });
  const csv = createCsvCheck(archive.read(path), { chooseColumns: expectColumns(playlistColumns), report });
  try {
    await csv.expectRows(rows);
    await csv.finish();
  } finally {
    await csv.close();
  }
  // Of a file that is not as it should be, the first difference is enough.
  if (isAsExpected) {
    checkPositions(cells, manifest, report);
    checkTotals(cells, manifest, report);
  }
}

function checkPositions(
  cells: readonly PlaylistCells[],
  { sections, unavailable }: Manifest,
  report: (problem: string) => void,
): void {
  const { exported = 0, excluded = 0, total } = sections["playlists"] ?? {};
  const nullPlaylists = unavailable.filter(({ id }) => id === null).length;
  const last = Math.max(total ?? 0, exported + excluded + nullPlaylists);
  let before = 0;
  for (const [index, { position }] of cells.entries()) {
    const place = /^[1-9]\d*$/.test(position) ? Number(position) : Number.NaN;
    if (!(place > before && place <= last)) {
      report(
        `row ${index + 1}, column Position, is no place in the user's list after that of the row before`,
      );
      return;
    }
    before = place;
  }
}

function checkTotals(
  cells: readonly PlaylistCells[],
  { sections }: Manifest,
  report: (problem: string) => void,
): void {
  const wrong = cells.findIndex(({ total }) => !/^(0|[1-9]\d*)?$/.test(total));
  if (wrong !== -1) {
    report(`row ${wrong + 1}, column Total Items, is no count`);
    return;
  }
  const { total, uncounted = 0 } = sections["items"] ?? {};
  const sum = cells.reduce((all, cell) => all + Number(cell.total), 0);
  const empty = cells.filter((cell) => cell.total === "").length;
  if (total !== undefined && (sum !== total || empty !== uncounted)) {
    report(
      `counts ${sum} items and leaves ${empty} playlists uncounted, the manifest ${total} and ${uncounted}`,
    );
  }
}

async function checkItemsCsv(
  playlists: readonly HeldPlaylist[],
  name: string,
  { archive, manifest, findings }: PlaylistsCheck,
): Promise<void> {
  const folder = toSnapshotFolder(manifest.kind, manifest.id);
  const file = toJsonName(manifest);
  const csv = createCsvCheck(archive.read(`${folder}/${name}`), {
    chooseColumns: chooseByHeader<PlaylistPlace>(playlistItemsTable, playlistItemColumns),
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
