import type { Archive } from "../archive/archive.ts";
import { type Kind, kinds } from "../archive/manifest.ts";
import { toSnapshotFolder } from "../archive/snapshot.ts";
import { isManifest, listFolders, type SnapshotFolder } from "../archive/snapshot-folders.ts";
import { ExporterError } from "../errors.ts";
import type { OnProgress } from "../export/progress.ts";
import { checkPredecessor, checkSuccessor } from "./chain.ts";
import { manifestFile } from "./manifest-check.ts";
import { createFindings, type Verification } from "./verification.ts";
import { verifySnapshot } from "./verify-snapshot.ts";

/** Which snapshots to verify: the newest of each kind, all, or those of an id, which may name its kind as well: `library/<id>`. */
export type Choice = "latest" | "all" | { readonly id: string };

/**
 * Reads snapshots back and checks everything that can be checked.
 *
 * @throws {ExporterError} where there is nothing to verify
 */
export async function* verifyArchive(
  archive: Archive,
  { choice, onProgress }: { readonly choice: Choice; readonly onProgress: OnProgress },
): AsyncGenerator<Verification, void, undefined> {
  const folders = await listFolders(archive);
  const chosen = chooseFolders(folders, choice);
  if (chosen.length === 0) {
    throw new ExporterError(describeNothing(archive, { folders, choice }));
  }
  for (const folder of chosen) {
    yield isPublished(folder)
      ? await verifyPublished(archive, folder, { folders, chosen, choice, onProgress })
      : toUnpublished(folder);
  }
}

function chooseFolders(folders: readonly SnapshotFolder[], choice: Choice): readonly SnapshotFolder[] {
  if (choice === "all") {
    return folders;
  }
  return choice === "latest"
    ? kinds.flatMap((kind) => folders.findLast((folder) => folder.kind === kind && isPublished(folder)) ?? [])
    : folders.filter(({ kind, id }) => choice.id === id || choice.id === toSnapshotFolder(kind, id));
}

function isPublished({ files }: SnapshotFolder): boolean {
  return files.some(isManifest);
}

async function verifyPublished(
  archive: Archive,
  { kind, id }: SnapshotFolder,
  {
    folders,
    chosen,
    choice,
    onProgress,
  }: {
    readonly folders: readonly SnapshotFolder[];
    readonly chosen: readonly SnapshotFolder[];
    readonly choice: Choice;
    readonly onProgress: OnProgress;
  },
): Promise<Verification> {
  const idsOf = (those: readonly SnapshotFolder[]) =>
    those.filter((folder) => folder.kind === kind && isPublished(folder)).map((folder) => folder.id);
  const ids = idsOf(folders);
  const alsoVerified = idsOf(chosen);
  return verifySnapshot(
    archive,
    { kind, id },
    {
      onProgress,
      async more(manifest, findings) {
        if (manifest !== undefined) {
          await checkPredecessor(archive, { manifest, ids }, findings);
        }
        // Those that are verified as well tell it themselves.
        const later = ids.filter((other) => other > id && !alsoVerified.includes(other));
        await checkSuccessor(archive, { kind, id, later }, findings);
        const newest = folders.findLast((folder) => folder.kind === kind);
        if (choice === "latest" && newest !== undefined && !isPublished(newest)) {
          findings.note(`the newer ${toSnapshotFolder(kind, newest.id)} ${withoutManifest}`);
        }
      },
    },
  );
}

const withoutManifest =
  "has no manifest.json: a run was killed there or is still under way, or the manifest was removed; " +
  "`prune` removes it when it is a day old";

function toUnpublished({ kind, id }: { readonly kind: Kind; readonly id: string }): Verification {
  const { problems, notes, report } = createFindings();
  report(manifestFile, `the folder ${withoutManifest}`);
  return { kind, id, files: 0, bytes: 0, entries: 0, problems, notes };
}

const mostIds = 3;

function describeNothing(
  { location }: Archive,
  { folders, choice }: { readonly folders: readonly SnapshotFolder[]; readonly choice: Choice },
): string {
  const published = folders.filter(isPublished);
  if (published.length === 0) {
    return `There is no snapshot in ${location}, so nothing was verified. Make one with: spotify-exporter export`;
  }
  const newest = kinds.flatMap((kind) =>
    published
      .filter((folder) => folder.kind === kind)
      .slice(-mostIds)
      .map(({ id }) => toSnapshotFolder(kind, id)),
  );
  const id = typeof choice === "object" ? choice.id : "";
  return `There is no snapshot ${JSON.stringify(id)} in ${location}. The newest are ${newest.join(", ")}.`;
}
