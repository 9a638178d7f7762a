import { isSameAccount } from "../archive/account.ts";
import type { Archive } from "../archive/archive.ts";
import type { Kind, Manifest } from "../archive/manifest.ts";
import { ArchiveError } from "../errors.ts";
import type { OnProgress } from "../export/progress.ts";
import { collections } from "../snapshot/entry.ts";
import { type List, readLists } from "../snapshot/lists.ts";
import { alignAccounts } from "./align-accounts.ts";
import type { SnapshotPair } from "./choose-pairs.ts";
import { compareSnapshots, findIncomplete, holdLists } from "./compare-snapshots.ts";
import { addCounts, type ChangeCounts, countChanges } from "./count-changes.ts";
import { isAlike, type ListDifference, toListDifference } from "./list-difference.ts";
import { describeNames, findPlaylists, type Match, matchPlaylist } from "./match-playlist.ts";

/** How two snapshots of a kind differ. */
export interface SnapshotDifference {
  readonly kind: Kind;
  /** The ids of the two. */
  readonly before: string;
  readonly after: string;
  readonly counts: ChangeCounts;
  /** Whether a playlist was asked for, and only that is told of. */
  readonly isOfPlaylist: boolean;
  /** The lists that are not alike, or of which that cannot be told, in the order of the latter snapshot. */
  readonly lists: readonly ListDifference[];
}

interface DiffOptions {
  /** Only playlists of that name, else those whose name contains it; or the one with that id or URI. */
  readonly playlist?: string | undefined;
  readonly onProgress: OnProgress;
}

/**
 * Compares pairs of snapshots, and keeps what is different alone.
 *
 * @throws {ArchiveError} where a snapshot cannot be read, or no playlist has the name
 */
export async function diffSnapshots(
  archive: Archive,
  pairs: readonly SnapshotPair[],
  { playlist, onProgress }: DiffOptions,
): Promise<readonly SnapshotDifference[]> {
  const total = pairs.reduce((sum, { after }) => sum + countEntries(after), 0);
  let done = 0;
  const differences: SnapshotDifference[] = [];
  for (const pair of pairs) {
    const found = await diffPair(archive, pair, {
      playlist,
      onEntries: (entries) => {
        done += entries;
        onProgress({ step: "Comparing", done, total });
      },
    });
    differences.push(found);
  }
  return differences;
}

interface Found {
  readonly match: Match;
  readonly counts: ChangeCounts;
  readonly difference: ListDifference;
  /** In the order of the latter snapshot; what is in the former alone comes last. */
  readonly place: number;
}

async function diffPair(
  archive: Archive,
  { kind, before, after }: SnapshotPair,
  {
    playlist,
    onEntries,
  }: { readonly playlist: string | undefined; readonly onEntries: (entries: number) => void },
): Promise<SnapshotDifference> {
  const incomplete = { before: findIncomplete(before), after: findIncomplete(after) };
  const former = { id: before.id, lists: readLists(archive, before), extent: before };
  const latter = await holdLists(openLatter(archive, { before, after }), after);
  const places = new Map(latter.keys.map((key, place) => [key, place]));
  const found: Found[] = [];
  const names: string[] = [];
  for await (const comparison of compareSnapshots(former, latter)) {
    const entries = "after" in comparison ? (comparison.after.entries?.length ?? 0) : 0;
    if (entries > 0) {
      onEntries(entries);
    }
    const match = matchPlaylist(comparison, playlist);
    if (match === "none") {
      names.push(...findPlaylists(comparison).map(({ name, id }) => name || id));
    } else {
      const difference = toListDifference(comparison, incomplete);
      const place = places.get(comparison.key) ?? places.size;
      found.push({ match, counts: countChanges(comparison), difference, place });
    }
  }
  if (found.length === 0 && playlist !== undefined) {
    throw new ArchiveError(
      `No playlist is named ${playlist} in ${before.id} or ${after.id}. There are: ${describeNames(names)}.`,
    );
  }
  const isExact = found.some(({ match }) => match === "exact");
  const chosen = (isExact ? found.filter(({ match }) => match === "exact") : found).toSorted(
    (a, b) => a.place - b.place,
  );
  return {
    kind,
    before: before.id,
    after: after.id,
    isOfPlaylist: playlist !== undefined,
    counts: chosen.reduce((sum: ChangeCounts, { counts }) => addCounts(sum, counts), {}),
    lists: chosen.map(({ difference }) => difference).filter((difference) => !isAlike(difference)),
  };
}

/** Snapshots of two accounts are compared by what was carried over from the one to the other. */
function openLatter(
  archive: Archive,
  { before, after }: Pick<SnapshotPair, "before" | "after">,
): AsyncIterable<List> {
  const lists = readLists(archive, after);
  return isSameAccount(before.account, after.account)
    ? lists
    : alignAccounts({
        before: { account: before.account, lists: readLists(archive, before) },
        after: { account: after.account, lists },
      });
}

function countEntries({ sections }: Manifest): number {
  return collections.reduce((sum, name) => sum + (sections[name]?.exported ?? 0), 0);
}
