import type { Archive } from "../../src/lib/archive/archive.ts";
import { type Kind, kinds, type Manifest } from "../../src/lib/archive/manifest.ts";
import { listSnapshotsOf } from "../../src/lib/archive/snapshot.ts";
import { alignAccounts } from "../../src/lib/diff/align-accounts.ts";
import { findEdits } from "../../src/lib/diff/compare-snapshots.ts";
import { type List, readLists } from "../../src/lib/snapshot/lists.ts";

/** How two exports of two accounts differ, but for dates, ids of playlists and who added what. */
export interface ExportDifference {
  /** Lists whose entries, as far as both have them, stand in another order, or of which the latter has more. */
  readonly order: readonly string[];
  readonly counts: {
    readonly missingEntries: number;
    readonly missingPlaylists: number;
    readonly otherDetails: number;
  };
}

export async function compareExports(before: Archive, after: Archive): Promise<ExportDifference> {
  const order: string[] = [];
  let missingEntries = 0;
  let missingPlaylists = 0;
  let otherDetails = 0;
  for (const kind of kinds) {
    const [former, latter] = [await readExport(before, kind), await readExport(after, kind)];
    const lists = alignAccounts({
      before: { account: former.manifest.account, lists: toAsync(former.lists) },
      after: { account: latter.manifest.account, lists: toAsync(latter.lists) },
    });
    const found = new Map((await Array.fromAsync(lists)).map((list) => [toKey(list), list]));
    for (const list of former.lists) {
      const other = found.get(toKey(list));
      if (other === undefined) {
        missingPlaylists += 1;
        continue;
      }
      if (list.playlist !== undefined && other.playlist !== undefined) {
        otherDetails += findEdits(list.playlist, other.playlist).length;
      }
      const [wanted = [], got = []] = [list.entries, other.entries].map((entries) =>
        entries?.map(({ uri }) => uri),
      );
      missingEntries += wanted.length - got.length;
      if (!isSubsequence(got, wanted)) {
        order.push(toKey(list));
      }
    }
    const names = former.lists.map(toKey).filter((key) => found.has(key));
    if (names.join() !== [...found.keys()].join()) {
      order.push(`the lists of ${kind}`);
    }
  }
  return { order, counts: { missingEntries, missingPlaylists, otherDetails } };
}

async function readExport(
  archive: Archive,
  kind: Kind,
): Promise<{ readonly manifest: Manifest; readonly lists: readonly List[] }> {
  const [snapshot] = await Array.fromAsync(listSnapshotsOf(archive, kind));
  if (snapshot === undefined || !("manifest" in snapshot)) {
    throw new Error(`There is no snapshot of ${kind}.`);
  }
  const { manifest } = snapshot;
  return { manifest, lists: await Array.fromAsync(readLists(archive, manifest)) };
}

async function* toAsync(lists: readonly List[]): AsyncGenerator<List, void> {
  yield* lists;
}

function toKey({ collection, playlist }: List): string {
  return playlist?.id ?? collection;
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const uri of whole) {
    at += part[at] === uri ? 1 : 0;
  }
  return at === part.length;
}
