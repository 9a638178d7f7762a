import { isDeepStrictEqual } from "node:util";
import type { Manifest } from "../archive/manifest.ts";
import type { Piece } from "../snapshot/document.ts";

const headerFields = ["format", "kind", "id", "account"] as const;

/** Checks the fields of a JSON file's outermost object: the header's say what the manifest says, and each is there once. */
export function createHeaderCheck(
  manifest: Manifest,
  {
    lists,
    optional,
    report,
  }: {
    readonly lists: readonly string[];
    readonly optional: readonly string[];
    readonly report: (problem: string) => void;
  },
): { add(piece: Piece): void; finish(): void } {
  const found = new Set<string>();
  const needed = [...headerFields, ...lists];

  function note(key: string): void {
    if (found.size === found.add(key).size) {
      report(`has ${key} twice`);
    }
    if (!needed.includes(key) && !optional.includes(key)) {
      report(`has a field ${JSON.stringify(key)}, which no file of its kind has`);
    }
  }

  return {
    add(piece) {
      const [key, ...deeper] = piece.at;
      if (piece.type === "begin" && typeof key === "string" && deeper.length === 0) {
        note(key);
        if (headerFields.some((field) => field === key)) {
          report(`has another ${key} than the manifest`);
        }
      }
      if (piece.type === "field" && key === undefined) {
        note(piece.key);
        const field = headerFields.find((candidate) => candidate === piece.key);
        if (field !== undefined && !isDeepStrictEqual(piece.value, manifest[field])) {
          report(`has another ${field} than the manifest`);
        }
      }
    },
    finish() {
      for (const key of needed.filter((candidate) => !found.has(candidate))) {
        report(`has no ${key}`);
      }
    },
  };
}
