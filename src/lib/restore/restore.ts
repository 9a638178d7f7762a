import { type Kind, kinds } from "../archive/manifest.ts";
import { expectRestoreScopes } from "../consent/restore-consent.ts";
import { ArchiveError } from "../errors.ts";
import { runUntilPause } from "../export/run-until-pause.ts";
import type { Log } from "../log.ts";
import type { SnapshotExpression } from "../snapshot/choose-snapshot.ts";
import type { Profile } from "../spotify/schemas.ts";
import { chooseSources, type Sources, verifySources } from "./choose-source.ts";
import { type Claim, claimRestore } from "./claim.ts";
import { type Execution, executeRestore } from "./execute-restore.ts";
import { forgetJournal, openJournal } from "./journal.ts";
import { findUnfinished, remember } from "./memory.ts";
import { type PreparedRestore, prepareRestore } from "./prepare-restore.ts";
import { type RestoreChoice, readSavedState } from "./read-saved-state.ts";
import type { RestoreReport } from "./report.ts";
import {
  findBegun,
  markBegun,
  markEnded,
  type RestoreTarget,
  toClaimedFolder,
  toRestoreFolder,
} from "./restore-folder.ts";
import type { RestoreOptions } from "./restore-options.ts";
import type { RestoreTools } from "./restore-tools.ts";
import { findSavedCovers } from "./saved-covers.ts";

/** What is to be restored, and how. */
export interface RestoreRequest extends Pick<Execution, "searches">, Pick<RestoreOptions, "into" | "saving"> {
  readonly choice: RestoreChoice;
  /** Undefined for the snapshots of an unfinished restore, or else the latest good ones. */
  readonly expression: SnapshotExpression | undefined;
  /** Whether snapshots with faults are restored from all the same. */
  readonly faults: "refused" | "accepted";
  /** Whether what earlier runs have done counts, or all playlists are made again. */
  readonly earlier: "counts" | "forgotten";
  /** Shown all that is going to be done, before anything is. */
  readonly decide: (prepared: PreparedRestore, source: RestoreSource) => Promise<"go on" | "stop">;
  /** Where the plan is all that is wanted, nobody is kept from restoring meanwhile. */
  readonly purpose: "plan" | "restore";
}

/** From what a restore comes, and whose account it goes into. */
export interface RestoreSource {
  readonly sources: Sources;
  readonly profile: Profile;
  /** Faults of the snapshots that were accepted. */
  readonly problems: readonly string[];
}

export interface RestoreResult extends RestoreSource {
  readonly prepared: PreparedRestore;
  /** Undefined where it was decided to stop. */
  readonly report: RestoreReport | undefined;
}

/**
 * Puts back what snapshots hold into the account whose consent it has: reads both, plans, shows the plan, and does what it says.
 * Run once more, it goes on where the last run was ended, by whatever, and does nothing that is done already.
 *
 * @throws {ConsentError} before anything is sent, where the consent is known not to allow it
 * @throws {PausedError} when Spotify asks for more waiting than the run can afford
 * @throws {ArchiveError} where there is no snapshot, or one with faults
 */
export async function restore(tools: RestoreTools, request: RestoreRequest): Promise<RestoreResult> {
  if (request.purpose === "restore") {
    expectRestoreScopes(await tools.readConsent());
  }
  return runUntilPause(tools, async (ready) => {
    const profile = await ready.readProfile();
    const target = { profile, into: request.into };
    const source = await openSource(ready, { request, target });
    const saved = await readSavedState(
      ready.archive,
      { ...source.sources, covers: findSavedCovers(source.sources.playlists) },
      request.choice,
    );
    const folder = toRestoreFolder(target, saved.snapshots);
    const claim =
      request.purpose === "plan"
        ? undefined
        : await claimRestore(ready.state, { folder: toClaimedFolder(target), ...ready });
    try {
      const isForgotten = request.earlier === "forgotten";
      const kept = isForgotten ? undefined : await openJournal(ready.state, { folder, ...ready });
      const memory = kept?.memory() ?? remember([]);
      const prepared = await prepareRestore(ready, { ...request, saved, memory, profile });
      const decision = await request.decide(prepared, source);
      if (claim === undefined || decision === "stop") {
        return { ...source, prepared, report: undefined };
      }
      if (isForgotten) {
        await forgetJournal(ready.state, folder);
      }
      await markBegun(ready.state, { folder, snapshots: saved.snapshots });
      const journal = kept ?? (await openJournal(ready.state, { folder, ...ready }));
      const report = await executeRestore(ready, prepared, { ...request, journal, claim });
      if (findUnfinished(journal.memory()).size === 0) {
        await markEnded(ready.state, folder);
      }
      return { ...source, prepared, report };
    } finally {
      await release(claim, ready.log);
    }
  });
}

async function openSource(
  { archive, state, onProgress, log }: RestoreTools,
  {
    request,
    target,
  }: { readonly request: RestoreRequest; readonly target: RestoreTarget & { profile: Profile } },
): Promise<RestoreSource> {
  const { expression, choice, faults } = request;
  const { profile } = target;
  const begun = expression === undefined ? await findBegun(state, target) : undefined;
  if (begun !== undefined) {
    log.warn("going on with an unfinished restore", begun);
  }
  const sources = await chooseSources(archive, {
    kinds: toKinds(choice),
    expression,
    begun,
    account: { id: profile.id, display_name: profile.display_name ?? null, account_id: profile.account_id },
  });
  const problems = await verifySources(archive, sources, onProgress);
  if (problems.length > 0 && faults === "refused") {
    throw new ArchiveError(
      `Nothing was restored, for the snapshot is not whole:\n${problems.map((problem) => `  ${problem}`).join("\n")}\n` +
        "Choose another (spotify-exporter snapshots), or restore what there is with --force.",
    );
  }
  return { sources, profile, problems };
}

function toKinds({ sections, playlists }: RestoreChoice): readonly Kind[] {
  return kinds.filter((kind) => (kind === "library" ? sections : playlists).length > 0);
}

/** What cannot be released goes stale by itself. */
async function release(claim: Claim | undefined, log: Log): Promise<void> {
  try {
    await claim?.release();
  } catch (error) {
    if (!(error instanceof ArchiveError)) {
      throw error;
    }
    log.warn("the restore could not be marked as ended, so another one has to wait 15 minutes", {
      reason: error.message,
    });
  }
}
