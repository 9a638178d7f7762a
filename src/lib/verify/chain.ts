import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { Archive } from "../archive/archive.ts";
import type { Kind, Manifest } from "../archive/manifest.ts";
import { readSnapshot, toSnapshotFolder } from "../archive/snapshot.ts";
import { manifestFile } from "./manifest-check.ts";
import type { Findings } from "./verification.ts";

/**
 * Compares the manifest of the snapshot that this one was compared with, where it is still there, with the hash that was
 * taken of it then.
 */
export async function checkPredecessor(
  archive: Archive,
  { manifest, ids }: { readonly manifest: Manifest; readonly ids: readonly string[] },
  findings: Findings,
): Promise<void> {
  const { kind, id, changes } = manifest;
  if (changes === undefined || !ids.includes(changes.since)) {
    return;
  }
  const fault = await findings.attempt(manifestFile, () => findBreak(archive, { kind, id, changes }));
  if (fault !== undefined) {
    findings.report(manifestFile, fault);
  }
}

/** Looks among the later snapshots for one that was compared with this one, and took the hash of another manifest. */
export async function checkSuccessor(
  archive: Archive,
  { kind, id, later }: { readonly kind: Kind; readonly id: string; readonly later: readonly string[] },
  findings: Findings,
): Promise<void> {
  for (const next of later) {
    // One that cannot be read is told where it is verified itself.
    const snapshot = await readSnapshot(archive, { kind, id: next });
    const changes = "manifest" in snapshot ? snapshot.manifest.changes : undefined;
    if (changes?.since === id) {
      const fault = await findings.attempt(manifestFile, () =>
        findBreak(archive, { kind, id: next, changes }),
      );
      if (fault !== undefined) {
        findings.report(manifestFile, fault);
      }
      return;
    }
  }
}

async function findBreak(
  archive: Archive,
  { kind, id, changes }: { readonly kind: Kind; readonly id: string; readonly changes: Manifest["changes"] },
): Promise<string | undefined> {
  const { since = "", manifestSha256 } = changes ?? {};
  const before = toSnapshotFolder(kind, since);
  const bytes = await buffer(archive.read(`${before}/${manifestFile}`));
  return createHash("sha256").update(bytes).digest("hex") === manifestSha256
    ? undefined
    : `the manifest of ${before} is not the one that ${toSnapshotFolder(kind, id)} was compared with`;
}
