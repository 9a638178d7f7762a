import type { RestoreOptions } from "./restore-options.ts";
import type { SavedPlaylist } from "./saved-state.ts";

/** What is to become of a saved playlist, before anybody knows what the account has. */
export type Aim =
  /** It is to be in the user's list, whatever it holds now. */
  | { readonly type: "follow" }
  /** It is to hold what it held. Without a target it is made; `isOwned` tells whether its details can be written. */
  | { readonly type: "contents"; readonly targetId: string | undefined; readonly isOwned: boolean }
  /** Spotify makes it for each user, and lets no app look it up. */
  | { readonly type: "personalised" };

/** What tells whose a playlist was, and whose it would be. */
export interface AimContext {
  /** Whose library is saved. */
  readonly savedAccountId: string;
  /** Whose account is restored into. */
  readonly accountId: string;
  readonly listedIds: ReadonlySet<string>;
  readonly options: RestoreOptions;
}

export function aimAtPlaylist(
  { facts, entries }: SavedPlaylist,
  { savedAccountId, accountId, listedIds, options }: AimContext,
): Aim {
  const { id, ownerId, isCollaborative } = facts;
  if (id.startsWith("37i9dQZ")) {
    return { type: "personalised" };
  }
  const madeId = options.created?.get(id);
  if (ownerId === savedAccountId) {
    const sameId = options.into === "same" && savedAccountId === accountId ? id : undefined;
    return { type: "contents", targetId: madeId ?? sameId, isOwned: true };
  }
  // Whoever follows one that others share need not be among them, but Spotify gave its contents to one of them.
  if (!isCollaborative || entries === undefined) {
    return { type: "follow" };
  }
  if (options.into === "new") {
    return { type: "contents", targetId: madeId, isOwned: true };
  }
  return listedIds.has(id) ? { type: "contents", targetId: id, isOwned: false } : { type: "follow" };
}
