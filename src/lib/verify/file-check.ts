import { createHash } from "node:crypto";
import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { manifestFile, toSnapshotFolder } from "../archive/snapshot.ts";
import { toFileNames } from "./expected-files.ts";
import type { Findings } from "./verification.ts";

/** How the files of a snapshot were found: those that can be read, and those of them that are as the manifest says. */
interface CheckedFiles {
  readonly readable: ReadonlySet<string>;
  readonly whole: ReadonlySet<string>;
}

/** What Windows and Excel leave in a folder that somebody looks into. */
const madeByDesktops = /^(?:Thumbs\.db|desktop\.ini|~\$[^/]*)$/i;

/** Compares the files in a snapshot's folder with those that its manifest names, by length and hash. */
export async function checkFiles(
  archive: Archive,
  manifest: Manifest,
  findings: Findings,
): Promise<CheckedFiles> {
  const prefix = `${toSnapshotFolder(manifest.kind, manifest.id)}/`;
  const listed = await Array.fromAsync(archive.list(prefix), ({ name }) => name.slice(prefix.length));
  const named = new Map(manifest.files.map((file) => [file.name, file]));
  for (const name of listed) {
    if (name === manifestFile || named.has(name)) {
      continue;
    }
    if (madeByDesktops.test(name)) {
      findings.note(`${name} lies in the folder, which a desktop has put there`);
    } else {
      findings.report(name, "is not named by the manifest: it does not belong there, move it away");
    }
  }
  const readable = new Set<string>();
  const whole = new Set<string>();
  // Names that a snapshot cannot have are told by the check of the manifest.
  for (const name of toFileNames(manifest)) {
    const expected = named.get(name);
    if (expected === undefined) {
      continue;
    }
    if (!listed.includes(name)) {
      findings.report(name, "is missing");
      continue;
    }
    const found = await findings.attempt(name, () => measure(archive.read(prefix + name)));
    if (found !== undefined) {
      readable.add(name);
      const fault = findFault(expected, found);
      if (fault === undefined) {
        whole.add(name);
      } else {
        findings.report(name, fault);
      }
    }
  }
  return { readable, whole };
}

interface Measured {
  readonly bytes: number;
  readonly sha256: string;
}

/** The length and hash of a file's bytes. */
export async function measure(content: AsyncIterable<Uint8Array>): Promise<Measured> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** How a file is another than it should be; undefined where it is not. */
export function findFault(expected: Measured, found: Measured): string | undefined {
  if (found.bytes < expected.bytes) {
    return `is truncated: it has ${found.bytes} of ${expected.bytes} bytes`;
  }
  if (found.bytes > expected.bytes) {
    return `is longer than it was written: it has ${found.bytes} bytes instead of ${expected.bytes}`;
  }
  return found.sha256 === expected.sha256
    ? undefined
    : "is not what was written: its SHA-256 is not the one in the manifest";
}
