import type { Archive } from "../archive/archive.ts";
import { mapAtOnce } from "../at-once.ts";

/** Removes files, some at once: each costs a blob service a round trip. */
export async function removeAll(archive: Archive, names: readonly string[]): Promise<void> {
  await mapAtOnce(names, 8, (name) => archive.remove(name));
}
