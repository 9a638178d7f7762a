import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { onTestFinished } from "vitest";

/** Why this machine cannot make small disks, or nothing where it can. */
export const noSmallDisks =
  process.platform === "linux" && process.getuid?.() === 0 ? undefined : "small disks take root on Linux";

/**
 * Makes a folder that is a disk of its own with room for 64 kB, until the test is over.
 *
 * @returns what takes the disk away before that, and shows again what the folder held
 */
export async function mountSmallDisk(folder: string): Promise<() => void> {
  return mountDisk(folder, "size=64k");
}

/** The same with a disk that can only be read. */
export async function mountReadOnlyDisk(folder: string): Promise<() => void> {
  return mountDisk(folder, "ro");
}

async function mountDisk(folder: string, options: string): Promise<() => void> {
  await mkdir(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  let isMounted = true;
  function unmount(): void {
    if (isMounted) {
      isMounted = false;
      execFileSync("umount", ["--lazy", folder]);
    }
  }
  onTestFinished(unmount);
  return unmount;
}
