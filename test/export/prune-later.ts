import type { Archive } from "../../src/lib/archive/archive.ts";
import { keepAll } from "../../src/lib/prune/keep-rules.ts";
import { type PruneOptions, type PruneResult, pruneArchive } from "../../src/lib/prune/prune-archive.ts";
import { createMemoryArchive } from "./memory-archive.ts";

/** Prunes two days after the files were written, so that nothing counts as under way; without rules but for what is given. */
export function pruneLater(
  given: Partial<PruneOptions> & { readonly archive: Archive },
): Promise<PruneResult> {
  return pruneArchive({
    state: createMemoryArchive(),
    rules: keepAll,
    now: inDays(2),
    isDryRun: false,
    ...given,
  });
}

export function inDays(days: number): Date {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1_000);
}
