import type { Archive } from "../archive/archive.ts";
import type { Kind, Manifest } from "../archive/manifest.ts";
import { toSnapshotFolder } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import type { Log } from "../log.ts";

/** A file about to be written: its name without the date stamp, and what it will hold. */
export interface OutputFile {
  readonly name: string;
  readonly type: "csv" | "json";
  /** Data rows of a CSV file, entries of a JSON file. */
  readonly rows: number;
  readonly content: AsyncIterable<string>;
}

const contentTypes = { csv: "text/csv; charset=utf-8", json: "application/json" } as const;

/**
 * Writes a snapshot: its files first and the manifest that names them last, so that a crash at any write leaves no
 * snapshot. When a file cannot be written, those before it are removed again.
 *
 * @param snapshot.toManifest called when all files are kept, with their sizes and hashes
 */
export async function publishSnapshot(
  archive: Archive,
  snapshot: {
    readonly kind: Kind;
    readonly id: string;
    readonly files: readonly OutputFile[];
    readonly toManifest: (files: Manifest["files"]) => Manifest;
  },
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<Manifest> {
  const folder = toSnapshotFolder(snapshot.kind, snapshot.id);
  const files: Manifest["files"] = [];
  try {
    for (const { name: stem, type, rows, content } of snapshot.files) {
      signal.throwIfAborted();
      const name = `${stem}_${snapshot.id}.${type}`;
      const kept = await archive.write(`${folder}/${name}`, content, { contentType: contentTypes[type] });
      files.push({ name, bytes: kept.bytes, sha256: kept.sha256, rows });
    }
    signal.throwIfAborted();
  } catch (error) {
    await removeFiles(
      archive,
      files.map(({ name }) => `${folder}/${name}`),
      log,
    );
    throw error;
  }
  // From here on nothing is removed: if the manifest's write ends in doubt, the manifest may exist, and be right.
  const manifest = snapshot.toManifest(files);
  await archive.write(`${folder}/manifest.json`, renderManifest(manifest), {
    contentType: contentTypes.json,
  });
  return manifest;
}

async function* renderManifest(manifest: Manifest): AsyncGenerator<string, void, undefined> {
  yield `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** Tidies up after a failure, which must stay the error that is told: what cannot be removed is logged. */
async function removeFiles(archive: Archive, names: readonly string[], log: Log): Promise<void> {
  for (const name of names) {
    try {
      await archive.remove(name);
    } catch (error) {
      if (!(error instanceof ArchiveError)) {
        throw error;
      }
      log.warn("a file of the unfinished snapshot could not be removed", { name, reason: error.message });
    }
  }
}
