import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { findFilesWithSecrets } from "../setup/secrets.ts";

/** An empty folder that is gone when the test is over. No secret may be in what was written there. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "spotify-exporter-test-"));
  onTestFinished(async () => {
    const withSecrets = await findFilesWithSecrets(folder);
    await rm(folder, { recursive: true, force: true });
    expect(withSecrets).toEqual([]);
  });
  return folder;
}
