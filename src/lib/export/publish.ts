import type { Archive } from "../archive/archive.ts";
import type { Kind, Manifest } from "../archive/manifest.ts";
import { renderManifest, sealManifest } from "../archive/manifest-seal.ts";
import { manifestFile, toFileName, toSnapshotFolder, toSnapshotId } from "../archive/snapshot.ts";
import { ArchiveError, NameTakenError } from "../errors.ts";
import type { Log } from "../log.ts";

/** A file about to be written: its name without the date stamp, and what it will hold. */
export interface OutputFile {
  readonly name: string;
  readonly type: "csv" | "json";
  /** Data rows of a CSV file, entries of a JSON file. */
  readonly rows: number;
  /** Begins to render the content, from its start at each call. */
  readonly render: () => AsyncIterable<string>;
}

/** A snapshot about to be written. Its id is known only when its first file is kept. */
export interface Draft {
  readonly kind: Kind;
  readonly startedAt: Date;
  readonly toFiles: (id: string) => readonly OutputFile[];
  /** Called when all files are kept, with their sizes and hashes. */
  readonly toManifest: (id: string, files: Manifest["files"]) => Manifest;
}

interface PublishTools {
  readonly archive: Archive;
  readonly log: Log;
  /** Once it is aborted nothing more is published. */
  readonly signal: AbortSignal;
}

type KeptFile = Manifest["files"][number];

const contentTypes = { csv: "text/csv; charset=utf-8", json: "application/json" } as const;

/**
 * Writes a snapshot: its files first and the manifest that names them last, so that a crash at any write leaves no
 * snapshot. When a file cannot be written, those before it are removed again.
 *
 * The first file claims the id: whoever writes it owns the snapshot's folder, and a run that began in the same second
 * goes on to the next.
 */
export async function publishSnapshot(draft: Draft, tools: PublishTools): Promise<Manifest> {
  const { archive, signal } = tools;
  const { id, folder, first } = await claimId(draft, tools);
  const kept: KeptFile[] = [first];
  try {
    for (const file of draft.toFiles(id).slice(1)) {
      signal.throwIfAborted();
      kept.push((await writeFile(file, { archive, folder, id })).file);
    }
    signal.throwIfAborted();
  } catch (error) {
    await removeFiles(
      kept.map(({ name }) => `${folder}/${name}`),
      tools,
    );
    throw error;
  }
  // From here on nothing is removed: if the manifest's write ends in doubt, the manifest may exist, and be right.
  const manifest = sealManifest(draft.toManifest(id, kept));
  await archive.write(`${folder}/${manifestFile}`, toContent(renderManifest(manifest)), {
    contentType: contentTypes.json,
  });
  return manifest;
}

/** The id tells the second of the start, or the next one whose folder is free. */
async function claimId(draft: Draft, { archive, signal }: PublishTools) {
  for (let ms = draft.startedAt.getTime(); ; ms += 1_000) {
    signal.throwIfAborted();
    const id = toSnapshotId(new Date(ms));
    const folder = toSnapshotFolder(draft.kind, id);
    const [file] = draft.toFiles(id);
    if (file !== undefined && (await isEmpty(archive, folder))) {
      const first = await writeFile(file, { archive, folder, id }).catch(toUndefinedIfTaken);
      if (first?.isNew) {
        return { id, folder, first: first.file };
      }
    }
  }
}

async function isEmpty(archive: Archive, folder: string): Promise<boolean> {
  for await (const _file of archive.list(`${folder}/`)) {
    return false;
  }
  return true;
}

function toUndefinedIfTaken(error: unknown): undefined {
  if (!(error instanceof NameTakenError)) {
    throw error;
  }
}

async function writeFile(
  { name: stem, type, rows, render }: OutputFile,
  { archive, folder, id }: { readonly archive: Archive; readonly folder: string; readonly id: string },
): Promise<{ readonly file: KeptFile; readonly isNew: boolean }> {
  const name = toFileName(stem, id, type);
  const { bytes, sha256, isNew } = await archive.write(`${folder}/${name}`, render(), {
    contentType: contentTypes[type],
  });
  return { file: { name, bytes, sha256, rows }, isNew };
}

async function* toContent(text: string): AsyncGenerator<string, void, undefined> {
  yield text;
}

/** Tidies up after a failure, which must stay the error that is told: what cannot be removed is logged. */
async function removeFiles(names: readonly string[], { archive, log }: PublishTools): Promise<void> {
  // The file that claims the folder goes last.
  for (const name of names.toReversed()) {
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
