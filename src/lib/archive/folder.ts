import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rm, rmdir, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { NameTakenError } from "../errors.ts";
import { syncDirectory, systemErrorCode } from "../file-system.ts";
import type { Archive, Content, KeptFile } from "./archive.ts";
import { toBlocks } from "./blocks.ts";
import { checkFileName, checkRemovableName, makeUnfinishedName } from "./file-name.ts";
import { attempt, toArchiveError } from "./folder-error.ts";
import { listFiles, listUnfinishedFiles } from "./folder-listing.ts";
import { putInPlace } from "./put-in-place.ts";

const blockBytes = 256 * 1024;

/**
 * An archive in a folder. Files and folders whose names begin with a dot are not part of it: unfinished files, and
 * whatever else lies beside the snapshots.
 */
export function openFolder(path: string): Archive {
  const root = resolve(path);
  const pathOf = (name: string) => join(root, checkFileName(name));
  return {
    location: root,
    async prepare() {
      await attempt(`write to ${root}`, () => proveWritable(root));
      await listFiles(root, "").next();
    },
    write: async (name, content) => writeOnce(pathOf(name), content),
    async *read(name) {
      yield* readStream(pathOf(name));
    },
    list: (prefix) => listFiles(root, prefix),
    listUnfinished: () => listUnfinishedFiles(root),
    remove: async (name) => removeBelow(root, join(root, checkRemovableName(name))),
  };
}

async function proveWritable(root: string): Promise<void> {
  await mkdir(root, { recursive: true });
  const temporary = join(root, makeUnfinishedName());
  await (await open(temporary, "wx")).close();
  await rm(temporary);
}

async function writeOnce(target: string, content: Content): Promise<KeptFile> {
  const action = `write ${target}`;
  const directory = dirname(target);
  const temporary = join(directory, makeUnfinishedName());
  const { firstMade, file } = await attempt(action, () => openIn(directory, temporary));
  try {
    const kept = await writeSynced(file, { content, action });
    const placement = await attempt(action, () => putInPlace(temporary, target));
    if (placement === "taken") {
      await expectSame(target, kept.sha256);
    }
    await attempt(action, () => syncDirectories(directory, firstMade));
    return { ...kept, isNew: placement === "placed" };
  } finally {
    // What is left of it is never listed among the files and harms nobody, so that a failure above is the one to tell.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

const mostTries = 5;

/** Opens a new file in a directory, which is made if need be; another writer may remove it while it is empty. */
async function openIn(
  directory: string,
  path: string,
): Promise<{ readonly firstMade: string | undefined; readonly file: FileHandle }> {
  for (let tries = 1; ; tries += 1) {
    const firstMade = await mkdir(directory, { recursive: true });
    try {
      return { firstMade, file: await open(path, "wx") };
    } catch (error) {
      if (systemErrorCode(error) !== "ENOENT" || tries === mostTries) {
        throw error;
      }
    }
  }
}

/** Writes a new file through to the disk. What `content` itself throws is not the archive's and passes unchanged. */
async function writeSynced(
  file: FileHandle,
  { content, action }: { content: Content; action: string },
): Promise<Omit<KeptFile, "isNew">> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const block of toBlocks(content, blockBytes)) {
      hash.update(block);
      bytes += block.byteLength;
      await attempt(action, () => file.appendFile(block));
    }
    await attempt(action, () => file.sync());
  } finally {
    await attempt(action, () => file.close());
  }
  return { bytes, sha256: hash.digest("hex") };
}

async function expectSame(target: string, sha256: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of readStream(target)) {
    hash.update(chunk);
  }
  if (hash.digest("hex") === sha256) {
    return;
  }
  throw new NameTakenError(
    `Could not write ${target}: the file exists with other content, and what is kept is never overwritten. ` +
      "Move it away, or choose another folder.",
  );
}

/** Syncs a directory and, where directories were made for it, each above it up to the one that was there before. */
async function syncDirectories(directory: string, firstMade: string | undefined): Promise<void> {
  const last = firstMade === undefined ? directory : dirname(firstMade);
  for (let path = directory; ; path = dirname(path)) {
    await syncDirectory(path);
    if (path === last || path === dirname(path)) {
      return;
    }
  }
}

async function* readStream(path: string): AsyncGenerator<Uint8Array, void> {
  try {
    yield* createReadStream(path, { highWaterMark: blockBytes });
  } catch (error) {
    throw toArchiveError(`read ${path}`, error);
  }
}

/** Removes a file and then the directories above it that it leaves empty, but not the root. */
async function removeBelow(root: string, target: string): Promise<void> {
  await removeIfThere(target, unlinkForGood);
  for (let path = dirname(target); path !== root; path = dirname(path)) {
    if ((await removeIfThere(path, rmdir)) === "in use") {
      return;
    }
  }
}

/** After a power cut a file must not be back while others are gone that were removed after it, as those of a snapshot are. */
async function unlinkForGood(path: string): Promise<void> {
  await unlink(path);
  await syncDirectory(dirname(path));
}

async function removeIfThere(
  path: string,
  removal: (path: string) => Promise<void>,
): Promise<"gone" | "in use"> {
  try {
    await removal(path);
    return "gone";
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT") {
      return "gone";
    }
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOTDIR") {
      return "in use";
    }
    throw toArchiveError(`remove ${path}`, error);
  }
}
