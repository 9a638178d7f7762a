import { createHash, randomUUID } from "node:crypto";
import type { BlockBlobClient, ContainerClient } from "@azure/storage-blob";
import { toAzureFailure } from "../azure/service-error.ts";
import { ArchiveError, NameTakenError } from "../errors.ts";
import type { Archive, Content, KeptFile, ListedFile } from "./archive.ts";
import { toBlocks } from "./blocks.ts";
import { attempt, toArchiveError } from "./container-error.ts";
import { checkFileName } from "./file-name.ts";

const blockBytes = 4 * 1024 * 1024;
const downloadAttempts = 6;

/** An archive in a blob container. Retries are the client's own; a lost answer to a write is noticed and made good. */
export function openContainer(client: ContainerClient): Archive {
  const location = withoutQuery(client.url);
  const blobOf = (name: string) => client.getBlockBlobClient(checkFileName(name));

  async function write(
    name: string,
    content: Content,
    { contentType }: { contentType: string },
  ): Promise<KeptFile> {
    const blob = blobOf(name);
    const action = `write ${name} to ${location}`;
    const { writer, blockIds, md5, kept } = await stageBlocks(content, (id, block) =>
      attempt(action, () =>
        inContainer(() =>
          blob.stageBlock(id, block, block.byteLength, { transactionalContentMD5: md5Of(block) }),
        ),
      ),
    );
    try {
      await inContainer(() =>
        blob.commitBlockList(blockIds, {
          blobHTTPHeaders: { blobContentType: contentType, blobContentMD5: md5 },
          metadata: { sha256: kept.sha256, writer },
          conditions: { ifNoneMatch: "*" },
        }),
      );
    } catch (error) {
      if (!isTaken(error)) {
        throw toArchiveError(action, error);
      }
      const found = await expectSame(blob, { kept, action });
      return { ...kept, isNew: found.writer === writer };
    }
    return { ...kept, isNew: true };
  }

  /** A block that is never committed makes no blob, and the service forgets it within a week. */
  async function prepare(): Promise<void> {
    const probe = client.getBlockBlobClient("write-check");
    await attempt(`write to ${location}`, () => inContainer(() => probe.stageBlock(btoa("probe"), "?", 1)));
    await list("").next();
  }

  /** Makes the container only once it proves missing, since a role on one container may not make any. */
  async function inContainer<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (toAzureFailure(error)?.code !== "ContainerNotFound") {
        throw error;
      }
    }
    await client.createIfNotExists();
    return work();
  }

  /** Goes on where a connection broke: the client's own resuming takes a broken connection for an abort and ends. */
  async function* read(name: string): AsyncGenerator<Uint8Array, void> {
    const action = `read ${name} from ${location}`;
    const blob = blobOf(name);
    let offset = 0;
    for (let attempts = 1; ; attempts++) {
      const body = await attempt(action, () => downloadFrom(blob, offset));
      try {
        for await (const chunk of body) {
          const bytes = Buffer.from(chunk);
          offset += bytes.byteLength;
          yield bytes;
        }
        return;
      } catch (error) {
        if (attempts < downloadAttempts) {
          continue;
        }
        throw new ArchiveError(
          `Could not ${action}: the connection broke ${attempts} times. Check the network, then run again.`,
          { cause: error },
        );
      }
    }
  }

  async function* list(prefix: string): AsyncGenerator<ListedFile, void> {
    try {
      for await (const { name, properties } of client.listBlobsFlat({ prefix })) {
        yield { name, bytes: properties.contentLength ?? 0, modifiedAt: properties.lastModified };
      }
    } catch (error) {
      if (toAzureFailure(error)?.code === "ContainerNotFound") {
        return;
      }
      throw toArchiveError(`list ${location}`, error);
    }
  }

  async function remove(name: string): Promise<void> {
    const blob = blobOf(name);
    try {
      await blob.deleteIfExists();
    } catch (error) {
      if (toAzureFailure(error)?.code === "ContainerNotFound") {
        return;
      }
      throw toArchiveError(`remove ${name} from ${location}`, error);
    }
  }

  return { location, prepare, write, read, list, listUnfinished: noFiles, remove };
}

async function* noFiles(): AsyncGenerator<never, void> {}

type StagedFile = Omit<KeptFile, "isNew">;

/**
 * Uploads content block by block, so that one block is all that is ever in memory. The blocks of a blob that is not
 * committed yet are shared by everyone who writes it, so each writer's blocks bear names of their own.
 */
async function stageBlocks(
  content: Content,
  stage: (id: string, block: Uint8Array) => Promise<unknown>,
): Promise<{ writer: string; blockIds: string[]; md5: Uint8Array; kept: StagedFile }> {
  const writer = randomUUID();
  const sha256 = createHash("sha256");
  const md5 = createHash("md5");
  const blockIds: string[] = [];
  let bytes = 0;
  for await (const block of toBlocks(content, blockBytes)) {
    sha256.update(block);
    md5.update(block);
    bytes += block.byteLength;
    // The service wants all ids of a blob equally long.
    const id = Buffer.from(`${writer}-${String(blockIds.length).padStart(6, "0")}`).toString("base64");
    await stage(id, block);
    blockIds.push(id);
  }
  return { writer, blockIds, md5: md5.digest(), kept: { bytes, sha256: sha256.digest("hex") } };
}

async function downloadFrom(blob: BlockBlobClient, offset: number): Promise<NodeJS.ReadableStream> {
  const { readableStreamBody } = await blob.download(offset, undefined, { maxRetryRequests: 0 });
  if (readableStreamBody === undefined) {
    throw new TypeError("outside a browser a download is a stream");
  }
  return readableStreamBody;
}

/** Whether a commit was refused because the blob is there. Another writer's commit also discards blocks of ours. */
function isTaken(error: unknown): boolean {
  const code = toAzureFailure(error)?.code;
  return code === "BlobAlreadyExists" || code === "ConditionNotMet" || code === "InvalidBlockList";
}

/**
 * The client repeats a commit whose answer was lost and is then refused for its own blob: the same content is success.
 * Gives back who wrote it.
 */
async function expectSame(
  blob: BlockBlobClient,
  { kept, action }: { kept: StagedFile; action: string },
): Promise<{ readonly writer: string | undefined }> {
  const { contentLength, metadata: { sha256, writer } = {} } = await attempt(action, () =>
    blob.getProperties(),
  );
  if (contentLength === kept.bytes && sha256 === kept.sha256) {
    return { writer };
  }
  throw new NameTakenError(
    `Could not ${action}: the blob exists with other content, and what is kept is never overwritten. ` +
      "Move it away, or choose another container.",
  );
}

function md5Of(block: Uint8Array): Uint8Array {
  return createHash("md5").update(block).digest();
}

/** A container's address may carry a shared access signature, which nobody must see. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
