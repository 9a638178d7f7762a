import { countRequests, toCollection } from "../export/collect-contents.ts";
import type { CollectTools } from "../export/collected.ts";
import { isChosen } from "../export/playlists.ts";
import { findRefusals } from "../export/refusals.ts";
import { type Keeper, toKeeper, toListedTotal } from "../spotify/playlist-contents.ts";
import type { ListedPlaylist } from "../spotify/schemas.ts";
import type { KindRehearsal } from "./rehearsal.ts";
import { countPages, rehearseSection } from "./rehearse-library.ts";

type Fate = "unchanged" | "toRead" | "refused";

/** What changed since an earlier part costs at least a page and the playlist's object. */
const requestsOfChanged = 2;

/** Reads the list of playlists, which tells of each how many entries it has and which version it is. */
export async function rehearsePlaylists(
  tools: Pick<CollectTools, "spotify" | "parts" | "profile" | "playlistType">,
): Promise<KindRehearsal> {
  const listed: ListedPlaylist[] = [];
  const playlists = await rehearseSection(async () => {
    let total = 0;
    for await (const page of tools.spotify.readPlaylists()) {
      total = page.total;
      listed.push(...page.items.filter((playlist) => playlist !== null));
    }
    return total;
  });
  const chosen = listed.filter((playlist) => isChosen(playlist, tools));
  const judge = createJudge(tools);
  const fates = chosen.map(judge);
  const count = (wanted: Fate) => fates.filter(({ fate }) => fate === wanted).length;
  const requests = fates.reduce((sum, { requests }) => sum + requests, countPages(playlists.total ?? 0));
  return {
    kind: "playlists",
    sections: {
      playlists,
      items: { total: chosen.reduce((sum, playlist) => sum + (toListedTotal(playlist) ?? 0), 0) },
    },
    playlists: {
      chosen: chosen.length,
      unchanged: count("unchanged"),
      toRead: count("toRead"),
      refused: count("refused"),
    },
    requests,
  };
}

function createJudge({
  parts,
  profile,
}: Pick<CollectTools, "parts" | "profile">): (playlist: ListedPlaylist) => { fate: Fate; requests: number } {
  const refused = new Set<Keeper>(findRefusals({ parts }));
  return (playlist) => {
    const collection = toCollection(playlist);
    const version = playlist.snapshot_id;
    const total = toListedTotal(playlist) ?? 0;
    const keeper = toKeeper(playlist, profile.id);
    const isHeld = parts.holds({ collection });
    const isAsHeld = version != null && parts.holds({ collection, version });
    const isOurs = keeper === "own" || keeper === "shared";
    if (isAsHeld || (isOurs && total === 0 && !isHeld)) {
      return { fate: "unchanged", requests: 0 };
    }
    if (refused.has(keeper)) {
      return { fate: "refused", requests: 0 };
    }
    if (!isOurs && !isHeld) {
      // New apps are refused the first of them, which tells of all.
      refused.add(keeper);
      return { fate: "toRead", requests: 1 };
    }
    return { fate: "toRead", requests: isHeld ? requestsOfChanged : countRequests(total) };
  };
}
