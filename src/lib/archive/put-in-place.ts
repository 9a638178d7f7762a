import { link, lstat, rename } from "node:fs/promises";
import { systemErrorCode } from "../file-system.ts";

/** Whether the file got the name, or another file had it already. */
export type Placement = "placed" | "taken";

/** Gives a finished file its name without ever overwriting another. The temporary name may outlive this call. */
export async function putInPlace(temporary: string, target: string): Promise<Placement> {
  try {
    await link(temporary, target);
    return "placed";
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) {
      throw error;
    }
    if (code === "EEXIST") {
      return "taken";
    }
    // exFAT and some network drives have no hard links, and each says so with a code of its own. Where something
    // else is wrong, the rename fails as well and tells it.
    return renameUnlessTaken(temporary, target);
  }
}

/** The second choice: between the look and the rename another process could take the name. */
export async function renameUnlessTaken(temporary: string, target: string): Promise<Placement> {
  if (await exists(target)) {
    return "taken";
  }
  await rename(temporary, target);
  return "placed";
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") {
      return false;
    }
    throw error;
  }
}
