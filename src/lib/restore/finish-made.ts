import type { AccountState } from "./account-state.ts";
import { countRequests } from "./count-requests.ts";
import { mergeEdited } from "./merge-edited.ts";
import type { RestorePlan, Step } from "./plan.ts";
import { planPlaylistWrites } from "./plan-playlist-writes.ts";
import type { SavedState } from "./saved-state.ts";

/**
 * A plan in which the playlists that an earlier run has begun to make are gone on with: what somebody has put into them since stays,
 * and those that hold everything already are finished all the same, with their cover.
 *
 * @param created by the ids in the snapshot, those of the playlists in the account
 */
export function finishMade(
  plan: RestorePlan,
  {
    saved,
    account,
    created,
  }: {
    readonly saved: SavedState;
    readonly account: AccountState;
    readonly created: ReadonlyMap<string, string>;
  },
): RestorePlan {
  const held = new Map(
    [...account.playlists, ...account.deletedPlaylists].map(({ facts, uris }) => [facts.id, uris]),
  );
  const isMade = new Set(created.values());
  const planned = new Set(plan.steps.flatMap((step) => ("playlist" in step ? [step.playlist.facts.id] : [])));

  function goOn(step: Step): Step {
    if (step.type !== "change" || !isMade.has(step.targetId) || step.uris === undefined) {
      return step;
    }
    const now = held.get(step.targetId) ?? [];
    const uris = mergeEdited(now, step.uris);
    const isCoverSet = step.playlist.coverFile !== undefined;
    return { ...step, uris, writes: planPlaylistWrites(now, uris), isCoverSet };
  }

  const unplanned = saved.playlists.flatMap((playlist): readonly Step[] => {
    const targetId = created.get(playlist.facts.id);
    const uris = held.get(targetId ?? "");
    return targetId === undefined || uris === undefined || planned.has(playlist.facts.id)
      ? []
      : [
          {
            type: "change",
            playlist,
            targetId,
            details: undefined,
            uris,
            writes: [],
            isDeleted: false,
            isCoverSet: playlist.coverFile !== undefined,
          },
        ];
  });
  const steps = [...plan.steps.map(goOn), ...unplanned];
  const writes = steps.reduce((sum, step) => sum + countRequests(step), 0);
  return { ...plan, steps, requests: { ...plan.requests, writes } };
}
