import type { Archive } from "../archive/archive.ts";
import { kinds } from "../archive/manifest.ts";
import { parseSnapshotId } from "../archive/snapshot.ts";
import { listFolders, type SnapshotFolder } from "../archive/snapshot-folders.ts";
import { ExporterError } from "../errors.ts";
import type { OnProgress } from "../export/progress.ts";
import { describeMissing } from "../snapshot/choose-snapshot.ts";
import { isFuture } from "../state/is-future.ts";
import { type Choice, chooseFolders, isPublished } from "./choose-folders.ts";
import { judgeUnpublished } from "./unpublished.ts";
import type { Verification } from "./verification.ts";
import { verifySnapshot } from "./verify-snapshot.ts";

/**
 * Reads snapshots back and checks everything that can be checked.
 *
 * @throws {ExporterError} where there is nothing to verify
 */
export async function* verifyArchive(
  archive: Archive,
  {
    choice,
    now,
    onProgress,
  }: { readonly choice: Choice; readonly now: Date; readonly onProgress: OnProgress },
): AsyncGenerator<Verification, void, undefined> {
  const folders = await listFolders(archive);
  const chosen = await chooseFolders(archive, folders, { choice, now });
  const unpublished = new Map(
    chosen
      .filter((folder) => !isPublished(folder))
      .map((folder) => [folder, judgeUnpublished(folder, now)] as const),
  );
  const hasProblem = [...unpublished.values()].some(({ problems }) => problems.length > 0);
  // Where everything was asked for, notes alone must not pass for success.
  const isNothing =
    choice === "all" ? unpublished.size === chosen.length && !hasProblem : chosen.length === 0;
  if (isNothing) {
    throw new ExporterError(describeNothing(archive, { folders, choice }));
  }
  for (const folder of chosen) {
    yield unpublished.get(folder) ??
      noteFuture(await verifyPublished(archive, folder, { folders, chosen, onProgress }), now);
  }
}

async function verifyPublished(
  archive: Archive,
  { kind, id }: SnapshotFolder,
  {
    folders,
    chosen,
    onProgress,
  }: {
    readonly folders: readonly SnapshotFolder[];
    readonly chosen: readonly SnapshotFolder[];
    readonly onProgress: OnProgress;
  },
): Promise<Verification> {
  const idsOf = (those: readonly SnapshotFolder[]) =>
    those.filter((folder) => folder.kind === kind && isPublished(folder)).map((folder) => folder.id);
  return verifySnapshot(
    archive,
    { kind, id },
    { onProgress, ids: idsOf(folders), verifiedToo: idsOf(chosen) },
  );
}

function noteFuture(verification: Verification, now: Date): Verification {
  const at = parseSnapshotId(verification.id);
  const note = "is dated later than now: a clock was ahead, and exports and prunings pass over it";
  return at !== undefined && isFuture(at, now)
    ? { ...verification, notes: [...verification.notes, note] }
    : verification;
}

function describeNothing(
  { location }: Archive,
  { folders, choice }: { readonly folders: readonly SnapshotFolder[]; readonly choice: Choice },
): string {
  const published = folders.filter(
    (folder) => isPublished(folder) && parseSnapshotId(folder.id) !== undefined,
  );
  if (published.length === 0 || choice === "all") {
    return `There is no snapshot in ${location}, so nothing was verified. Make one with: spotify-exporter export`;
  }
  const reasons = kinds
    .filter((kind) => kind === (choice.kind ?? kind))
    .map((kind) => describeMissing(published, { ...choice, kind }));
  return `In ${location}, ${reasons.join("; ")}. So nothing was verified.`;
}
