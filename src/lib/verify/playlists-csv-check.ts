import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { toSnapshotFolder } from "../archive/snapshot.ts";
import { type PlaylistRow, playlistColumns } from "../render/columns.ts";
import { createCsvCheck } from "./csv-check.ts";
import { expectColumns } from "./csv-columns.ts";
import { type PlaylistCells, readPlaylistCells } from "./playlist-cells.ts";
import type { HeldPlaylist } from "./playlist-list.ts";
import type { Findings } from "./verification.ts";

/** Compares `playlists_<id>.csv` with the JSON file. What Spotify counts of a playlist without contents, and its place in the user's list, stand in this file alone. */
export async function checkPlaylistsCsv(
  playlists: readonly HeldPlaylist[],
  name: string,
  {
    archive,
    manifest,
    findings,
  }: { readonly archive: Archive; readonly manifest: Manifest; readonly findings: Findings },
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
