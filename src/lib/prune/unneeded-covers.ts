import type { Archive, ListedFile } from "../archive/archive.ts";
import type { Snapshot } from "../archive/snapshot.ts";
import { isAbandoned } from "../archive/snapshot-folders.ts";
import { coversFolder, isCoverFile } from "../covers/cover.ts";

/**
 * The covers that no snapshot names which stays. What was written within a day may belong to one that is just being published, and
 * a manifest that cannot be read may name any.
 */
export async function findUnneededCovers(
  archive: Archive,
  { staying, now }: { readonly staying: readonly Snapshot[]; readonly now: Date },
): Promise<readonly ListedFile[]> {
  if (staying.some((snapshot) => "problem" in snapshot && snapshot.kind === "playlists")) {
    return [];
  }
  const needed = new Set(
    staying.flatMap((snapshot) =>
      "manifest" in snapshot ? (snapshot.manifest.covers?.kept ?? []).map(({ name }) => name) : [],
    ),
  );
  const files = await Array.fromAsync(archive.list(`${coversFolder}/`));
  return files.filter((file) => isCoverFile(file.name) && !needed.has(file.name) && isAbandoned(file, now));
}
