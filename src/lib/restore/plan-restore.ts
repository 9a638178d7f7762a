import type { AccountState } from "./account-state.ts";
import { countRequests } from "./count-requests.ts";
import type { Loss, RestorePlan } from "./plan.ts";
import { planPlaylists } from "./plan-playlists.ts";
import { planSection } from "./plan-section.ts";
import type { RestoreOptions } from "./restore-options.ts";
import { restorableSections, type SavedEntry, type SavedState } from "./saved-state.ts";
import { toSearchQueries } from "./search-queries.ts";
import { toGoneKey } from "./substitutes.ts";

/**
 * What is to be written for an account to hold what a snapshot holds, and nothing of what it holds already.
 *
 * It knows what an earlier run has written by the account alone, so that it can be made anew at any time: once more of what was
 * planned is done, less is left.
 */
export function planRestore(saved: SavedState, account: AccountState, options: RestoreOptions): RestorePlan {
  const gone = new Map<string, SavedEntry>();
  const context = {
    substitutes: options.substitutes,
    onGone: (entry: SavedEntry) => gone.set(toGoneKey(entry) ?? "", entry),
  };
  const sections = restorableSections.flatMap((section) => {
    const entries = saved.sections[section];
    return entries === undefined
      ? []
      : [
          planSection(
            {
              section,
              saved: entries,
              held: account.sections[section] ?? [],
              isSameAccount: saved.accountId === account.accountId,
              saving: options.saving,
            },
            context,
          ),
        ];
  });
  const playlists = planPlaylists(saved, account, { options, ...context });
  const steps = [...sections, playlists].flatMap((planned) => planned.steps);
  return {
    steps,
    losses: [...findUnsaved(saved), ...[...sections, playlists].flatMap(({ losses }) => losses)],
    gone: [...gone.values()],
    requests: {
      writes: sum(steps.map(countRequests)),
      searches: sum([...gone.values()].map(({ words }) => (words ? toSearchQueries(words).length : 0))),
    },
  };
}

function findUnsaved({ unavailable }: SavedState): readonly Loss[] {
  return [...restorableSections, "playlists" as const].flatMap((where) => {
    const count = unavailable[where] ?? 0;
    return count === 0 ? [] : [{ reason: "contents-not-saved" as const, where, count }];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
