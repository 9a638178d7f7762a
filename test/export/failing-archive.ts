import type { Archive, Content } from "../../src/lib/archive/archive.ts";
import { ArchiveError } from "../../src/lib/errors.ts";

/** An archive like another, but its `n`-th write fails, before anything of the file is written or in its middle. */
export function failNthWrite(archive: Archive, n: number, when: "before" | "midway"): Archive {
  let writes = 0;
  return {
    ...archive,
    async write(name, content, options) {
      writes += 1;
      if (writes !== n) {
        return archive.write(name, content, options);
      }
      const failure = new ArchiveError(`Could not write ${name}: no space left on device.`);
      if (when === "before") {
        throw failure;
      }
      return archive.write(name, breakOff(content, failure), options);
    },
  };
}

async function* breakOff(content: Content, failure: Error): AsyncGenerator<string | Uint8Array, void> {
  for await (const chunk of content) {
    yield chunk.slice(0, chunk.length / 2);
    throw failure;
  }
}
