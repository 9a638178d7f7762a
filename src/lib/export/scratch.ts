import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExporterError } from "../errors.ts";

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

/** Makes a scratch folder under the system's temporary directory (`TMPDIR`). */
export async function createScratch(parent: string = tmpdir()): Promise<Scratch> {
  const folder = await tryScratch(parent, () => mkdtemp(join(parent, "spotify-exporter-")));
  return {
    openPart: <Entry>(name: string) => openPart<Entry>(join(folder, `${encodeURIComponent(name)}.ndjson`)),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A part is a file with one entry a line. */
function openPart<Entry>(path: string): Part<Entry> {
  async function write(flag: "w" | "a", text: string): Promise<void> {
    await tryScratch(path, async () => {
      const file = await open(path, flag, 0o600);
      try {
        await file.writeFile(text);
      } finally {
        await file.close();
      }
    });
  }

  async function* readTexts(): AsyncGenerator<readonly string[]> {
    let rest = "";
    for await (const chunk of createReadStream(path, {
      encoding: "utf8",
      flags: "a+",
      highWaterMark: 256 * 1024,
    })) {
      // Split at line feeds alone: titles may hold other line separators, which JSON does not escape.
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      yield lines;
    }
  }

  async function* read(): AsyncGenerator<readonly Entry[]> {
    for await (const texts of readTexts()) {
      // Written by `append` of this very part, so its shape is known.
      yield texts.map((text) => JSON.parse(text) as Entry);
    }
  }

  return {
    clear: () => write("w", ""),
    append: (entries) => write("a", entries.map((entry) => `${JSON.stringify(entry)}\n`).join("")),
    read,
    readTexts,
  };
}

async function tryScratch<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw new ExporterError(
      `The run keeps what it downloads in ${path} until it is complete, and could not: ${String(error)}. ` +
        "Free some space there, or point TMPDIR to a folder with more.",
      { cause: error },
    );
  }
}
