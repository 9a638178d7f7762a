import { ArchiveError } from "../errors.ts";
import type { ExportTools } from "../export/export-tools.ts";
import { hasRules, type KeepRules } from "./keep-rules.ts";
import { pruneArchive } from "./prune-archive.ts";

/** Prunes where rules were given, and logs how it went: an export that has published does not fail for it. */
export async function pruneAfterExport(
  { archive, state, now, log }: Pick<ExportTools, "archive" | "state" | "now" | "log">,
  rules: KeepRules,
): Promise<void> {
  if (!hasRules(rules)) {
    return;
  }
  try {
    const { removed, plan, leftovers, refused, bytesFreed } = await pruneArchive({
      archive,
      state,
      rules,
      now: now(),
      isDryRun: false,
    });
    log.info("old snapshots were removed", {
      removed: removed.map(({ kind, id }) => `${kind}/${id}`),
      kept: plan.length - removed.length,
      leftovers: leftovers.length,
      bytesFreed,
    });
    for (const { name, reason } of refused) {
      log.warn("a file could not be removed", { name, reason });
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) {
      throw error;
    }
    log.warn("old snapshots could not be removed", { reason: error.message });
  }
}
