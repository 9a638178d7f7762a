import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { listSnapshots, parseSnapshotId, type Snapshot, toSnapshotFolder } from "../archive/snapshot.ts";
import { ArchiveError, ExporterError } from "../errors.ts";
import type { OnProgress } from "../export/progress.ts";
import type { Log } from "../log.ts";
import { readLists } from "../snapshot/lists.ts";
import { isFuture } from "../state/is-future.ts";
import { findInList } from "./find-in-list.ts";
import { createHistories, type FoundItem, type Histories } from "./histories.ts";
import type { SearchedList } from "./list-history.ts";
import type { Query } from "./match-text.ts";
import { createWanted, type Wanted } from "./wanted.ts";

type SkippedSnapshot = Extract<Snapshot, { readonly problem: string }>;

export interface Findings {
  /** How many snapshots were searched. */
  readonly searched: number;
  /** The snapshots that could not be read, or whose place among the others is not known. */
  readonly skipped: readonly SkippedSnapshot[];
  readonly items: readonly FoundItem[];
}

/**
 * Finds all that a query means in all published snapshots; what is in a list still comes first. One list is in memory at a time,
 * the keys of all items, and what was found. A snapshot that cannot be read is left out, as if it were not there, and so is one that
 * is dated later than now.
 *
 * An item that the query means in one place is followed by its URI through all snapshots, whatever Spotify calls it there. They are
 * read a second time where it was passed over before that was known.
 *
 * @throws {ExporterError} where there is no snapshot
 */
export async function findInSnapshots(
  archive: Archive,
  query: Query,
  { now, log, onProgress }: { readonly now: Date; readonly log: Log; readonly onProgress: OnProgress },
): Promise<Findings> {
  const snapshots = (await Array.fromAsync(listSnapshots(archive))).map((snapshot) =>
    refuseFuture(snapshot, now),
  );
  if (snapshots.length === 0) {
    throw new ExporterError(
      `No snapshots in ${archive.location} yet. Make one with: spotify-exporter export`,
    );
  }
  const wanted = createWanted(query);
  const skipped: SkippedSnapshot[] = [];

  async function search(step: string): Promise<Histories> {
    const histories = createHistories();
    const readable = snapshots.filter(
      (one) => !skipped.some(({ kind, id }) => one.kind === kind && one.id === id),
    );
    for (const [index, snapshot] of readable.entries()) {
      onProgress({ step, done: index, total: readable.length });
      const found =
        "problem" in snapshot ? snapshot : await searchSnapshot(archive, snapshot.manifest, wanted);
      if ("problem" in found) {
        log.warn("a snapshot was left out", { ...found });
        skipped.push(found);
      } else {
        histories.add(found.manifest, found.lists);
      }
    }
    onProgress({ step, done: readable.length, total: readable.length });
    return histories;
  }

  const histories = await search("Searching");
  const items = (wanted.hasMissed() ? await search("Searching again") : histories).toItems();
  return { searched: snapshots.length - skipped.length, skipped, items: items.toSorted(compareItems) };
}

/** One that a clock has dated that was ahead would for long pass for what is there now. */
function refuseFuture(snapshot: Snapshot, now: Date): Snapshot {
  const { kind, id } = snapshot;
  const at = parseSnapshotId(id);
  const problem = `${toSnapshotFolder(kind, id)} is dated later than now, by a clock that was ahead: wait until then, or delete it.`;
  return at !== undefined && isFuture(at, now) ? { kind, id, problem } : snapshot;
}

/** All of a snapshot counts or nothing of it: where its file is damaged, the lists before the damage are no answer. */
async function searchSnapshot(
  archive: Archive,
  manifest: Manifest,
  { isWanted }: Wanted,
): Promise<{ readonly manifest: Manifest; readonly lists: readonly SearchedList[] } | SkippedSnapshot> {
  const { kind, id } = manifest;
  const lists: SearchedList[] = [];
  try {
    for await (const list of readLists(archive, manifest)) {
      const found = findInList(list, { snapshot: id, isWanted });
      const { entries, dropped: _, ...place } = list;
      lists.push({ ...place, contents: entries === undefined ? "missing" : "read", found });
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) {
      throw error;
    }
    return { kind, id, problem: error.message };
  }
  return { manifest, lists };
}

function compareItems(a: FoundItem, b: FoundItem): number {
  return Number(isGone(a)) - Number(isGone(b)) || a.name.localeCompare(b.name, "en");
}

function isGone({ lists }: FoundItem): boolean {
  return lists.every(({ now }) => now.state === "gone" || now.state === "dropped by Spotify");
}
