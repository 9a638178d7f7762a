import { createHash } from "node:crypto";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { ArchiveError, NameTakenError } from "../../src/lib/errors.ts";

/** An archive in memory, for tests that make hundreds of exports. */
export function createMemoryArchive(): Archive {
  const files = new Map<string, { readonly bytes: Buffer; readonly modifiedAt: Date }>();
  return {
    location: "memory",
    prepare: async () => {},
    async write(name, content) {
      const bytes = Buffer.concat((await Array.fromAsync(content)).map((piece) => Buffer.from(piece)));
      const taken = files.get(name)?.bytes;
      if (taken !== undefined && !taken.equals(bytes)) {
        throw new NameTakenError(`${name} is there with other content.`);
      }
      files.set(name, { bytes, modifiedAt: new Date() });
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return { bytes: bytes.length, sha256, isNew: taken === undefined };
    },
    async *read(name) {
      const bytes = files.get(name)?.bytes;
      if (bytes === undefined) {
        throw new ArchiveError(`There is no ${name}.`);
      }
      yield bytes;
    },
    async *list(prefix) {
      for (const [name, { bytes, modifiedAt }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (name.startsWith(prefix)) {
          yield { name, bytes: bytes.length, modifiedAt };
        }
      }
    },
    async *listUnfinished() {},
    remove: async (name) => {
      files.delete(name);
    },
  };
}
