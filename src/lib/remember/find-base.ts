import { createHash } from "node:crypto";
import type { Archive } from "../archive/archive.ts";
import { isGood, type Kind, type Manifest, parseManifest } from "../archive/manifest.ts";
import { listSnapshotIds, parseSnapshotId, toSnapshotFolder } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import { isFuture } from "../state/is-future.ts";

/** An earlier snapshot that a new one is compared with. */
export interface Base {
  readonly manifest: Manifest;
  /** Of the manifest's bytes, lower-case hexadecimal. */
  readonly manifestSha256: string;
}

/**
 * The snapshots that a new one of the account can be compared with, the best first: the good ones from the newest back, and then
 * the others.
 */
export async function* findBases(
  archive: Archive,
  { kind, account, now }: Pick<Manifest, "kind" | "account"> & { readonly now: Date },
): AsyncGenerator<Base, void, undefined> {
  const others: Base[] = [];
  const ids = await Array.fromAsync(listSnapshotIds(archive, kind));
  for (const id of ids.toReversed()) {
    const at = parseSnapshotId(id);
    const base = at === undefined || isFuture(at, now) ? undefined : await readBase(archive, { kind, id });
    if (base === undefined || !isSameAccount(base.manifest.account, account)) {
      continue;
    }
    if (isGood(base.manifest)) {
      yield base;
    } else {
      others.push(base);
    }
  }
  yield* others;
}

/** Undefined where the manifest cannot be read: whoever verifies the archive is told so. */
async function readBase(
  archive: Archive,
  { kind, id }: { readonly kind: Kind; readonly id: string },
): Promise<Base | undefined> {
  const name = `${toSnapshotFolder(kind, id)}/manifest.json`;
  try {
    const bytes = Buffer.concat(await Array.fromAsync(archive.read(name)));
    const manifest = parseManifest(bytes.toString("utf8"), name);
    return manifest.kind === kind && manifest.id === id
      ? { manifest, manifestSha256: createHash("sha256").update(bytes).digest("hex") }
      : undefined;
  } catch (error) {
    if (error instanceof ArchiveError) {
      return undefined;
    }
    throw error;
  }
}

type Account = Manifest["account"];

/** Whether two are one user: the immutable id is not told to every app. */
export function isSameAccount(a: Account, b: Account): boolean {
  return a.id === b.id || (a["account_id"] !== undefined && a["account_id"] === b["account_id"]);
}
