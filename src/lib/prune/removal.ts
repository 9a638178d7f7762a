import type { Archive, ListedFile } from "../archive/archive.ts";
import { ArchiveError } from "../errors.ts";

/** A file that the archive did not let go. */
export interface Refusal {
  readonly name: string;
  readonly reason: string;
}

/** Removes files and counts what that frees. */
export interface Removal {
  readonly bytesFreed: number;
  readonly refused: readonly Refusal[];
  /** Whether the file is gone; a refusal is noted and no error, since other files can still go. */
  remove(archive: Archive, file: ListedFile): Promise<boolean>;
}

/** A dry run counts what would be freed, and refuses nothing. */
export function createRemoval({ isDryRun }: { readonly isDryRun: boolean }): Removal {
  const refused: Refusal[] = [];
  let bytesFreed = 0;
  return {
    refused,
    get bytesFreed() {
      return bytesFreed;
    },
    async remove(archive, { name, bytes }) {
      try {
        if (!isDryRun) {
          await archive.remove(name);
        }
        bytesFreed += bytes;
        return true;
      } catch (error) {
        if (!(error instanceof ArchiveError)) {
          throw error;
        }
        refused.push({ name, reason: error.message });
        return false;
      }
    },
  };
}
