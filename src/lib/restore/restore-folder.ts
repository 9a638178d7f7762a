import type { Archive } from "../archive/archive.ts";
import type { Kind } from "../archive/manifest.ts";
import { parseSnapshotId } from "../archive/snapshot.ts";
import { hashName } from "../state/hash-name.ts";
import { removeAll } from "../state/remove-all.ts";
import type { RestoreOptions } from "./restore-options.ts";

/** The ids of the snapshots that are restored. */
export type SnapshotIds = Readonly<Partial<Record<Kind, string>>>;

/** Which account is restored into, and how. */
export interface RestoreTarget {
  readonly profile: { readonly id: string; readonly account_id?: string | null | undefined };
  readonly into: RestoreOptions["into"];
}

/**
 * Where a restore keeps its memory. Playlists are what it must not make twice, so theirs is the snapshot that tells it from others,
 * whatever else is restored with them.
 */
export function toRestoreFolder(target: RestoreTarget, { playlists, library = "" }: SnapshotIds): string {
  return `${toTargetFolder(target)}/${playlists === undefined ? `library-${library}` : `playlists-${playlists}`}`;
}

/** What one restore claims, so that no other goes into the account meanwhile, whatever it restores and how. */
export function toClaimedFolder({ profile }: Pick<RestoreTarget, "profile">): string {
  return `restores/${hashName(profile.account_id ?? profile.id)}`;
}

/** Writes down that a restore has begun, so that the same command goes on with the same snapshots, though there may be newer ones. */
export async function markBegun(
  state: Archive,
  { folder, snapshots }: { readonly folder: string; readonly snapshots: SnapshotIds },
): Promise<void> {
  const { library = "none", playlists = "none" } = snapshots;
  await state.write(`${folder}/begun_${library}_${playlists}.txt`, renderNote(), {
    contentType: "text/plain",
  });
}

export async function markEnded(state: Archive, folder: string): Promise<void> {
  const files = await Array.fromAsync(state.list(`${folder}/begun_`));
  await removeAll(
    state,
    files.map(({ name }) => name),
  );
}

/** The snapshots of the restore into this account that was begun last and has not ended; undefined where there is none. */
export async function findBegun(state: Archive, target: RestoreTarget): Promise<SnapshotIds | undefined> {
  const begun: { readonly at: Date; readonly snapshots: SnapshotIds }[] = [];
  for await (const { name, modifiedAt } of state.list(`${toTargetFolder(target)}/`)) {
    const [, library = "", playlists = ""] = /\/begun_([^/_]+)_([^/_]+)\.txt$/.exec(name) ?? [];
    const snapshots = {
      ...(parseSnapshotId(library) === undefined ? {} : { library }),
      ...(parseSnapshotId(playlists) === undefined ? {} : { playlists }),
    };
    if (Object.keys(snapshots).length > 0) {
      begun.push({ at: modifiedAt, snapshots });
    }
  }
  return begun.toSorted((a, b) => a.at.getTime() - b.at.getTime()).at(-1)?.snapshots;
}

function toTargetFolder({ profile, into }: RestoreTarget): string {
  return `restores/${hashName(`${profile.account_id ?? profile.id} ${into}`)}`;
}

async function* renderNote(): AsyncGenerator<string, void> {
  yield "A restore of the snapshots in this file's name has begun and has not ended yet.\n";
}
