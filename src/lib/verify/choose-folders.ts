import type { Archive } from "../archive/archive.ts";
import { kinds } from "../archive/manifest.ts";
import { parseSnapshotId, readSnapshot } from "../archive/snapshot.ts";
import { isManifest, type SnapshotFolder } from "../archive/snapshot-folders.ts";
import { mapAtOnce } from "../at-once.ts";
import { chooseSnapshot, isByEndOf, isDated, type SnapshotExpression } from "../snapshot/choose-snapshot.ts";

/** Which snapshots to verify: all, or what an expression means, of each kind unless it names one. */
export type Choice = "all" | SnapshotExpression;

/** @param folders those of both kinds, oldest first */
export async function chooseFolders(
  archive: Archive,
  folders: readonly SnapshotFolder[],
  { choice, now }: { readonly choice: Choice; readonly now: Date },
): Promise<readonly SnapshotFolder[]> {
  if (choice === "all") {
    return folders;
  }
  const chosen: SnapshotFolder[] = [];
  for (const kind of kinds.filter((candidate) => candidate === (choice.kind ?? candidate))) {
    const ofKind = folders.filter(
      (folder) => folder.kind === kind && parseSnapshotId(folder.id) !== undefined,
    );
    chosen.push(...(await chooseOfKind(archive, ofKind, { expression: choice, now })));
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
  { expression, now }: { readonly expression: SnapshotExpression; readonly now: Date },
): Promise<readonly SnapshotFolder[]> {
  const published = folders.filter(isPublished);
  const dated = published.filter(({ id }) => isDated(id, now));
  switch (expression.type) {
    case "id":
      return folders.filter(({ id }) => id === expression.name);
    case "latest": {
      const newest = dated.at(-1) ?? published.at(0);
      // With what should have become a newer one, and what is dated later than now.
      return newest === undefined ? [] : folders.filter(({ id }) => id >= newest.id);
    }
    case "date":
      return dated.filter(({ id }) => isByEndOf(expression.name, id)).slice(-1);
    case "previous": {
      const snapshots = await mapAtOnce(published, 8, (folder) => readSnapshot(archive, folder));
      const previous = chooseSnapshot(snapshots, expression, { now });
      return published.filter(({ id }) => id === previous?.id);
    }
  }
}
