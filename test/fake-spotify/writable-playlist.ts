import { Refusal } from "./answer.ts";
import type { Playlist } from "./library.ts";
import type { RouteContext } from "./routes.ts";
import { requireScopes } from "./scopes.ts";
import { accessFor, findPlaylist, isOwner } from "./world.ts";

/** By visibility, as for all that is done to a playlist: also for following it. */
export function scopeToModify({ isPublic }: Pick<Playlist, "isPublic">): string {
  return isPublic === false ? "playlist-modify-private" : "playlist-modify-public";
}

/** The playlist named in the path. Throws the refusal of whoever may not change its entries: only owner and collaborators may. */
export function findEditable(context: RouteContext): Playlist {
  const playlist = findVisible(context);
  if (accessFor(context.world, context.library, playlist) === "followed") {
    throw new Refusal(403, "You cannot change a playlist you don't own");
  }
  return playlist;
}

/** The playlist named in the path. Throws the refusal of everyone but its owner. */
export function findOwned(context: RouteContext): Playlist {
  const playlist = findVisible(context);
  if (!isOwner(context.library, playlist)) {
    throw new Refusal(403, "You cannot change a playlist you don't own");
  }
  return playlist;
}

function findVisible({ world, library, id, scopes }: RouteContext): Playlist {
  const playlist = findPlaylist(world, library, id);
  if (playlist === undefined) {
    throw new Refusal(404, "Resource not found");
  }
  requireScopes(scopes, [scopeToModify(playlist)]);
  return playlist;
}
