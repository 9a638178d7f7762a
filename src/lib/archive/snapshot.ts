import { text } from "node:stream/consumers";
import { ExporterError } from "../errors.ts";
import type { Archive } from "./archive.ts";
import { type Kind, kinds, type Manifest, parseManifest } from "./manifest.ts";

/** A published snapshot, or one whose manifest cannot be read. */
export type Snapshot =
  | { readonly kind: Kind; readonly id: string; readonly manifest: Manifest }
  | { readonly kind: Kind; readonly id: string; readonly problem: string };

/** The file that makes a snapshot exist, in its folder. */
export const manifestFile = "manifest.json";

/** The folder of a snapshot, as in `library/2026-11-22T02-00-00Z`. */
export function toSnapshotFolder(kind: Kind, id: string): string {
  return `${kind}/${id}`;
}

/** The name of a file of a snapshot, in its folder, as in `albums_2026-11-22T02-00-00Z.csv`; the JSON file's stem is the kind. */
export function toFileName(stem: string, id: string, type: "csv" | "json"): string {
  return `${stem}_${id}.${type}`;
}

/** A moment as the id of a snapshot: ISO 8601 in UTC to the second, without the colons that file names cannot have. */
export function toSnapshotId(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
}

/** The moment that an id tells; undefined where it is none, or tells a day that no calendar has. */
export function parseSnapshotId(id: string): Date | undefined {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d-\d\d-\d\d)Z$/.exec(id) ?? [];
  const at = new Date(`${date}T${time?.replaceAll("-", ":")}Z`);
  // `Date` takes 31 February for 3 March, and 24:00 for the next day.
  return Number.isNaN(at.getTime()) || toSnapshotId(at) !== id ? undefined : at;
}

/** Every published snapshot, oldest first within its kind. What has no manifest does not exist. */
export async function* listSnapshots(archive: Archive): AsyncGenerator<Snapshot, void, undefined> {
  for (const kind of kinds) {
    yield* listSnapshotsOf(archive, kind);
  }
}

/** The published snapshots of a kind, oldest first. */
export async function* listSnapshotsOf(
  archive: Archive,
  kind: Kind,
): AsyncGenerator<Snapshot, void, undefined> {
  for await (const id of listSnapshotIds(archive, kind)) {
    yield await readSnapshot(archive, { kind, id });
  }
}

/** The ids of the published snapshots of a kind, oldest first. */
export async function* listSnapshotIds(
  archive: Archive,
  kind: Kind,
): AsyncGenerator<string, void, undefined> {
  for await (const { name } of archive.list(`${kind}/`)) {
    const [, id, file, ...deeper] = name.split("/");
    if (id !== undefined && file === manifestFile && deeper.length === 0) {
      yield id;
    }
  }
}

/** Reads the manifest of a snapshot that is listed. */
export async function readSnapshot(
  archive: Archive,
  { kind, id }: { readonly kind: Kind; readonly id: string },
): Promise<Snapshot> {
  const name = `${toSnapshotFolder(kind, id)}/${manifestFile}`;
  try {
    const manifest = parseManifest(await text(archive.read(name)), name);
    if (manifest.kind !== kind || manifest.id !== id) {
      return {
        kind,
        id,
        problem: `${name} belongs to ${toSnapshotFolder(manifest.kind, manifest.id)}. Move it there.`,
      };
    }
    return { kind, id, manifest };
  } catch (error) {
    if (error instanceof ExporterError) {
      return { kind, id, problem: error.message };
    }
    throw error;
  }
}
