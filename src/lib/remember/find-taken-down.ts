import { PausedError } from "../errors.ts";
import type { Collection } from "../snapshot/entry.ts";
import { toStatus } from "../snapshot/words.ts";
import type { ApiGet } from "../spotify/request.ts";
import { check, namedItem } from "../spotify/schemas.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";

/** Requests are dear, and who tidies up removes many: so many items of a run are asked about. */
export const mostQuestions = 20;

/** An item that is in a list no more. */
export interface Missing {
  readonly collection: Exclude<Collection, "items">;
  readonly uri: string;
}

/**
 * Asks Spotify which of the items that have left the library it does not have any more, one request for each: a list does not tell
 * who took an item out. What cannot be found out counts as taken out by the user.
 *
 * @returns their URIs
 */
export async function findTakenDown(missing: readonly Missing[], get: ApiGet): Promise<ReadonlySet<string>> {
  const takenDown = new Set<string>();
  for (const { collection, uri } of missing) {
    const id = uri.split(":").at(-1) ?? "";
    const verdict = await askAbout(`/${collection}/${encodeURIComponent(id)}`, get);
    if (verdict === "unknown") {
      break;
    }
    if (verdict === "taken down") {
      takenDown.add(uri);
    }
  }
  return takenDown;
}

async function askAbout(path: string, get: ApiGet): Promise<"there" | "taken down" | "unknown"> {
  try {
    const item = check(namedItem, await get(path), `GET ${path}`);
    return toStatus(item) === "unavailable" ? "taken down" : "there";
  } catch (error) {
    if (error instanceof SpotifyError) {
      return error.status === 404 ? "taken down" : "unknown";
    }
    // The backup itself is had; it is not worth a pause to learn who took an item out.
    if (error instanceof PausedError) {
      return "unknown";
    }
    throw error;
  }
}
