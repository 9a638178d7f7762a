import type { Archive, ListedFile } from "../archive/archive.ts";
import { type Snapshot, toSnapshotFolder } from "../archive/snapshot.ts";
import {
  isAbandoned,
  isLeftover,
  isManifest,
  isOwnFile,
  listFolder,
  listFolders,
  readSnapshots,
  type SnapshotFolder,
} from "../archive/snapshot-folders.ts";
import { mapAtOnce } from "../at-once.ts";
import { type KeepRules, type PlannedSnapshot, planPrune } from "./keep-rules.ts";
import { createRemoval, type Refusal, type Removal } from "./removal.ts";
import { findUnneededCovers } from "./unneeded-covers.ts";
import { findUnneededState, type StateFolder } from "./unneeded-state.ts";

export interface PruneOptions {
  readonly archive: Archive;
  readonly state: Archive;
  readonly rules: KeepRules;
  readonly now: Date;
  /** Removes nothing, and tells what it would. */
  readonly isDryRun: boolean;
}

export interface PruneResult {
  /** Every published snapshot that was found, oldest first within its kind, with what was decided about it. */
  readonly plan: readonly PlannedSnapshot[];
  /** Those that are gone; in a dry run, those that would be. */
  readonly removed: readonly PlannedSnapshot[];
  /** Files of snapshots that never came to be, or whose removal was cut short. */
  readonly leftovers: readonly string[];
  /** Folders of the state of which no snapshot is left. */
  readonly unneededState: readonly string[];
  /** Covers that no snapshot names any more. */
  readonly covers: readonly string[];
  /** Files that a killed run was just writing, in the archive and in the state, with where those are. */
  readonly unfinished: readonly string[];
  /** What the archive or the state did not let go, or did not list. */
  readonly refused: readonly Refusal[];
  readonly bytesFreed: number;
}

/** Folders at once; within each, one file after another. */
const mostFolders = 4;

/**
 * Removes the snapshots that no rule keeps, what killed runs have left, and state that nobody needs; but no file that somebody
 * else has put into the folder of a snapshot.
 *
 * A snapshot's manifest goes first: it ceases to exist before it ceases to be whole. So wherever this is cut short, each snapshot that
 * is still listed is whole, and the rest is a leftover that a later prune removes.
 *
 * @throws {ArchiveError} where the archive cannot be listed, before anything is removed; what fails later is among the refused
 */
export async function pruneArchive({
  archive,
  state,
  rules,
  now,
  isDryRun,
}: PruneOptions): Promise<PruneResult> {
  const folders = await listFolders(archive);
  const snapshots = await readSnapshots(archive, folders);
  const plan = planPrune(snapshots, { rules, now });
  const removal = createRemoval({ isDryRun });

  const spent = plan.filter(({ action }) => action === "remove");
  const removed = await mapAtOnce(spent, mostFolders, async (snapshot) =>
    (await removeSnapshot(archive, { snapshot, removal })) ? [snapshot] : [],
  );
  const abandoned = folders.filter((folder) => isLeftover(folder, now));
  const leftovers = await mapAtOnce(abandoned, mostFolders, async (folder) => {
    // Since the first listing a run may have begun to publish there.
    const current = await findFolder(archive, { folder, removal });
    return current !== undefined && isLeftover(current, now)
      ? removeFiles(archive, { files: current.files.filter(isOwnFile), removal })
      : [];
  });
  const covers = await removeCovers(archive, {
    staying: snapshots.filter((snapshot) => !removed.flat().some((gone) => isSameSnapshot(gone, snapshot))),
    now,
    removal,
  });
  const unneeded = await removal.find("accounts/", () => findUnneededState(state, { snapshots, now }));
  const unneededState = await removeState(state, { unneeded: unneeded ?? [], removal });
  const unfinished = [
    ...(await removeUnfinished(archive, { now, removal })),
    ...(await removeUnfinished(state, { now, removal })),
  ];
  const { refused, bytesFreed } = removal;
  return {
    plan,
    removed: removed.flat(),
    leftovers: leftovers.flat(),
    unneededState,
    covers,
    unfinished,
    refused,
    bytesFreed,
  };
}

/** After the snapshots, so that wherever this is cut short no snapshot names a cover that is gone. */
async function removeCovers(
  archive: Archive,
  {
    staying,
    now,
    removal,
  }: { readonly staying: readonly Snapshot[]; readonly now: Date; readonly removal: Removal },
): Promise<readonly string[]> {
  const files = await removal.find("covers/", () => findUnneededCovers(archive, { staying, now }));
  return removeFiles(archive, { files: files ?? [], removal });
}

function isSameSnapshot(a: Pick<Snapshot, "kind" | "id">, b: Pick<Snapshot, "kind" | "id">): boolean {
  return a.kind === b.kind && a.id === b.id;
}

async function findFolder(
  archive: Archive,
  { folder, removal }: { readonly folder: Pick<SnapshotFolder, "kind" | "id">; readonly removal: Removal },
): Promise<SnapshotFolder | undefined> {
  return removal.find(toSnapshotFolder(folder.kind, folder.id), () => listFolder(archive, folder));
}

/** Where the manifest may not go, the other files stay as well, and the snapshot is whole. */
async function removeSnapshot(
  archive: Archive,
  { snapshot, removal }: { readonly snapshot: PlannedSnapshot; readonly removal: Removal },
): Promise<boolean> {
  const current = await findFolder(archive, { folder: snapshot, removal });
  if (current === undefined) {
    return false;
  }
  const files = current.files.filter(isOwnFile);
  const manifest = files.find(isManifest);
  if (manifest !== undefined && !(await removal.remove(archive, manifest))) {
    return false;
  }
  await removeFiles(archive, { files: files.filter((file) => !isManifest(file)), removal });
  return true;
}

/**
 * One after another, so that the folder is not empty before nothing more will be removed in it: an empty one is free for the
 * next run that bears the same time.
 */
async function removeFiles(
  archive: Archive,
  { files, removal }: { readonly files: readonly ListedFile[]; readonly removal: Removal },
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const file of files) {
    if (await removal.remove(archive, file)) {
      removed.push(file.name);
    }
  }
  return removed;
}

/** These go last, since those in folders that have become empty hold them back. */
async function removeUnfinished(
  archive: Archive,
  { now, removal }: { readonly now: Date; readonly removal: Removal },
): Promise<readonly string[]> {
  const { location } = archive;
  const files = (await removal.find(location, () => Array.fromAsync(archive.listUnfinished()))) ?? [];
  const abandoned = files.filter((file) => isAbandoned(file, now));
  const removed = await removeFiles(archive, { files: abandoned, removal });
  return removed.map((name) => `${location}/${name}`);
}

/** Gives back the folders of which all is gone. */
async function removeState(
  state: Archive,
  { unneeded, removal }: { readonly unneeded: readonly StateFolder[]; readonly removal: Removal },
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { name, files } of unneeded) {
    const gone = await mapAtOnce(files, 8, (file) => removal.remove(state, file));
    if (gone.every(Boolean)) {
      names.push(name);
    }
  }
  return names;
}
