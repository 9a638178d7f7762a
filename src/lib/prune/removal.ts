import type { Archive, ListedFile } from "../archive/archive.ts";
import { ArchiveError } from "../errors.ts";

/** A file that the archive did not let go, or a folder that it did not list. */
export interface Refusal {
  readonly name: string;
  readonly reason: string;
}

/** Removes files, counts what that frees, and notes what is refused: other files can still go, and what is gone must be told. */
export interface Removal {
  readonly bytesFreed: number;
  readonly refused: readonly Refusal[];
  /** Whether the file is gone. */
  remove(archive: Archive, file: ListedFile): Promise<boolean>;
  /** What `list` finds by the name of what it lists; nothing where the archive refuses. */
  find<Found>(name: string, list: () => Promise<Found>): Promise<Found | undefined>;
}

/** A dry run counts what would be freed, and removes nothing. */
export function createRemoval({ isDryRun }: { readonly isDryRun: boolean }): Removal {
  const refused: Refusal[] = [];
  let bytesFreed = 0;

  async function attempt<Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ArchiveError)) {
        throw error;
      }
      refused.push({ name, reason: error.message });
      return undefined;
    }
  }

  return {
    refused,
    get bytesFreed() {
      return bytesFreed;
    },
    async remove(archive, { name, bytes }) {
      const isGone = await attempt(name, async () => {
        if (!isDryRun) {
          await archive.remove(name);
        }
        bytesFreed += bytes;
        return true;
      });
      return isGone ?? false;
    },
    find: attempt,
  };
}
