import { createReadStream } from "node:fs";
import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExporterError } from "../errors.ts";
import { systemErrorCode } from "../file-system.ts";
import { splitLines } from "../lines.ts";
import type { Part } from "../part.ts";

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

/** Entries in a row, in a file with one entry a line. */
interface Chunk {
  readonly offset: number;
  readonly path: string;
  length: number;
  /** How long its text is, in UTF-16 code units. */
  size: number;
}

/** A part is one run, or several where its entries did not come in order. */
function openPart<Entry>(path: string): Part<Entry> {
  let runs: Chunk[] = [];

  async function clear(): Promise<void> {
    await attempt(path, () => Promise.all(runs.map((run) => rm(run.path))));
    runs = [];
  }

  async function appendTexts(texts: readonly string[], offset: number): Promise<void> {
    if (texts.length === 0) {
      return;
    }
    let run = runs.find((candidate) => candidate.offset + candidate.length === offset);
    if (run === undefined) {
      run = { offset, length: 0, size: 0, path: runs.length === 0 ? path : `${path}.${offset}` };
      runs.push(run);
    }
    const text = texts.map((line) => `${line}\n`).join("");
    await write(run.path, text);
    run.length += texts.length;
    run.size += text.length;
  }

  async function* readTexts(): AsyncGenerator<readonly string[]> {
    let offset = 0;
    for (const run of runs.toSorted((a, b) => a.offset - b.offset)) {
      if (run.offset !== offset) {
        throw new TypeError(
          `${run.path} holds what follows ${run.offset} entries, of which ${offset} are there`,
        );
      }
      yield* readRun(run);
      offset += run.length;
    }
  }

  async function* read(): AsyncGenerator<readonly Entry[]> {
    for await (const texts of readTexts()) {
      // Written by `append` of this very part, so its shape is known.
      yield texts.map((text) => JSON.parse(text) as Entry);
    }
  }

  const append = (entries: readonly Entry[], offset: number) =>
    appendTexts(
      entries.map((entry) => JSON.stringify(entry)),
      offset,
    );
  return { clear, append, appendTexts, read, readTexts };
}

async function write(path: string, text: string): Promise<void> {
  await attempt(path, async () => {
    const file = await open(path, "a", 0o600);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  });
}

async function* readRun({ path, length, size }: Chunk): AsyncGenerator<readonly string[]> {
  let read = 0;
  let readSize = 0;
  async function* measure(chunks: AsyncIterable<string>): AsyncGenerator<string, void> {
    for await (const chunk of chunks) {
      readSize += chunk.length;
      yield chunk;
    }
  }
  for await (const lines of splitLines(measure(readChunks(path)))) {
    read += lines.length;
    yield lines;
  }
  if (read !== length || readSize !== size) {
    throw new ExporterError(`${path} was changed while the run needed it. Nothing was published; run again.`);
  }
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
