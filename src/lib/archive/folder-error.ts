import { ArchiveError } from "../errors.ts";
import { systemErrorCode } from "../file-system.ts";

const notAllowed = "Give yourself the right to write there, or choose another folder.";
const full = "Free some space, or choose a folder on another disk.";
const tooManyFiles = "Close other programs or raise the limit of open files (ulimit -n), then run again.";
const fileInTheWay = "A file lies where a folder should be: move it away, or choose another folder.";

const advice: Readonly<Record<string, string>> = {
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: "The disk can only be read: choose a folder on another.",
  ENOSPC: full,
  EDQUOT: full,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  ENOTDIR: fileInTheWay,
  EEXIST: fileInTheWay,
  EISDIR: "A folder lies where a file should be: move it away, or choose another folder.",
  ENOENT: "It is not there, or was removed meanwhile.",
  ENAMETOOLONG: "Choose a folder with a shorter path.",
};

/** Does something to a file and tells what the operating system refuses as an `ArchiveError`; a bug stays a bug. */
export async function attempt<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toArchiveError(action, error);
  }
}

export function toArchiveError(action: string, error: unknown): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || !(error instanceof Error)) {
    return error;
  }
  const next = advice[code] ?? "Check the disk and the path, or choose another folder.";
  return new ArchiveError(`Could not ${action}: ${error.message}. ${next}`, { cause: error });
}
