import type { AccountPlaylist, AccountState } from "./account-state.ts";
import { aimAtPlaylist } from "./aim-at-playlist.ts";
import { countMisplaced } from "./count-misplaced.ts";
import type { Loss, Step } from "./plan.ts";
import { planPlaylist } from "./plan-playlist.ts";
import type { ReplacementContext } from "./replace-gone.ts";
import type { RestoreOptions } from "./restore-options.ts";
import type { SavedPlaylist, SavedState } from "./saved-state.ts";

/**
 * What is to be done for the user's list of playlists, the last of the list first: Spotify puts a playlist that is made or followed
 * on top of it, so it comes out in its order. Playlists to be followed that stand side by side go together.
 */
export function planPlaylists(
  saved: SavedState,
  account: AccountState,
  { options, ...context }: { readonly options: RestoreOptions } & ReplacementContext,
): { readonly steps: readonly Step[]; readonly losses: readonly Loss[] } {
  const listed = toMap(account.playlists);
  const deleted = toMap(account.deletedPlaylists);
  const aims = {
    savedAccountId: saved.accountId,
    accountId: account.accountId,
    listedIds: new Set(listed.keys()),
    options,
  };
  const savedIds = new Map([...(options.created ?? [])].map(([savedId, id]) => [id, savedId]));
  const steps: Step[] = [];
  const losses: Loss[][] = [];

  function plan(playlist: SavedPlaylist): void {
    const { id, name } = playlist.facts;
    const aim = aimAtPlaylist(playlist, aims);
    switch (aim.type) {
      case "personalised":
        if (!listed.has(id)) {
          losses.push([{ reason: "personalised-playlists", where: { id, name }, count: 1 }]);
        }
        return;
      case "follow":
        if (!listed.has(id)) {
          steps.push({ type: "follow", playlists: [playlist] });
        }
        return;
      case "contents": {
        const targetId = aim.targetId ?? "";
        const target = listed.get(targetId) ?? deleted.get(targetId);
        const planned = planPlaylist(playlist, aim, {
          ...context,
          accountId: account.accountId,
          target,
          isDeleted: target !== undefined && !listed.has(targetId),
        });
        losses.push([...planned.losses]);
        if (planned.step !== undefined) {
          steps.push(planned.step);
        }
      }
    }
  }

  for (const playlist of saved.playlists.toReversed()) {
    plan(playlist);
  }
  const coming = steps.flatMap(findComing).toReversed();
  const staying = [...listed.keys()].map((id) => savedIds.get(id) ?? id);
  const misplaced = countMisplaced(
    [...new Set([...coming, ...staying])],
    saved.playlists.map(({ facts }) => facts.id),
  );
  return {
    steps: joinFollows(steps),
    losses: [
      // As the list has them, and not as they are written.
      ...losses.toReversed().flat(),
      ...(misplaced === 0
        ? []
        : [{ reason: "list-order" as const, where: "playlists" as const, count: misplaced }]),
    ],
  };
}

function toMap(playlists: readonly AccountPlaylist[]): ReadonlyMap<string, AccountPlaylist> {
  return new Map(playlists.map((playlist) => [playlist.facts.id, playlist]));
}

/** Neighbours go together. */
function joinFollows(steps: readonly Step[]): readonly Step[] {
  const joined: Step[] = [];
  for (const step of steps) {
    const last = joined.at(-1);
    if (step.type === "follow" && last?.type === "follow") {
      joined[joined.length - 1] = { type: "follow", playlists: [...last.playlists, ...step.playlists] };
    } else {
      joined.push(step);
    }
  }
  return joined;
}

/** The ids of the playlists that a step puts on top of the list, one after the other. */
function findComing(step: Step): readonly string[] {
  switch (step.type) {
    case "follow":
      return step.playlists.map(({ facts }) => facts.id);
    case "create":
      return [step.playlist.facts.id];
    case "change":
      return step.isDeleted ? [step.playlist.facts.id] : [];
    case "save":
      return [];
  }
}
