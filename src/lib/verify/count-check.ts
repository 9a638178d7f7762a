import type { Manifest } from "../archive/manifest.ts";
import { manifestFile } from "../archive/snapshot.ts";
import type { Findings } from "./verification.ts";

/** What the JSON file holds of a section. */
export interface Held {
  readonly exported: number;
  readonly nulls: number;
}

/** Compares the counts of the manifest with what its JSON file holds. */
export function checkCounts(
  { sections }: Manifest,
  held: Readonly<Record<string, Held>>,
  findings: Findings,
): void {
  for (const [name, { exported, nulls }] of Object.entries(held)) {
    const section = sections[name];
    if (section !== undefined && section.exported !== exported) {
      findings.report(
        manifestFile,
        `counts ${section.exported} exported in section ${name}, and the JSON file holds ${exported}`,
      );
    }
    if (section !== undefined && section.nulls !== nulls) {
      findings.report(
        manifestFile,
        `counts ${section.nulls} nulls in section ${name}, and the JSON file holds ${nulls}`,
      );
    }
  }
}

/** Compares the rows that the manifest tells of a file with those that it must have. */
export function checkRows(
  { files }: Manifest,
  { name, rows }: { readonly name: string; readonly rows: number },
  findings: Findings,
): void {
  const told = files.find((file) => file.name === name)?.rows;
  if (told !== undefined && told !== rows) {
    findings.report(manifestFile, `tells of ${told} rows in ${name}, and there are ${rows} to have`);
  }
}
