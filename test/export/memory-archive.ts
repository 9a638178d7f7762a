import { createHash } from "node:crypto";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { ArchiveError, NameTakenError } from "../../src/lib/errors.ts";

/** An archive in memory, for tests that make hundreds of exports. */
export function createMemoryArchive(): Archive {
  const files = new Map<string, { readonly text: string; readonly modifiedAt: Date }>();
  return {
    location: "memory",
    prepare: async () => {},
    async write(name, content) {
      const text = (await Array.fromAsync(content)).join("");
      const taken = files.get(name)?.text;
      if (taken !== undefined && taken !== text) {
        throw new NameTakenError(`${name} is there with other content.`);
      }
      files.set(name, { text, modifiedAt: new Date() });
      const sha256 = createHash("sha256").update(text).digest("hex");
      return { bytes: Buffer.byteLength(text), sha256, isNew: taken === undefined };
    },
    async *read(name) {
      const text = files.get(name)?.text;
      if (text === undefined) {
        throw new ArchiveError(`There is no ${name}.`);
      }
      yield Buffer.from(text);
    },
    async *list(prefix) {
      for (const [name, { text, modifiedAt }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (name.startsWith(prefix)) {
          yield { name, bytes: Buffer.byteLength(text), modifiedAt };
        }
      }
    },
    async *listUnfinished() {},
    remove: async (name) => {
      files.delete(name);
    },
  };
}
