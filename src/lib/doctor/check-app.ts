import type { ApiGet } from "../spotify/request.ts";
import { listedPlaylist, pageOf, check as validate } from "../spotify/schemas.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";
import { type Finding, toFinding } from "./finding.ts";

type AppMode = "restricted" | "older" | "changing";

const words = {
  restricted: "under the restrictions of 2026: contents come of your own and shared playlists alone",
  older: "an older one, without the restrictions of 2026",
  changing: "an older one on its way into the restrictions of 2026: Spotify sends the old and the new names",
} as const satisfies Record<AppMode, string>;

/** Enough that one of them is no gap where a personalised list is. */
const mostPlaylists = 10;

/** Which of Spotify's two populations of apps this one is in. The list of playlists tells it, or else a removed endpoint. */
export async function checkApp(get: ApiGet): Promise<Finding> {
  try {
    const mode = (await readListMode(get)) ?? (await probeRemoved(get));
    return { check: "app", state: "ok", text: words[mode] };
  } catch (error) {
    return toFinding("app", "Spotify does not list the playlists", error);
  }
}

/** Undefined where no playlist is listed that could show it. */
async function readListMode(get: ApiGet): Promise<AppMode | undefined> {
  const path = "/me/playlists";
  const page = pageOf(listedPlaylist.nullable());
  const { items } = validate(page, await get(path, { limit: mostPlaylists }), `GET ${path}`);
  const shown = items.find((playlist) => playlist?.items != null || playlist?.tracks != null);
  if (shown == null) {
    return undefined;
  }
  if (shown.tracks == null) {
    return "restricted";
  }
  return shown.items == null ? "older" : "changing";
}

/** What was removed is answered 403, as if the user were to blame. */
async function probeRemoved(get: ApiGet): Promise<AppMode> {
  try {
    await get("/markets");
    return "older";
  } catch (error) {
    if (error instanceof SpotifyError && error.status === 403) {
      return "restricted";
    }
    throw error;
  }
}
