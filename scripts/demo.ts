import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { formatDiff } from "../src/cli/format-diff.ts";
import { formatRestorePlan } from "../src/cli/format-restore-plan.ts";
import { formatRestoreReport } from "../src/cli/format-restore-report.ts";
import { formatBytes, formatUnavailable } from "../src/cli/format-snapshot.ts";
import { formatVerifications } from "../src/cli/format-verify.ts";
import { createTerminal } from "../src/cli/terminal.ts";
import type { Kind, Manifest } from "../src/lib/archive/manifest.ts";
import { assembleExport, assembleRestore } from "../src/lib/assemble.ts";
import { coversFolder } from "../src/lib/covers/cover.ts";
import { diffSnapshots, type SnapshotDifference } from "../src/lib/diff/diff-snapshots.ts";
import { exportSnapshot } from "../src/lib/export/export-snapshot.ts";
import type { ExportTools } from "../src/lib/export/export-tools.ts";
import type { Loss, LossReason } from "../src/lib/restore/plan.ts";
import { restore } from "../src/lib/restore/restore.ts";
import { restorableSections } from "../src/lib/restore/saved-state.ts";
import { parseExportSettings } from "../src/lib/settings.ts";
import { verifyArchive } from "../src/lib/verify/verify-archive.ts";
import { makeDemoLibrary } from "../test/fake-spotify/demo-library.ts";
import type { FakeAccount } from "../test/fake-spotify/fake-account.ts";
import { type FakeSpotify, startFakeSpotify } from "../test/fake-spotify/fake-spotify.ts";
import { makeEmptyLibrary } from "../test/fake-spotify/make-playlist.ts";
import { READ_SCOPES, WRITE_SCOPES } from "../test/fake-spotify/scopes.ts";

const terminal = createTerminal({ out: process.stdout, err: process.stderr });
const latest = { type: "latest", name: "latest" } as const;

/** The settings that lead to an account of the fake, as a user would set them. */
function toEnvironment(account: FakeAccount) {
  return {
    SPOTIFY_API_URL: account.apiUrl,
    SPOTIFY_ACCOUNTS_URL: account.accountsUrl,
    SPOTIFY_CLIENT_ID: account.credentials.clientId,
    SPOTIFY_CLIENT_SECRET: account.credentials.clientSecret,
    SPOTIFY_REFRESH_TOKEN: account.credentials.refreshToken,
    SPOTIFY_RESTORE_TOKEN: account.credentials.refreshToken,
    // The fake has no limits to keep.
    SPOTIFY_REQUESTS_PER_30S: "100000",
    EXPORT_FOLDER: "exports",
  };
}

function toSurroundings(account: FakeAccount) {
  return {
    environment: toEnvironment(account),
    // The demo's credentials are all in the environment above, whatever a real settings file says.
    localSettingsFile: join("exports", "no-settings-file"),
    log: terminal.log,
    onProgress: terminal.onProgress,
    signal: new AbortController().signal,
  };
}

function toExportTools(account: FakeAccount): ExportTools {
  const surroundings = toSurroundings(account);
  return assembleExport(parseExportSettings(surroundings.environment, "commandLine"), surroundings);
}

/** Exports the demo library of a fake Spotify on this machine: the real exporter, without an account or a cloud. */
async function exportDemo(fake: FakeSpotify): Promise<readonly Manifest[]> {
  const tools = toExportTools(fake);
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
  const verified = verifyArchive(tools.archive, { choice: latest, now: new Date(), onProgress: () => {} });
  console.log(formatVerifications(await Array.fromAsync(verified), "exports"));
  return [library, playlists];
}

/** Puts the export back into a second account that has nothing yet, exports that one too, and compares the two. */
async function restoreDemo(account: FakeAccount, before: readonly Manifest[]): Promise<void> {
  console.log("\nNow all of it is put back into a second account, which is empty. First the plan:\n");
  const surroundings = toSurroundings(account);
  const settings = parseExportSettings(surroundings.environment, "commandLine");
  const restoreTools = assembleRestore(settings, { ...surroundings, purpose: "restore" });
  const { prepared, report } = await restore(restoreTools, {
    choice: { sections: restorableSections, playlists: "all" },
    expression: latest,
    into: "new",
    faults: "refused",
    earlier: "counts",
    purpose: "restore",
    searches: 50,
    saving: "together",
    async decide(prepared) {
      terminal.endProgress();
      console.log(`${formatRestorePlan({ ...prepared, ...settings }, terminal.style)}\n`);
      return "go on";
    },
  });
  terminal.endProgress();
  if (report !== undefined) {
    console.log(formatRestoreReport(report, terminal.style));
  }
  const tools = toExportTools(account);
  console.log("\nThe second account, exported too, and compared with the first:\n");
  const differences: SnapshotDifference[] = [];
  for (const manifest of before) {
    const after = await exportSnapshot(manifest.kind, tools);
    const pair = { kind: manifest.kind, before: manifest, after };
    differences.push(...(await diffSnapshots(tools.archive, [pair], { onProgress: () => {} })));
  }
  terminal.endProgress();
  for (const difference of differences) {
    console.log(`${formatDiff(difference, terminal.style)}\n`);
  }
  const unforetold = countUnforetold(differences, prepared.plan.losses);
  console.log(`Differences that the plan had not foretold: ${unforetold === 0 ? "none" : unforetold}.`);
}

/** What is left of the differences without the losses that can be seen in them. */
function countUnforetold(differences: readonly SnapshotDifference[], losses: readonly Loss[]): number {
  const compared = differences.flatMap(({ lists }) => lists.filter(({ type }) => type !== "unknown"));
  const different = compared.flatMap(({ type, edits, changes }) =>
    type === "both" ? [edits.length, ...Object.values(changes).map(({ length }) => length)] : [1],
  );
  const visible: readonly LossReason[] = [
    "local-files",
    "taken-down",
    "unknown-items",
    "personalised-playlists",
    "description-changed",
  ];
  const foretold = losses.filter(({ reason }) => visible.includes(reason)).map(({ count }) => count);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return sum(different) - sum(foretold);
}

function printNextSteps(): void {
  console.log(`
What to do next:

  npm test                              every check of this project, on your machine
  README.md, "Your own account"         export your own library into a folder
  README.md, "Files and columns"        what is in the files above
  README.md, "What has changed?"        what you can ask your snapshots
  README.md, "Putting it back"          how to restore, and what Spotify does not let back`);
}

async function printTree(root: string, manifests: readonly Manifest[]): Promise<void> {
  console.log(`${root}/`);
  for (const folder of [...manifests.map(({ kind, id }) => `${kind}/${id}`), coversFolder]) {
    console.log(`  ${folder}/`);
    for (const name of (await readdir(join(root, folder))).toSorted()) {
      const { size } = await stat(join(root, folder, name));
      console.log(`    ${shorten(name).padEnd(44)} ${formatBytes(size).padStart(9)}`);
    }
  }
}

/** Covers are named by their whole hash. */
function shorten(name: string): string {
  return name.replace(/^([0-9a-f]{16})[0-9a-f]{48}/, "$1…");
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
  const exported = await exportDemo(fake);
  const second = fake.addAccount(makeEmptyLibrary({ id: "second-listener" }), [
    ...READ_SCOPES,
    ...WRITE_SCOPES,
  ]);
  await restoreDemo(second, exported);
  printNextSteps();
} finally {
  await fake.stop();
}
