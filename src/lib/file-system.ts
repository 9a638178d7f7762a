import { open } from "node:fs/promises";

/** The code of an error of the operating system (`ENOSPC`), or nothing for any other error. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error && "syscall" in error && "code" in error)) {
    return undefined;
  }
  return typeof error.code === "string" ? error.code : undefined;
}

/** Puts the names in a directory on stable storage: a file that is synced may still lose its name without it. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows opens no directories, and its file systems keep a journal of names.
  if (process.platform === "win32") {
    return;
  }
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } catch (error) {
    // Some network drives cannot sync a directory and say so with these.
    const code = systemErrorCode(error);
    if (code !== "EINVAL" && code !== "ENOTSUP") {
      throw error;
    }
  } finally {
    await directory.close();
  }
}
