import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  albumColumns,
  artistColumns,
  audiobookColumns,
  chooseColumns,
  defaultTrackHeaders,
  playlistColumns,
  playlistItemColumns,
  rankColumns,
  showColumns,
  trackColumns,
} from "../../src/lib/render/columns.ts";
import {
  libraryTables,
  playlistItemsTable,
  type Table,
  toColumns,
  topTables,
} from "../../src/lib/render/tables.ts";

function readArchiveFormat(): Promise<string> {
  return readFile(new URL("../../docs/archive-format.md", import.meta.url), "utf8");
}

test.each([
  ["liked-songs", chooseColumns(trackColumns, defaultTrackHeaders)],
  ["albums", albumColumns],
  ["artists", artistColumns],
  ["shows", showColumns],
  ["audiobooks", audiobookColumns],
  ["top-tracks", rankColumns],
  ["top-artists", rankColumns],
  ["playlists", playlistColumns],
  ["playlist-items", playlistItemColumns],
])("the archive format names the columns of %s in their order", async (file, columns) => {
  const text = await readArchiveFormat();
  const [row] = text.split("\n").filter((line) => line.startsWith(`| \`${file}\``) && line.includes("`, `"));

  expect(row).toContain(columns.map(({ header }) => `\`${header}\``).join(", "));
});

const toHeaders = (table: Table) => toColumns(table, defaultTrackHeaders).map(({ header }) => header);
const likedSongs = toHeaders(libraryTables.tracks);

test.each([
  [
    "top-tracks",
    "then those of `liked-songs` without `Added By` and `Added At`",
    topTables.topTracks,
    likedSongs.filter((header) => header !== "Added By" && header !== "Added At"),
  ],
  ["top-artists", "then those of `artists`", topTables.topArtists, toHeaders(libraryTables.artists)],
  ["playlist-items", "then those of `liked-songs`", playlistItemsTable, likedSongs],
])("the other columns of %s are %s, as the archive format says", async (file, words, table, headers) => {
  const text = await readArchiveFormat();

  expect(text).toMatch(new RegExp(`^\\| \`${file}\` \\| .*, ${words} \\|$`, "m"));
  expect(toHeaders(table)).toEqual(headers);
});

test("the README names every column that can be chosen", async () => {
  const text = await readFile(new URL("../../README.md", import.meta.url), "utf8");

  expect(trackColumns.filter(({ header }) => !text.includes(`\`${header}\``))).toEqual([]);
});
