import { expect } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { FakeLibrary } from "../fake-spotify/library.ts";
import type { Shape } from "../fake-spotify/shape.ts";
import { expectedLibrary, expectedPlaylists } from "./expected.ts";
import { type ExpectedRow, toLibraryRows, toPlaylistRows } from "./expected-rows.ts";
import { createExportTools } from "./export-tools.ts";
import { expectHonest } from "./honesty.ts";
import { parseCsv } from "./parse-csv.ts";
import { readFiles, readLibrary, readPlaylists } from "./snapshot-documents.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Exports both kinds: the JSON must equal what was sent, and the CSV files must say what the JSON says. */
export async function expectLossless(library: FakeLibrary, shape: Shape): Promise<void> {
  const archive = openFolder(await temporaryFolder());
  const state = openFolder(await temporaryFolder());
  await using fake = await startFakeSpotify({ library, shape });
  const tools = createExportTools(fake, { archive, state });

  const libraryManifest = await exportSnapshot("library", tools);
  const libraryJson = await readLibrary(archive, libraryManifest);
  const { format: _, kind: _kind, id: _id, account: _account, ...lists } = libraryJson;
  expect(lists).toEqual(expectedLibrary(library, shape));
  expectRows(await readFiles(archive, libraryManifest), toLibraryRows(libraryJson));

  const playlistsManifest = await exportSnapshot("playlists", tools);
  const playlistsJson = await readPlaylists(archive, playlistsManifest);
  expect(playlistsJson.playlists).toEqual(expectedPlaylists(library, shape, fake.accountsUrl));
  expectRows(await readFiles(archive, playlistsManifest), toPlaylistRows(playlistsJson));

  for (const manifest of [libraryManifest, playlistsManifest]) {
    expect(manifest.status).toBe("complete");
    await expectHonest(archive, manifest);
  }
}

function expectRows(
  files: ReadonlyMap<string, string>,
  expected: Readonly<Record<string, readonly ExpectedRow[]>>,
): void {
  const csvFiles = [...files.keys()].filter((name) => name.endsWith(".csv"));
  expect(csvFiles).toEqual(Object.keys(expected));
  for (const [name, expectedRows] of Object.entries(expected)) {
    const headers = Object.keys(expectedRows[0] ?? {});
    const rows = parseCsv(files.get(name) ?? "").map((row) =>
      Object.fromEntries(headers.map((header) => [header, row[header]])),
    );
    expect(rows).toEqual(expectedRows);
  }
}
