import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { BlobServiceClient } from "@azure/storage-blob";
import { systemErrorCode } from "../../src/lib/file-system.ts";
import { localSettingsFile } from "../../src/lib/secrets/local-values.ts";

/**
 * What the secrets of the stand-ins look like: of Spotify's, those that come and go with a browser, the URLs of channels, and the key of
 * the storage emulator. Nothing that anybody writes may hold one.
 */
export const fakeSecrets =
  /fake-client-secret|fake-refresh-token|fake-access-token|fake-code|fake-function-key|hush-(?:discord|webhook|ping)|Eby8vdM02xN/;

/** The files of a folder that hold a secret, leaving out the one that is there for them. */
export async function findFilesWithSecrets(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== localSettingsFile)
    .map((entry) => join(entry.parentPath, entry.name));
  const found: string[] = [];
  for (const file of files) {
    if (fakeSecrets.test(await readIfThere(file))) {
      found.push(file);
    }
  }
  return found;
}

/** A process that was just killed may have been about to rename it. */
async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, "latin1");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") {
      return "";
    }
    throw error;
  }
}

/** The blobs of an account that hold a secret. */
export async function findBlobsWithSecrets(service: BlobServiceClient): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name: container } of service.listContainers()) {
    const client = service.getContainerClient(container);
    for await (const { blobs } of pagesOf(client)) {
      const searched = blobs.map(async (name) => {
        const { readableStreamBody } = await client.getBlobClient(name).download();
        const content = readableStreamBody === undefined ? "" : await text(readableStreamBody);
        return fakeSecrets.test(content) ? [`${container}/${name}`] : [];
      });
      found.push(...(await Promise.all(searched)).flat());
    }
  }
  return found;
}

async function* pagesOf(client: ReturnType<BlobServiceClient["getContainerClient"]>) {
  for await (const { segment } of client.listBlobsFlat().byPage({ maxPageSize: 50 })) {
    yield { blobs: segment.blobItems.map(({ name }) => name) };
  }
}
