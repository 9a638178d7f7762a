import { createHash } from "node:crypto";
import type { Archive } from "../archive/archive.ts";
import { type Kind, type Manifest, parseManifest } from "../archive/manifest.ts";
import { listSnapshotIds, manifestFile, parseSnapshotId, toSnapshotFolder } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import type { Log } from "../log.ts";
import { isFuture } from "../state/is-future.ts";

/** A snapshot that was published before. */
export interface Former {
  readonly manifest: Manifest;
  /** Of the manifest's bytes, lower-case hexadecimal. */
  readonly manifestSha256: string;
}

/**
 * The snapshots of a kind, the newest first. What cannot be read is told and passed over; what is dated later than now, by a
 * clock that was ahead, does not count.
 */
export async function* readFormers(
  archive: Archive,
  { kind, now, log }: { readonly kind: Kind; readonly now: Date; readonly log: Log },
): AsyncGenerator<Former, void, undefined> {
  const ids = await Array.fromAsync(listSnapshotIds(archive, kind));
  for (const id of ids.toReversed()) {
    const at = parseSnapshotId(id);
    if (at === undefined || isFuture(at, now)) {
      continue;
    }
    try {
      yield await readFormer(archive, { kind, id });
    } catch (error) {
      if (!(error instanceof ArchiveError)) {
        throw error;
      }
      log.warn("an earlier snapshot cannot be read", { id, reason: error.message });
    }
  }
}

/** Gives what can be gone through once as what can be gone through again and again, and is read as far as anybody goes. */
export function holdRead<Thing>(source: AsyncIterable<Thing>): AsyncIterable<Thing> {
  const iterator = source[Symbol.asyncIterator]();
  const held: Thing[] = [];
  return {
    async *[Symbol.asyncIterator]() {
      for (let index = 0; ; index += 1) {
        if (index === held.length) {
          const next = await iterator.next();
          if (next.done) {
            return;
          }
          held.push(next.value);
        }
        yield* held.slice(index, index + 1);
      }
    },
  };
}

async function readFormer(
  archive: Archive,
  { kind, id }: { readonly kind: Kind; readonly id: string },
): Promise<Former> {
  const name = `${toSnapshotFolder(kind, id)}/${manifestFile}`;
  const bytes = Buffer.concat(await Array.fromAsync(archive.read(name)));
  const manifest = parseManifest(bytes.toString("utf8"), name);
  if (manifest.kind !== kind || manifest.id !== id) {
    throw new ArchiveError(`${name} belongs to ${toSnapshotFolder(manifest.kind, manifest.id)}.`);
  }
  return { manifest, manifestSha256: createHash("sha256").update(bytes).digest("hex") };
}
