import { createHash } from "node:crypto";
import type { Manifest } from "./manifest.ts";

/** What manifests held before they were sealed, in its order. */
const unsealedFields = [
  "format",
  "kind",
  "id",
  "status",
  "account",
  "startedAt",
  "finishedAt",
  "files",
  "sections",
  "unavailable",
  "requests",
  "exporter",
];

/** The manifest with its seal as the last field: the SHA-256 of its text without that field. */
export function sealManifest({ seal: _, ...manifest }: Manifest): Manifest {
  return { ...manifest, seal: hash(renderManifest(manifest)) };
}

/** The text of `manifest.json`. */
export function renderManifest(manifest: Manifest): string {
  return render(manifest);
}

/**
 * What shows that the text of a manifest is not as it was written, or undefined. One of an older version has no seal: then only
 * its layout and its fields can show something.
 */
export function findSealFault(text: string): string | undefined {
  const document: unknown = JSON.parse(text);
  if (typeof document !== "object" || document === null || render(document) !== text) {
    return "is not laid out as the exporter lays it out: it was changed after it was written";
  }
  const fields = Object.keys(document);
  if (!("seal" in document)) {
    return fields.join() === unsealedFields.join()
      ? undefined
      : "has no seal, and not the fields of a manifest from before there were seals: it was changed after it was written";
  }
  const { seal, ...rest } = document;
  return fields.at(-1) === "seal" && seal === hash(render(rest))
    ? undefined
    : "does not fit its seal: it was changed after it was written";
}

function render(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
