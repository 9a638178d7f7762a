import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import type { Kind, Manifest } from "../../src/lib/archive/manifest.ts";
import { listSnapshots, toSnapshotFolder } from "../../src/lib/archive/snapshot.ts";
import { makeManifest } from "../manifest.ts";
import { readAll, writeText } from "./archive-files.ts";

/** Publishes a whole snapshot with two tiny files. */
export async function writeSnapshot(
  archive: Archive,
  {
    id,
    kind = "library",
    ...given
  }: Partial<Pick<Manifest, "status" | "account">> & { readonly id: string; readonly kind?: Kind },
): Promise<void> {
  const folder = toSnapshotFolder(kind, id);
  const files: Manifest["files"] = [];
  for (const name of [`one_${id}.csv`, `two_${id}.json`]) {
    const content = `what ${name} holds`;
    await writeText(archive, `${folder}/${name}`, content);
    files.push({ name, bytes: content.length, sha256: sha256(content), rows: 1 });
  }
  const manifest = makeManifest({ ...given, kind, id, files });
  await writeText(archive, `${folder}/manifest.json`, JSON.stringify(manifest));
}

/** Every snapshot that is listed can be read and has all of its files, as they were written. */
export async function expectAllWhole(archive: Archive): Promise<void> {
  for await (const snapshot of listSnapshots(archive)) {
    if ("problem" in snapshot) {
      throw new Error(snapshot.problem);
    }
    const { kind, id, manifest } = snapshot;
    const texts = await readAll(archive, `${toSnapshotFolder(kind, id)}/`);
    const found = [...texts].filter(([name]) => !name.endsWith("/manifest.json"));
    expect(found.map(([name, text]) => [name, sha256(text)])).toEqual(
      manifest.files.map(({ name, sha256 }) => [`${toSnapshotFolder(kind, id)}/${name}`, sha256]),
    );
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
