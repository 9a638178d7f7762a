import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { onTestFinished } from "vitest";

/** Why this machine cannot make small disks, or nothing where it can. */
export const noSmallDisks =
  process.platform === "linux" && process.getuid?.() === 0 ? undefined : "small disks take root on Linux";

/** Makes a folder that is a disk of its own with room for 64 kB, until the test is over. */
export async function mountSmallDisk(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
  onTestFinished(() => {
    execFileSync("umount", ["--lazy", folder]);
  });
}
