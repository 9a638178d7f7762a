import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { formatBytes, formatUnavailable } from "../src/cli/format-snapshot.ts";
import { formatVerifications } from "../src/cli/format-verify.ts";
import { createTerminal } from "../src/cli/terminal.ts";
import type { Kind, Manifest } from "../src/lib/archive/manifest.ts";
import { assembleExport } from "../src/lib/assemble.ts";
import { exportSnapshot } from "../src/lib/export/export-snapshot.ts";
import { parseExportSettings } from "../src/lib/settings.ts";
import { verifyArchive } from "../src/lib/verify/verify-archive.ts";
import { makeDemoLibrary } from "../test/fake-spotify/demo-library.ts";
import { type FakeSpotify, startFakeSpotify } from "../test/fake-spotify/fake-spotify.ts";

/** Exports the demo library of a fake Spotify on this machine: the real exporter, without an account or a cloud. */
async function runDemo(fake: FakeSpotify): Promise<void> {
  const environment = {
    SPOTIFY_API_URL: fake.apiUrl,
    SPOTIFY_ACCOUNTS_URL: fake.accountsUrl,
    SPOTIFY_CLIENT_ID: fake.credentials.clientId,
    SPOTIFY_CLIENT_SECRET: fake.credentials.clientSecret,
    SPOTIFY_REFRESH_TOKEN: fake.credentials.refreshToken,
    // The fake has no limits to keep.
    SPOTIFY_REQUESTS_PER_30S: "100000",
    EXPORT_FOLDER: "exports",
  };
  const terminal = createTerminal({ out: process.stdout, err: process.stderr });
  const tools = assembleExport(parseExportSettings(environment, "commandLine"), {
    environment,
    // The demo's credentials are all in the environment above, whatever a real settings file says.
    localSettingsFile: join("exports", "no-settings-file"),
    log: terminal.log,
    onProgress: terminal.onProgress,
    signal: new AbortController().signal,
  });
  console.log("Exporting the demo library of a fake Spotify into ./exports …");
  const library = await exportSnapshot("library", tools);
  const playlists = await exportSnapshot("playlists", tools);
  terminal.endProgress();

  console.log("\nWhat was written:\n");
  await printTree("exports", [library, playlists]);
  await printFirstRows(library, "liked-songs", ["Track Name", "Artist Name(s)", "Album Name", "Added At"]);
  await printFirstRows(playlists, "playlist-items", [
    "Playlist Name",
    "Position",
    "Track Name",
    "Artist Name(s)",
  ]);
  printMissing(playlists);
  console.log("\nRead back and checked, every byte of it:\n");
  const verified = verifyArchive(tools.archive, {
    choice: { type: "latest", name: "latest" },
    now: new Date(),
    onProgress: () => {},
  });
  console.log(formatVerifications(await Array.fromAsync(verified), "exports"));
  console.log(`
What to do next:

  npm test                              every check of this project, on your machine
  README.md, "Your own account"         export your own library into a folder
  README.md, "Files and columns"        what is in the files above
  README.md, "What has changed?"        what you can ask your snapshots`);
}

async function printTree(root: string, manifests: readonly Manifest[]): Promise<void> {
  console.log(`${root}/`);
  for (const { kind, id } of manifests) {
    const folder = join(root, kind, id);
    console.log(`  ${kind}/${id}/`);
    for (const name of (await readdir(folder)).toSorted()) {
      const { size } = await stat(join(folder, name));
      console.log(`    ${name.padEnd(44)} ${formatBytes(size).padStart(9)}`);
    }
  }
}

async function printFirstRows(
  { kind, id }: { kind: Kind; id: string },
  stem: string,
  headers: readonly string[],
) {
  const name = `${stem}_${id}.csv`;
  const rows: Record<string, string>[] = parse(await readFile(join("exports", kind, id, name)), {
    bom: true,
    columns: true,
  });
  console.log(`\nThe first rows of ${name} (${headers.join(" · ")}):\n`);
  for (const row of rows.slice(0, 8)) {
    console.log(
      `  ${headers.map((header) => (row[header] ?? "").replace(/\s*[\r\n]+\s*/g, " ")).join(" · ")}`,
    );
  }
}

/** A backup says what it does not hold. */
function printMissing({ unavailable }: Manifest): void {
  console.log("\nWhat Spotify does not give, and manifest.json therefore declares:\n");
  console.log(formatUnavailable(unavailable).join("\n"));
}

const fake = await startFakeSpotify({ library: makeDemoLibrary() });
try {
  await runDemo(fake);
} finally {
  await fake.stop();
}
