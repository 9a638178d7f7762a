import { buffer, text } from "node:stream/consumers";
import type { Archive } from "../../src/lib/archive/archive.ts";

/** The texts of all files below a prefix, by their names. */
export async function readAll(archive: Archive, prefix = ""): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const name of await listNames(archive, prefix)) {
    texts.set(name, await text(archive.read(name)));
  }
  return texts;
}

export async function listNames(archive: Archive, prefix = ""): Promise<readonly string[]> {
  return Array.fromAsync(archive.list(prefix), ({ name }) => name);
}

export async function readBytes(archive: Archive, name: string): Promise<Buffer> {
  return buffer(archive.read(name));
}

export async function writeText(archive: Archive, name: string, content: string): Promise<void> {
  await archive.write(name, chunks(content), { contentType: "text/plain" });
}

/** Puts other content in the place of a file's, which an archive itself would never do. */
export async function replaceText(archive: Archive, name: string, content: string): Promise<void> {
  await archive.remove(name);
  await writeText(archive, name, content);
}

export async function removeAllFiles(archive: Archive): Promise<void> {
  for (const name of await listNames(archive)) {
    await archive.remove(name);
  }
}

/** An archive that gives back something else than what it was given, as a failing disk does. */
export function misreadArchive(
  archive: Archive,
  misread: (bytes: Uint8Array, name: string) => Uint8Array,
): Archive {
  return {
    ...archive,
    async *read(name) {
      yield misread(Buffer.concat(await Array.fromAsync(archive.read(name))), name);
    },
  };
}

async function* chunks(content: string): AsyncGenerator<string, void> {
  yield content;
}
