import { mapAtOnce } from "../at-once.ts";
import type { Archive, ListedFile } from "./archive.ts";
import { type Kind, kinds } from "./manifest.ts";
import { manifestFile, parseSnapshotId, readSnapshot, type Snapshot, toSnapshotFolder } from "./snapshot.ts";

/** The files that lie directly in the folder of a snapshot, whether it is published or not. */
export interface SnapshotFolder {
  readonly kind: Kind;
  readonly id: string;
  readonly files: readonly ListedFile[];
}

/** The folders of both kinds, oldest first, by one listing of each. What lies deeper is not ours. */
export async function listFolders(archive: Archive): Promise<readonly SnapshotFolder[]> {
  const folders: SnapshotFolder[] = [];
  for (const kind of kinds) {
    const files = await Array.fromAsync(archive.list(`${kind}/`));
    const byId = Map.groupBy(files.filter(isOneDeep), ({ name }) => name.split("/")[1] ?? "");
    folders.push(...[...byId].map(([id, files]) => ({ kind, id, files })));
  }
  return folders;
}

/** The files of a folder as they are now. */
export async function listFolder(
  archive: Archive,
  { kind, id }: Pick<SnapshotFolder, "kind" | "id">,
): Promise<SnapshotFolder> {
  const files = await Array.fromAsync(archive.list(`${toSnapshotFolder(kind, id)}/`));
  return { kind, id, files: files.filter(isOneDeep) };
}

export function isManifest({ name }: Pick<ListedFile, "name">): boolean {
  return name.endsWith(`/${manifestFile}`);
}

/**
 * Whether a file in the folder of a snapshot is the exporter's: the manifest, or one whose name ends in a date stamp. What else lies
 * there somebody has put there, and nobody else may remove it.
 */
export function isOwnFile(file: Pick<ListedFile, "name">): boolean {
  const [, stamp = ""] = /_([^_/.]+)\.\w+$/.exec(file.name) ?? [];
  return isManifest(file) || parseSnapshotId(stamp) !== undefined;
}

/** The published snapshots among folders. One that has lost a file counts as one that cannot be read. */
export async function readSnapshots(
  archive: Archive,
  folders: readonly SnapshotFolder[],
): Promise<readonly Snapshot[]> {
  return mapAtOnce(
    folders.filter(({ files }) => files.some(isManifest)),
    8,
    async (folder) => {
      const snapshot = await readSnapshot(archive, folder);
      const loss = "manifest" in snapshot ? findLoss(snapshot.manifest.files, folder) : undefined;
      return loss === undefined ? snapshot : { kind: folder.kind, id: folder.id, problem: loss };
    },
  );
}

function findLoss(
  expected: readonly { readonly name: string; readonly bytes: number }[],
  { kind, id, files }: SnapshotFolder,
): string | undefined {
  for (const { name, bytes } of expected) {
    const path = `${toSnapshotFolder(kind, id)}/${name}`;
    const found = files.find((file) => file.name === path);
    if (found?.bytes !== bytes) {
      const state = found === undefined ? "missing" : `${found.bytes} bytes long instead of ${bytes}`;
      return `${path} is ${state}. Restore the file from another copy.`;
    }
  }
  return undefined;
}

const longestWriteMs = 24 * 60 * 60 * 1_000;

/** Whether a file was not written for a day, in which any run that was publishing has ended. */
export function isAbandoned({ modifiedAt }: Pick<ListedFile, "modifiedAt">, now: Date): boolean {
  return now.getTime() - modifiedAt.getTime() > longestWriteMs;
}

/** Whether a folder is what a killed export or a killed prune has left: files of a snapshot without its manifest, all abandoned. */
export function isLeftover({ id, files }: SnapshotFolder, now: Date): boolean {
  const own = files.filter(isOwnFile);
  return (
    parseSnapshotId(id) !== undefined &&
    own.length > 0 &&
    !own.some(isManifest) &&
    own.every((file) => isAbandoned(file, now))
  );
}

function isOneDeep({ name }: ListedFile): boolean {
  return name.split("/").length === 3;
}
