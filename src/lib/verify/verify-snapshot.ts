import type { Archive } from "../archive/archive.ts";
import type { Kind, Manifest } from "../archive/manifest.ts";
import { listSnapshotIds, toFileName, toSnapshotFolder } from "../archive/snapshot.ts";
import type { OnProgress } from "../export/progress.ts";
import { checkPredecessor, checkSuccessor } from "./chain.ts";
import { checkComparison } from "./comparison-check.ts";
import { checkCovers } from "./covers-check.ts";
import { checkFiles } from "./file-check.ts";
import { checkLibrary } from "./library-check.ts";
import { checkManifest } from "./manifest-check.ts";
import { checkPlaylists } from "./playlists-check.ts";
import { createFindings, type Findings, type Verification } from "./verification.ts";

const contentChecks = { library: checkLibrary, playlists: checkPlaylists } satisfies Record<Kind, unknown>;

interface VerifyOptions {
  readonly onProgress: OnProgress;
  /** The published snapshots of the kind by their ids, oldest first. @default those that are listed */
  readonly ids?: readonly string[];
  /** Those of them that are verified as well, and tell by themselves what they know of this one. */
  readonly verifiedToo?: readonly string[];
}

/**
 * Reads a published snapshot back and checks everything that can be checked: in it, and by what those say that were published before and
 * after it. It is whole where no problem was found. Whatever cannot be read is a problem, and no error.
 */
export async function verifySnapshot(
  archive: Archive,
  { kind, id }: Pick<Manifest, "kind" | "id">,
  { onProgress, ids, verifiedToo = [] }: VerifyOptions,
): Promise<Verification> {
  const findings = createFindings(toSnapshotFolder(kind, id));
  const { problems, notes } = findings;
  const published = ids ?? (await Array.fromAsync(listSnapshotIds(archive, kind)));
  const manifest = await checkManifest(archive, { kind, id }, findings);
  if (manifest !== undefined) {
    await checkContents(archive, { manifest, findings, onProgress });
    await checkCovers(archive, manifest, findings);
    await checkPredecessor(archive, { manifest, ids: published }, findings);
    await checkComparison(archive, { manifest, ids: published }, findings);
  }
  const later = published.filter((other) => other > id && !verifiedToo.includes(other));
  await checkSuccessor(archive, { kind, id, later }, findings);
  const { files = [], sections = {} } = manifest ?? {};
  return {
    kind,
    id,
    isPublished: true,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    entries: Object.entries(sections).reduce(
      (sum, [name, { exported }]) => sum + (name === "playlists" ? 0 : exported),
      0,
    ),
    problems,
    notes,
  };
}

/** Checks the files by themselves, and then what they mean where the JSON file is as it was written. */
async function checkContents(
  archive: Archive,
  {
    manifest,
    findings,
    onProgress,
  }: { readonly manifest: Manifest; readonly findings: Findings; readonly onProgress: OnProgress },
): Promise<void> {
  const { kind, id } = manifest;
  const { metered, end } = meter(archive, { manifest, onProgress });
  const { readable, whole } = await checkFiles(metered, manifest, findings);
  const file = toFileName(kind, id, "json");
  if (whole.has(file)) {
    await findings.attempt(file, () =>
      contentChecks[kind]({ archive: metered, manifest, readable, findings }),
    );
  }
  end();
}

/** Tells the progress as bytes of the snapshot, of which each is read more than once: for its hash, and for what it means. */
function meter(
  archive: Archive,
  { manifest, onProgress }: { readonly manifest: Manifest; readonly onProgress: OnProgress },
): { readonly metered: Archive; readonly end: () => void } {
  const { kind, id, files } = manifest;
  const step = toSnapshotFolder(kind, id);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const secondReading =
    kind === "playlists" ? (files.find(({ name }) => name === toFileName(kind, id, "json"))?.bytes ?? 0) : 0;
  const planned = Math.max(1, 2 * total + secondReading);
  let read = 0;

  async function* readMetered(name: string): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of archive.read(name)) {
      read += chunk.byteLength;
      onProgress({ step, done: Math.min(total - 1, Math.floor((total * read) / planned)), total });
      yield chunk;
    }
  }

  return {
    metered: { ...archive, read: readMetered },
    end: () => onProgress({ step, done: total, total }),
  };
}
