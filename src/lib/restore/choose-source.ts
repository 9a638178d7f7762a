import type { Archive } from "../archive/archive.ts";
import { isGood, type Kind, type Manifest } from "../archive/manifest.ts";
import { listSnapshotsOf, type Snapshot, toSnapshotFolder } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import type { OnProgress } from "../export/progress.ts";
import { chooseSnapshot, describeMissing, type SnapshotExpression } from "../snapshot/choose-snapshot.ts";
import { verifySnapshot } from "../verify/verify-snapshot.ts";
import type { SnapshotIds } from "./restore-folder.ts";

/** The snapshots to restore from. */
export type Sources = Readonly<Partial<Record<Kind, Manifest>>>;

/** What of an archive is to be restored. */
export interface SourceRequest {
  readonly kinds: readonly Kind[];
  /** Undefined for the latest good ones. */
  readonly expression: SnapshotExpression | undefined;
  /** What an unfinished restore restores, which goes before the latest ones. */
  readonly begun: SnapshotIds | undefined;
  /** Whose snapshots go first where there are several accounts: that which is restored into. */
  readonly account: Manifest["account"];
}

/**
 * Chooses a snapshot of each kind, both of one account.
 *
 * @throws {ArchiveError} where there is none
 */
export async function chooseSources(archive: Archive, request: SourceRequest): Promise<Sources> {
  let { account } = request;
  const sources: Partial<Record<Kind, Manifest>> = {};
  for (const kind of request.kinds) {
    const snapshots = await Array.fromAsync(listSnapshotsOf(archive, kind));
    const manifest = choose(snapshots, kind, { ...request, account });
    if (manifest === undefined) {
      const expression = request.expression ?? { type: "latest", name: "latest" };
      throw new ArchiveError(
        `In ${archive.location}, ${describeMissing(snapshots, { ...expression, kind })}. All are listed by: spotify-exporter snapshots`,
      );
    }
    sources[kind] = manifest;
    account = manifest.account;
  }
  return sources;
}

function choose(
  snapshots: readonly Snapshot[],
  kind: Kind,
  { expression, begun, account }: SourceRequest,
): Manifest | undefined {
  if (expression !== undefined) {
    return chooseSnapshot(snapshots, expression, { account });
  }
  const id = begun?.[kind];
  const unfinished = id === undefined ? undefined : chooseSnapshot(snapshots, { type: "id", name: id });
  const latest: SnapshotExpression = { type: "latest", name: "latest" };
  const good = snapshots.filter((snapshot) => "manifest" in snapshot && isGood(snapshot.manifest));
  return (
    unfinished ?? chooseSnapshot(good, latest, { account }) ?? chooseSnapshot(snapshots, latest, { account })
  );
}

/**
 * Reads the snapshots back, so that nothing is restored that is not what was saved.
 *
 * @returns what is wrong with them, a line each; nothing where they are whole
 */
export async function verifySources(
  archive: Archive,
  sources: Sources,
  onProgress: OnProgress,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { kind, id } of Object.values(sources)) {
    const verification = await verifySnapshot(archive, { kind, id }, { onProgress });
    problems.push(
      ...verification.problems.map(
        ({ file, problem }) => `${toSnapshotFolder(kind, id)}/${file}: ${problem}`,
      ),
    );
  }
  return problems;
}
