import type { Archive, ListedFile } from "../archive/archive.ts";
import type { Snapshot } from "../archive/snapshot.ts";
import { hashName } from "../state/hash-name.ts";
import { identifyUsers } from "./users.ts";

/** What is kept of one account and kind beside the snapshots. */
export interface StateFolder {
  readonly name: string;
  readonly files: readonly ListedFile[];
}

/** A first run under a small quota may take weeks until its snapshot is there, but no longer. */
const longestRunMs = 28 * 24 * 60 * 60 * 1_000;

/**
 * The state of users and kinds that have no snapshot, and where no first one is under way. A run names its folder after one of the
 * account's ids. A manifest that cannot be read may be of any account.
 */
export async function findUnneededState(
  state: Archive,
  { snapshots, now }: { readonly snapshots: readonly Snapshot[]; readonly now: Date },
): Promise<readonly StateFolder[]> {
  const unreadableKinds = snapshots.filter((snapshot) => "problem" in snapshot).map(({ kind }) => kind);
  const idsOf = identifyUsers(snapshots);
  const needed = new Set(
    snapshots
      .filter((snapshot) => "manifest" in snapshot)
      .flatMap(({ kind, manifest }) =>
        idsOf(manifest.account).map((id) => `accounts/${hashName(id)}/${kind}`),
      ),
  );
  const isInUse = ({ modifiedAt }: ListedFile) => now.getTime() - modifiedAt.getTime() <= longestRunMs;
  const files = await Array.fromAsync(state.list("accounts/"));
  const folders = Map.groupBy(files, ({ name }) => name.split("/").slice(0, 3).join("/"));
  return [...folders]
    .map(([name, files]) => ({ name, files }))
    .filter(({ name }) => /^accounts\/[0-9a-f]{24}\/(library|playlists)$/.test(name))
    .filter(({ name }) => !needed.has(name) && !unreadableKinds.some((kind) => name.endsWith(`/${kind}`)))
    .filter(({ files }) => !files.some(isInUse));
}
