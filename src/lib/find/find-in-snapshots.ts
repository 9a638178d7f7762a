import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { listSnapshots, type Snapshot } from "../archive/snapshot.ts";
import { ArchiveError, ExporterError } from "../errors.ts";
import type { OnProgress } from "../export/progress.ts";
import type { Log } from "../log.ts";
import { readLists } from "../snapshot/lists.ts";
import { findInList } from "./find-in-list.ts";
import { createHistories, type FoundItem, type Histories } from "./histories.ts";
import type { SearchedList } from "./list-history.ts";
import { isMatch, type Query } from "./match-text.ts";

export type SkippedSnapshot = Extract<Snapshot, { readonly problem: string }>;

export interface Findings {
  /** How many snapshots were searched. */
  readonly searched: number;
  /** The snapshots that could not be read. */
  readonly skipped: readonly SkippedSnapshot[];
  readonly items: readonly FoundItem[];
}

/**
 * Finds all that a query means in all published snapshots; what is in a list still comes first. One list is in memory at a time,
 * and what was found. A snapshot that cannot be read is left out, as if it were not there.
 *
 * An item is followed by its URI from where it was found, whatever Spotify calls it later.
 *
 * @throws {ExporterError} where there is no snapshot
 */
export async function findInSnapshots(
  archive: Archive,
  query: Query,
  { log, onProgress }: { readonly log: Log; readonly onProgress: OnProgress },
): Promise<Findings> {
  const snapshots = await Array.fromAsync(listSnapshots(archive));
  if (snapshots.length === 0) {
    throw new ExporterError(
      `No snapshots in ${archive.location} yet. Make one with: spotify-exporter export`,
    );
  }
  const histories = createHistories();
  const skipped: SkippedSnapshot[] = [];
  for (const [index, snapshot] of snapshots.entries()) {
    onProgress({ step: "Searching", done: index, total: snapshots.length });
    const problem =
      "problem" in snapshot ? snapshot : await addSnapshot(archive, snapshot.manifest, { query, histories });
    if (problem !== undefined) {
      log.warn("a snapshot that cannot be read was left out", { ...problem });
      skipped.push(problem);
    }
  }
  onProgress({ step: "Searching", done: snapshots.length, total: snapshots.length });
  return {
    searched: snapshots.length - skipped.length,
    skipped,
    items: histories.toItems().toSorted(compareItems),
  };
}

/** All of a snapshot counts or nothing of it: where its file is damaged, the lists before the damage are no answer. */
async function addSnapshot(
  archive: Archive,
  manifest: Manifest,
  { query, histories }: { readonly query: Query; readonly histories: Histories },
): Promise<SkippedSnapshot | undefined> {
  const { kind, id } = manifest;
  const lists: SearchedList[] = [];
  try {
    for await (const list of readLists(archive, manifest)) {
      const found = findInList(list, {
        snapshot: id,
        isWanted: (key, words) => histories.has(key) || isMatch(query, words),
      });
      const { entries, dropped: _, ...place } = list;
      lists.push({ ...place, contents: entries === undefined ? "missing" : "read", found });
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) {
      throw error;
    }
    return { kind, id, problem: error.message };
  }
  histories.add(manifest, lists);
  return undefined;
}

function compareItems(a: FoundItem, b: FoundItem): number {
  return Number(isGone(a)) - Number(isGone(b)) || a.name.localeCompare(b.name, "en");
}

function isGone({ lists }: FoundItem): boolean {
  return lists.every(({ now }) => now.state === "gone" || now.state === "dropped by Spotify");
}
