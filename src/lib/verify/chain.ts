import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { Archive } from "../archive/archive.ts";
import type { Kind, Manifest } from "../archive/manifest.ts";
import { manifestFile, readSnapshot, toSnapshotFolder } from "../archive/snapshot.ts";
import type { Findings } from "./verification.ts";

/** A snapshot that tells which one was published before it. */
interface Link {
  readonly kind: Kind;
  readonly id: string;
  readonly previous: NonNullable<Manifest["previous"]>;
}

/** Compares the manifest of the snapshot before this one, where it is still there, with the hash that this one has noted of it. */
export async function checkPredecessor(
  archive: Archive,
  { manifest, ids }: { readonly manifest: Manifest; readonly ids: readonly string[] },
  findings: Findings,
): Promise<void> {
  const { kind, id, previous } = manifest;
  if (previous !== undefined && ids.includes(previous.id)) {
    await checkLink(archive, { kind, id, previous }, findings);
  }
}

/** Looks among the later snapshots for one that was published after this one, and noted the hash of another manifest. */
export async function checkSuccessor(
  archive: Archive,
  { kind, id, later }: { readonly kind: Kind; readonly id: string; readonly later: readonly string[] },
  findings: Findings,
): Promise<void> {
  for (const next of later) {
    // One that cannot be read is told where it is verified itself.
    const snapshot = await readSnapshot(archive, { kind, id: next });
    const previous = "manifest" in snapshot ? snapshot.manifest.previous : undefined;
    if (previous?.id === id) {
      await checkLink(archive, { kind, id: next, previous }, findings);
    }
  }
}

async function checkLink(archive: Archive, link: Link, findings: Findings): Promise<void> {
  const fault = await findings.attempt(manifestFile, () => findBreak(archive, link));
  if (fault !== undefined) {
    findings.report(manifestFile, fault);
  }
}

async function findBreak(archive: Archive, { kind, id, previous }: Link): Promise<string | undefined> {
  const before = toSnapshotFolder(kind, previous.id);
  const bytes = await buffer(archive.read(`${before}/${manifestFile}`));
  return createHash("sha256").update(bytes).digest("hex") === previous.manifestSha256
    ? undefined
    : `the manifest of ${before} is not the one whose hash ${toSnapshotFolder(kind, id)} has noted`;
}
