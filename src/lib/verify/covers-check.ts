import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { isCoverFile } from "../covers/cover.ts";
import { findFault, measure } from "./file-check.ts";
import type { Findings } from "./verification.ts";

/** Compares the covers that a manifest names with the files that it shares with other snapshots, by length and hash. */
export async function checkCovers(archive: Archive, { covers }: Manifest, findings: Findings): Promise<void> {
  const byName = Map.groupBy(covers?.kept ?? [], ({ name }) => name);
  for (const [name, kept] of byName) {
    const [expected] = kept;
    if (expected === undefined || !isCoverFile(name) || kept.some(({ sha256 }) => !name.includes(sha256))) {
      findings.report(name, "is no name of a cover: the manifest was changed");
      continue;
    }
    const found = await findings.attempt(name, () => measure(archive.read(name)));
    const fault = found === undefined ? undefined : findFault(expected, found);
    if (fault !== undefined) {
      findings.report(name, fault);
    }
  }
}
