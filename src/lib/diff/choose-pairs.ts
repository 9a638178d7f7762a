import type { Archive } from "../archive/archive.ts";
import type { Kind, Manifest } from "../archive/manifest.ts";
import { listSnapshotsOf, parseSnapshotId, type Snapshot } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import { chooseSnapshot, describeMissing, type SnapshotExpression } from "../snapshot/choose-snapshot.ts";
import { isFuture } from "../state/is-future.ts";

/** Two snapshots of a kind that are to be compared. */
export interface SnapshotPair {
  readonly kind: Kind;
  readonly before: Manifest;
  readonly after: Manifest;
}

/** Which snapshots a user wants compared. */
interface ComparisonRequest {
  readonly kinds: readonly Kind[];
  readonly before: SnapshotExpression;
  readonly after: SnapshotExpression;
  readonly now: Date;
}

interface ChosenPairs {
  readonly pairs: readonly SnapshotPair[];
  /** The kinds of which there are no two such snapshots, and why. */
  readonly skipped: readonly { readonly kind: Kind; readonly reason: string }[];
  /** The snapshots that might have been chosen, could they be read and their dates be believed. */
  readonly passedOver: readonly UnreadableSnapshot[];
}

type UnreadableSnapshot = Extract<Snapshot, { readonly problem: string }>;

/**
 * Finds what is to be compared, for each kind by itself.
 *
 * @throws {ArchiveError} where there is no pair of any kind, or none of a kind of which a snapshot is named by its id
 */
export async function choosePairs(archive: Archive, request: ComparisonRequest): Promise<ChosenPairs> {
  const pairs: SnapshotPair[] = [];
  const skipped: { readonly kind: Kind; readonly reason: string; readonly isNamed: boolean }[] = [];
  const passedOver: UnreadableSnapshot[] = [];
  let found = 0;
  for (const kind of request.kinds) {
    const snapshots = await Array.fromAsync(listSnapshotsOf(archive, kind), (snapshot) =>
      doubtFuture(snapshot, request),
    );
    found += snapshots.length;
    const unreadable = snapshots
      .filter((snapshot) => "problem" in snapshot)
      .filter(({ id }) => parseSnapshotId(id) !== undefined);
    const pair = choosePair(snapshots, kind, request);
    if ("reason" in pair) {
      skipped.push({ kind, ...pair });
      passedOver.push(...unreadable);
    } else {
      pairs.push({ kind, ...pair });
      passedOver.push(...unreadable.filter(({ id }) => isPassedOver(id, pair, request)));
    }
  }
  if (found === 0) {
    throw new ArchiveError(
      `No snapshots in ${archive.location} to compare. Make one with: spotify-exporter export`,
    );
  }
  if (pairs.length === 0 || skipped.some(({ isNamed }) => isNamed)) {
    const reasons = skipped.filter(({ isNamed }) => pairs.length === 0 || isNamed);
    throw new ArchiveError(
      `In ${archive.location}, ${reasons.map(({ reason }) => reason).join("; ")}. All are listed by: spotify-exporter snapshots`,
    );
  }
  return { pairs, skipped: skipped.map(({ kind, reason }) => ({ kind, reason })), passedOver };
}

/** What is dated later than now, by a clock that was ahead, counts only where it is named: an export does not count it either. */
function doubtFuture(snapshot: Snapshot, { before, after, now }: ComparisonRequest): Snapshot {
  const { kind, id } = snapshot;
  const at = parseSnapshotId(id);
  const isNamed = [before, after].some(({ type, name }) => type === "id" && name === id);
  return at === undefined || !isFuture(at, now) || isNamed
    ? snapshot
    : { kind, id, problem: "It is dated later than now, by a clock that was ahead. Name it by its id." };
}

/** The latter is chosen first, since the former may be the one before it; one that is named by its id tells the account. */
function choosePair(
  snapshots: readonly Snapshot[],
  kind: Kind,
  request: ComparisonRequest,
): Omit<SnapshotPair, "kind"> | { readonly reason: string; readonly isNamed: boolean } {
  const named = request.before.type === "id" ? chooseSnapshot(snapshots, request.before) : undefined;
  const after = chooseSnapshot(snapshots, request.after, { account: named?.account });
  if (after === undefined) {
    const reason = describeMissing(snapshots, { ...request.after, kind });
    return { reason, isNamed: named !== undefined };
  }
  const context = { account: after.account, next: after };
  const before = named ?? chooseSnapshot(snapshots, request.before, context);
  if (before === undefined) {
    const reason = describeMissing(snapshots, { ...request.before, kind }, context);
    return { reason, isNamed: request.after.type === "id" };
  }
  return { before, after };
}

function isPassedOver(
  id: string,
  { before, after }: Omit<SnapshotPair, "kind">,
  request: ComparisonRequest,
): boolean {
  return (
    (id > before.id && canMean(request.before, id, after.id)) ||
    (id > after.id && canMean(request.after, id, undefined))
  );
}

/** Whether an expression can mean a snapshot that is newer than the one it was taken to mean. */
function canMean({ type, name }: SnapshotExpression, id: string, next: string | undefined): boolean {
  switch (type) {
    case "id":
      return false;
    case "latest":
      return true;
    case "previous":
      return next === undefined || id < next;
    case "date":
      return id.slice(0, name.length) <= name;
  }
}
