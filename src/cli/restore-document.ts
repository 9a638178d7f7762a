import type { AccountState } from "../lib/restore/account-state.ts";
import { countRequests } from "../lib/restore/count-requests.ts";
import type { RestorePlan, Step } from "../lib/restore/plan.ts";
import type { SavedEntry, SavedPlaylist, SavedState } from "../lib/restore/saved-state.ts";
import type { Candidate, Substitution } from "../lib/restore/substitutes.ts";
import type { FinishedRestore } from "./format-restore-report.ts";

/** What `restore --json` prints; `report` is null where nothing was done. */
export function toRestoreDocument({
  saved,
  account,
  plan,
  report,
}: {
  readonly saved: Pick<SavedState, "accountId" | "snapshots">;
  readonly account: Pick<AccountState, "accountId">;
  readonly plan: RestorePlan;
  readonly report: FinishedRestore | undefined;
}): Record<string, unknown> {
  return {
    snapshots: saved.snapshots,
    from: saved.accountId,
    into: account.accountId,
    plan: {
      requests: plan.requests,
      steps: plan.steps.map(toStep),
      losses: plan.losses,
      gone: plan.gone.map(toItem),
    },
    report: report === undefined ? null : { ...report, searched: report.searched.map(toSearched) },
  };
}

/** The exact writes of a step. */
function toStep(step: Step): Record<string, unknown> {
  const requests = countRequests(step);
  switch (step.type) {
    case "save":
      return { ...step, requests };
    case "follow":
      return { type: step.type, playlists: step.playlists.map(toPlaylist), requests };
    case "create": {
      const { type, playlist, details, uris } = step;
      return {
        type,
        playlist: toPlaylist(playlist),
        details,
        cover: playlist.coverFile ?? null,
        uris,
        requests,
      };
    }
    case "change": {
      const { type, playlist, targetId, details = null, writes, isDeleted, isCoverSet } = step;
      const cover = isCoverSet ? (playlist.coverFile ?? null) : null;
      return { type, playlist: toPlaylist(playlist), targetId, details, cover, writes, isDeleted, requests };
    }
  }
}

function toPlaylist({ facts: { id, name } }: SavedPlaylist): Record<string, unknown> {
  return { id, name };
}

function toItem({ uri, words, durationMs }: Pick<SavedEntry, "uri" | "words" | "durationMs">) {
  const { name = "", artists = [], album = "", isrc = "" } = words ?? {};
  return { uri, name, artists, album, isrc, durationMs: durationMs ?? null };
}

function toFound({ words, durationMs }: Candidate): Record<string, unknown> {
  return toItem({ uri: words.uri, words, durationMs });
}

function toSearched({ entry, taken, verdicts }: Substitution): Record<string, unknown> {
  return {
    ...toItem(entry),
    substitute: taken === undefined ? null : taken.words.uri,
    found: verdicts.map(({ candidate, isSame, reason }) => ({ ...toFound(candidate), isSame, reason })),
  };
}
