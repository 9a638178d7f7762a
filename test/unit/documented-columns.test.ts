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
  const text = await readFile(new URL("../../docs/archive-format.md", import.meta.url), "utf8");
  const [row] = text.split("\n").filter((line) => line.startsWith(`| \`${file}\``) && line.includes("`, `"));

  expect(row).toContain(columns.map(({ header }) => `\`${header}\``).join(", "));
});

test("the README names every column that can be chosen", async () => {
  const text = await readFile(new URL("../../README.md", import.meta.url), "utf8");

  expect(trackColumns.filter(({ header }) => !text.includes(`\`${header}\``))).toEqual([]);
});
