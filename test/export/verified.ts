import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { kinds, type Manifest } from "../../src/lib/archive/manifest.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { defaultTrackHeaders } from "../../src/lib/render/columns.ts";
import { parseSnapshotExpression } from "../../src/lib/snapshot/choose-snapshot.ts";
import type { Choice } from "../../src/lib/verify/choose-folders.ts";
import type { Verification } from "../../src/lib/verify/verification.ts";
import { verifyArchive } from "../../src/lib/verify/verify-archive.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { FakeLibrary } from "../fake-spotify/library.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { listNames, writeText } from "./archive-files.ts";
import { createExportTools, type ExportToolsOptions } from "./export-tools.ts";
import { type Forgery, forge } from "./forge.ts";
import { createMemoryArchive } from "./memory-archive.ts";

/** Exports a library, both kinds of it. */
export async function exportLibrary(
  library: FakeLibrary,
  {
    trackHeaders = defaultTrackHeaders,
    ...options
  }: Partial<ExportToolsOptions> &
    Pick<ExportToolsOptions, "archive"> & { readonly trackHeaders?: readonly string[] },
): Promise<readonly Manifest[]> {
  const fake = await startFakeSpotify({ library });
  try {
    const tools = { ...createExportTools(fake, { state: createMemoryArchive(), ...options }), trackHeaders };
    const manifests: Manifest[] = [];
    for (const kind of kinds) {
      manifests.push(await exportSnapshot(kind, tools));
    }
    return manifests;
  } finally {
    await fake.stop();
  }
}

/** The least of a library that has something of what matters: a like, a top artist, a playlist with contents, and one without. */
export function makeTinyLibrary(): FakeLibrary {
  const artist = makeArtist({ name: "Ångström" });
  const album = makeAlbum({ name: "=1+1", artists: [artist] });
  const track = makeTrack({ name: 'The "one", the only', album });
  return makeLibrary({
    tracks: [{ addedAt: "2026-10-31T00:00:00Z", item: track }],
    topArtists: { short_term: [artist], medium_term: [], long_term: [] },
    playlists: [
      makePlaylist({ name: "Mine", hasImages: false, entries: [makeEntry(null), makeEntry(track)] }),
      makePlaylist({ name: "Theirs", hasImages: false, access: "followed" }),
    ],
  });
}

const fixture = join(import.meta.dirname, "../fixtures/archive-format-1");

/** Copies the archive that was written before there were seals. */
export async function copyOlderArchive(archive: Archive): Promise<Archive> {
  for (const name of await listNames(openFolder(fixture))) {
    await writeText(archive, name, await readFile(join(fixture, name), "utf8"));
  }
  return archive;
}

/** Verifies all, or what an expression means, two hours after the files were written: no run counts as under way. */
export async function verify(
  archive: Archive,
  expression = "all",
  now = new Date(Date.now() + 2 * 60 * 60 * 1_000),
): Promise<readonly Verification[]> {
  return Array.fromAsync(verifyArchive(archive, { choice: toChoice(expression), now, onProgress: () => {} }));
}

function toChoice(expression: string): Choice {
  const choice = expression === "all" ? expression : parseSnapshotExpression(expression);
  if (choice === undefined) {
    throw new Error(`${expression} names no snapshot.`);
  }
  return choice;
}

/** All that is wrong with an archive, as in `library/2026-11-22T02-00-00Z/albums_2026-11-22T02-00-00Z.csv: is missing`. */
export async function findProblems(archive: Archive, expression = "all"): Promise<readonly string[]> {
  return (await verify(archive, expression)).flatMap(({ kind, id, problems }) =>
    problems.map(({ file, problem }) => `${kind}/${id}/${file}: ${problem}`),
  );
}

/** What is wrong with the older archive once its first snapshot was forged and sealed anew, without that one's own name. */
export async function findForgery(
  kind: "library" | "playlists",
  change: (forgery: Forgery) => void,
): Promise<readonly string[]> {
  const id = "2026-11-01T02-00-00Z";
  const archive = await copyOlderArchive(createMemoryArchive());
  await forge(archive, { kind, id }, change);
  const problems = await findProblems(archive);
  return problems.map((problem) => problem.replaceAll(`_${id}`, "").replace(`${kind}/${id}/`, ""));
}
