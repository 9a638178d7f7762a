import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { type Kind, type Manifest, parseManifest } from "../../src/lib/archive/manifest.ts";
import { renderManifest, sealManifest } from "../../src/lib/archive/manifest-seal.ts";
import { listNames, replaceText } from "./archive-files.ts";

/** A snapshot in the hands of a forger. Files go by their names without the date stamp, as in `albums.csv`. */
export interface Forgery {
  manifest: Manifest;
  /** The text of a file is replaced by what `edit` makes of it. */
  edit(file: string, edit: (content: string) => string): void;
  remove(file: string): void;
}

/** Changes a snapshot as somebody would who knows its format: sizes and hashes are put right, and the manifest is sealed anew. */
export async function forge(
  archive: Archive,
  { kind, id }: { readonly kind: Kind; readonly id: string },
  change: (forgery: Forgery) => void,
): Promise<Manifest> {
  const folder = `${kind}/${id}`;
  const manifestName = `${folder}/manifest.json`;
  const texts = await readExactly(archive, `${folder}/`);
  const manifest = parseManifest(texts.get(manifestName) ?? "", manifestName);
  const toName = (file: string) => `${folder}/${file.replace(".", `_${id}.`)}`;
  const removed = new Set<string>();
  const forgery: Forgery = {
    manifest,
    edit(file, edit) {
      const before = texts.get(toName(file)) ?? "";
      const after = edit(before);
      if (before === after) {
        throw new Error(`Nothing was changed in ${file}.`);
      }
      texts.set(toName(file), after);
    },
    remove: (file) => void removed.add(toName(file)),
  };
  change(forgery);
  for (const [name, content] of texts) {
    await (removed.has(name) ? archive.remove(name) : replaceText(archive, name, content));
  }
  const files = forgery.manifest.files
    .filter(({ name }) => !removed.has(`${folder}/${name}`))
    .map((file) => ({ ...file, ...measure(texts.get(`${folder}/${file.name}`) ?? "") }));
  const sealed = sealManifest({ ...forgery.manifest, files });
  await replaceText(archive, manifestName, renderManifest(sealed));
  return sealed;
}

/** The texts of all files by their names, with the byte order marks of the CSV files. */
export async function readExactly(archive: Archive, prefix = ""): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const name of await listNames(archive, prefix)) {
    texts.set(name, (await buffer(archive.read(name))).toString("utf8"));
  }
  return texts;
}

export function measure(content: string): { readonly bytes: number; readonly sha256: string } {
  return {
    bytes: Buffer.byteLength(content),
    sha256: createHash("sha256").update(content).digest("hex"),
  };
}
