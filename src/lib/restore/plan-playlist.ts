import type { AccountPlaylist } from "./account-state.ts";
import type { Aim } from "./aim-at-playlist.ts";
import { applyWrites } from "./apply-writes.ts";
import { countEach, takeOne } from "./count-each.ts";
import {
  type Loss,
  type LossReason,
  lossReasons,
  type PlaylistDetails,
  type PlaylistWrite,
  type Step,
} from "./plan.ts";
import { isWritable, planPlaylistWrites } from "./plan-playlist-writes.ts";
import { hasDetails, toDetails } from "./playlist-details.ts";
import { isSameVersion } from "./playlists-to-read.ts";
import { type ReplacementContext, replaceGone } from "./replace-gone.ts";
import type { SavedEntry, SavedPlaylist } from "./saved-state.ts";

/** Spotify keeps no longer playlists. */
export const mostEntries = 11_000;

/** What a plan knows beyond the playlist itself. */
export interface PlaylistContext extends ReplacementContext {
  /** Whose account is restored into. */
  readonly accountId: string;
  /** The playlist of the account that is to be changed; undefined where there is none, and it is to be made. */
  readonly target: AccountPlaylist | undefined;
  readonly isDeleted: boolean;
}

interface PlannedPlaylist {
  /** Undefined where nothing is to be done, or nothing can be. */
  readonly step: Step | undefined;
  readonly losses: readonly Loss[];
}

/** What it takes for a playlist to hold what it held, with the details that it had. */
export function planPlaylist(
  playlist: SavedPlaylist,
  aim: Aim & { readonly type: "contents" },
  context: PlaylistContext,
): PlannedPlaylist {
  return context.target === undefined
    ? planCreation(playlist, context)
    : planChange(playlist, { ...context, target: context.target, isOwned: aim.isOwned });
}

function planCreation(playlist: SavedPlaylist, context: PlaylistContext): PlannedPlaylist {
  const { facts, entries, coverLoss } = playlist;
  if (entries === undefined) {
    return { step: undefined, losses: toLosses(playlist, { "contents-not-saved": 1 }) };
  }
  const contents = planContents(entries, { ...context, current: [] });
  const { details, changed } = toDetails(facts);
  return {
    step: { type: "create", playlist, details, uris: contents.uris },
    losses: toLosses(playlist, {
      ...contents.lost,
      ...toCounts(changed),
      collaborators: facts.isCollaborative ? 1 : 0,
      ...(coverLoss === undefined ? {} : { [coverLoss]: 1 }),
    }),
  };
}

function planChange(
  playlist: SavedPlaylist,
  context: PlaylistContext & { readonly target: AccountPlaylist; readonly isOwned: boolean },
): PlannedPlaylist {
  const { facts, entries } = playlist;
  const { target, isOwned, isDeleted } = context;
  const isUnchanged = isSameVersion(facts, target.facts);
  const contents =
    isUnchanged || entries === undefined || target.uris === undefined
      ? undefined
      : planContents(entries, { ...context, current: target.uris });
  const { details, lost } = planDetails(playlist, target, { isOwned });
  const writes = contents?.writes ?? [];
  const isNeeded = isDeleted || details !== undefined || writes.length > 0;
  return {
    step: isNeeded
      ? {
          type: "change",
          playlist,
          targetId: target.facts.id,
          details,
          uris: contents?.uris,
          writes,
          isDeleted,
          isCoverSet: false,
        }
      : undefined,
    losses: toLosses(playlist, {
      ...contents?.lost,
      ...lost,
      "contents-not-saved": entries === undefined ? 1 : 0,
      "contents-not-read": !isUnchanged && entries !== undefined && target.uris === undefined ? 1 : 0,
    }),
  };
}

interface PlannedDetails {
  /** Undefined where nothing of them is to be written, or can be. */
  readonly details: PlaylistDetails | undefined;
  readonly lost: Partial<Record<LossReason, number>>;
}

/** Only the owner of a playlist can write its details, and nobody can empty its description. */
function planDetails(
  { facts }: SavedPlaylist,
  target: AccountPlaylist,
  { isOwned }: { readonly isOwned: boolean },
): PlannedDetails {
  const { details, changed } = toDetails(facts);
  if (hasDetails(target.facts, details, facts)) {
    return { details: undefined, lost: {} };
  }
  if (!isOwned) {
    return { details: undefined, lost: { "not-writable": 1 } };
  }
  const { description } = toDetails(target.facts).details;
  const isDescriptionKept = details.description === "" && description !== "";
  const isWritten = !(isDescriptionKept && hasDetails(target.facts, { ...details, description }, facts));
  return {
    details: isWritten ? details : undefined,
    lost: {
      ...toCounts(changed),
      ...(isDescriptionKept ? { "description-changed": 1 } : {}),
    },
  };
}

function toCounts(reasons: readonly LossReason[]): Partial<Record<LossReason, number>> {
  return Object.fromEntries(reasons.map((reason) => [reason, 1]));
}

interface PlannedContents {
  readonly uris: readonly string[];
  readonly writes: readonly PlaylistWrite[];
  readonly lost: Partial<Record<LossReason, number>>;
}

function planContents(
  entries: readonly SavedEntry[],
  { current, accountId, ...context }: PlaylistContext & { readonly current: readonly string[] },
): PlannedContents {
  const { wanted, lost } = replaceGone(entries, { ...context, held: current });
  const possible = wanted.slice(0, mostEntries);
  const writes = planPlaylistWrites(current, possible);
  const uris = applyWrites(current, writes);
  const added = writes.flatMap((write) => (write.type === "add" ? write.uris : []));
  return {
    uris,
    writes,
    lost: {
      "taken-down": lost.filter((reason) => reason === "taken-down").length,
      "unknown-items": lost.filter((reason) => reason === "unknown-items").length,
      "local-files": countMissing(possible, uris),
      unremovable: countMissing(
        uris.filter((uri) => !isWritable(uri)),
        possible,
      ),
      "too-long": wanted.length - possible.length,
      "added-dates": added.length,
      "added-by": countOthers(entries, added, accountId),
    },
  };
}

/** How many are in the one list and not in the other, each as often as it is there. */
function countMissing(uris: readonly string[], others: readonly string[]): number {
  const left = countEach(others);
  return uris.filter((uri) => !takeOne(left, uri)).length;
}

/** How many of those that are put in had been put in by somebody else. */
function countOthers(entries: readonly SavedEntry[], added: readonly string[], accountId: string): number {
  const left = countEach(added);
  return entries.filter(({ uri, addedBy }) => addedBy !== "" && addedBy !== accountId && takeOne(left, uri))
    .length;
}

function toLosses(
  { facts: { id, name } }: SavedPlaylist,
  counts: Partial<Record<LossReason, number>>,
): readonly Loss[] {
  return lossReasons.flatMap((reason) => {
    const count = counts[reason] ?? 0;
    return count === 0 ? [] : [{ reason, where: { id, name }, count }];
  });
}
