import { createReadStream } from "node:fs";
import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExporterError } from "../errors.ts";
import { systemErrorCode } from "../file-system.ts";

/** Entries kept on disk until they are written out; memory holds a page of them at a time. */
export interface Part<Entry> {
  /** Replaces what the part holds by nothing. */
  clear(): Promise<void>;
  append(entries: readonly Entry[]): Promise<void>;
  /** The entries again, in the same order, some at a time. */
  read(): AsyncIterable<readonly Entry[]>;
  /** The same as JSON texts, ready to be copied into a file. */
  readTexts(): AsyncIterable<readonly string[]>;
}

/** A private folder for one run's parts. */
export interface Scratch {
  openPart<Entry>(name: string): Part<Entry>;
  /** Removes the folder with all parts. */
  dispose(): Promise<void>;
}

const prefix = "spotify-exporter-";

/**
 * Makes a scratch folder under the system's temporary directory (`TMPDIR`). Its name tells the process, so that what a
 * killed one left behind can be removed here.
 */
export async function createScratch(): Promise<Scratch> {
  const parent = tmpdir();
  // A courtesy to the disk: what cannot be removed, such as another user's, is no reason not to export.
  await removeAbandoned(parent).catch(() => undefined);
  const folder = await attempt(parent, () => mkdtemp(join(parent, `${prefix}${process.pid}-`)));
  return {
    openPart: <Entry>(name: string) => openPart<Entry>(join(folder, `${encodeURIComponent(name)}.ndjson`)),
    // What cannot be removed now is removed by the next run, and is no reason to call this one failed.
    dispose: () => rm(folder, { recursive: true, force: true }).catch(() => undefined),
  };
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, pid] = new RegExp(`^${prefix}(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process cannot be signalled, and lives.
    return systemErrorCode(error) !== "ESRCH";
  }
}

/** A part is a file with one entry a line. */
function openPart<Entry>(path: string): Part<Entry> {
  let count = 0;

  async function write(flag: "w" | "a", entries: readonly Entry[]): Promise<void> {
    await attempt(path, async () => {
      const file = await open(path, flag, 0o600);
      try {
        await file.writeFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
      } finally {
        await file.close();
      }
    });
    count = entries.length + (flag === "w" ? 0 : count);
  }

  async function* readTexts(): AsyncGenerator<readonly string[]> {
    let rest = "";
    let left = count;
    for await (const chunk of readChunks(path)) {
      // Split at line feeds alone: titles may hold other line separators, which JSON does not escape.
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      left -= lines.length;
      yield lines;
    }
    if (left !== 0 || rest !== "") {
      throw new ExporterError(
        `${path} was changed while the run needed it. Nothing was published; run again.`,
      );
    }
  }

  async function* read(): AsyncGenerator<readonly Entry[]> {
    for await (const texts of readTexts()) {
      // Written by `append` of this very part, so its shape is known.
      yield texts.map((text) => JSON.parse(text) as Entry);
    }
  }

  return { clear: () => write("w", []), append: (entries) => write("a", entries), read, readTexts };
}

async function* readChunks(path: string): AsyncGenerator<string> {
  try {
    yield* createReadStream(path, { encoding: "utf8", highWaterMark: 256 * 1024 });
  } catch (error) {
    throw toScratchError(path, error);
  }
}

async function attempt<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw toScratchError(path, error);
  }
}

function toScratchError(path: string, error: unknown): unknown {
  if (systemErrorCode(error) === undefined) {
    return error;
  }
  return new ExporterError(
    `The run keeps what it downloads in ${path} until it is complete, and could not: ${String(error)}. ` +
      "Free some space there, or point TMPDIR to a folder with more.",
    { cause: error },
  );
}
