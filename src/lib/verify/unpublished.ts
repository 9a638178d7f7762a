import { manifestFile, parseSnapshotId, toSnapshotFolder } from "../archive/snapshot.ts";
import { isOwnFile, type SnapshotFolder } from "../archive/snapshot-folders.ts";
import { isFuture } from "../state/is-future.ts";
import { createFindings, type Verification } from "./verification.ts";

const underWayMs = 60 * 60 * 1_000;

/** What is to say of a folder without a manifest: it is a problem, unless a run may still write there, or it is no snapshot's. */
export function judgeUnpublished({ kind, id, files }: SnapshotFolder, now: Date): Verification {
  const { problems, notes, note, report } = createFindings(toSnapshotFolder(kind, id));
  const isUnderWay = files.some(
    ({ modifiedAt }) => now.getTime() - modifiedAt.getTime() < underWayMs && !isFuture(modifiedAt, now),
  );
  if (parseSnapshotId(id) === undefined || !files.some(isOwnFile)) {
    note("is no snapshot: the exporter leaves it alone");
  } else if (isUnderWay) {
    note(`has no ${manifestFile}: a run may still be under way there`);
  } else {
    report(
      manifestFile,
      "is missing: a run was killed there, or the manifest was removed; `prune` removes the folder when it is a day old",
    );
  }
  return { kind, id, isPublished: false, files: 0, bytes: 0, entries: 0, problems, notes };
}
