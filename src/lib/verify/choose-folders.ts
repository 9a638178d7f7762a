import type { Archive } from "../archive/archive.ts";
import { kinds } from "../archive/manifest.ts";
import { parseSnapshotId, readSnapshot } from "../archive/snapshot.ts";
import { isManifest, type SnapshotFolder } from "../archive/snapshot-folders.ts";
import { mapAtOnce } from "../at-once.ts";
import { chooseSnapshot, isByEndOf, type SnapshotExpression } from "../snapshot/choose-snapshot.ts";

/** Which snapshots to verify: all, or what an expression means, of each kind unless it names one. */
export type Choice = "all" | SnapshotExpression;

/** @param folders those of both kinds, oldest first */
export async function chooseFolders(
  archive: Archive,
  folders: readonly SnapshotFolder[],
  choice: Choice,
): Promise<readonly SnapshotFolder[]> {
  if (choice === "all") {
    return folders;
  }
  const chosen: SnapshotFolder[] = [];
  for (const kind of kinds.filter((candidate) => candidate === (choice.kind ?? candidate))) {
    const ofKind = folders.filter(
      (folder) => folder.kind === kind && parseSnapshotId(folder.id) !== undefined,
    );
    chosen.push(...(await chooseOfKind(archive, ofKind, choice)));
  }
  return chosen;
}

export function isPublished({ files }: SnapshotFolder): boolean {
  return files.some(isManifest);
}

/** Unlike a comparison, this must not pass over a snapshot for its manifest that cannot be read. */
async function chooseOfKind(
  archive: Archive,
  folders: readonly SnapshotFolder[],
  expression: SnapshotExpression,
): Promise<readonly SnapshotFolder[]> {
  const published = folders.filter(isPublished);
  switch (expression.type) {
    case "id":
      return folders.filter(({ id }) => id === expression.name);
    case "latest": {
      const newest = published.at(-1);
      // With what should have become a newer one.
      return newest === undefined ? [] : folders.filter(({ id }) => id >= newest.id);
    }
    case "date":
      return published.filter(({ id }) => isByEndOf(expression.name, id)).slice(-1);
    case "previous": {
      const snapshots = await mapAtOnce(published, 8, (folder) => readSnapshot(archive, folder));
      const previous = chooseSnapshot(snapshots, expression);
      return published.filter(({ id }) => id === previous?.id);
    }
  }
}
