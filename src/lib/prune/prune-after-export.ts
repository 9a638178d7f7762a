import type { Archive } from "../archive/archive.ts";
import { ArchiveError } from "../errors.ts";
import type { Log } from "../log.ts";
import { hasRules, type KeepRules } from "./keep-rules.ts";
import { type PruneResult, pruneArchive } from "./prune-archive.ts";

interface PruningTools {
  readonly archive: Archive;
  readonly state: Archive;
  readonly now: () => Date;
  readonly log: Log;
}

/** Prunes where rules were given, and logs how it went: an export that has published does not fail for it. */
export async function pruneAfterExport(
  { archive, state, now, log }: PruningTools,
  rules: KeepRules,
): Promise<void> {
  if (!hasRules(rules)) {
    return;
  }
  try {
    logPrune(await pruneArchive({ archive, state, rules, now: now(), isDryRun: false }), log);
  } catch (error) {
    if (!(error instanceof ArchiveError)) {
      throw error;
    }
    log.warn("old snapshots could not be removed", { reason: error.message });
  }
}

/** What is gone is told as a warning: who exports by hand is shown no less than that. */
function logPrune(
  { plan, removed, leftovers, unneededState, covers, unfinished, refused }: PruneResult,
  log: Log,
): void {
  if (removed.length > 0) {
    log.warn("old snapshots were removed", {
      removed: removed.map(({ kind, id }) => `${kind}/${id}`),
      kept: plan.length - removed.length,
    });
  }
  if (leftovers.length + unneededState.length + covers.length + unfinished.length > 0) {
    log.warn("what earlier runs had left was removed", { leftovers, unneededState, covers, unfinished });
  }
  for (const { name, reason } of refused) {
    log.warn("something could not be removed", { name, reason });
  }
}
