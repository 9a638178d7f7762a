import { type Answer, answerOk, Refusal } from "./answer.ts";
import { isTakenDown, listTracks } from "./catalogue.ts";
import type { Track } from "./library.ts";
import { answerPage, type PageLimits } from "./pages.ts";
import type { Route, RouteContext } from "./routes.ts";
import { parseSearch } from "./search-query.ts";
import { sentTrack } from "./sent-music.ts";
import type { World } from "./world.ts";

const RESTRICTED_LIMITS: PageLimits = { defaultLimit: 5, maximumLimit: 10 };
const OLDER_LIMITS: PageLimits = { defaultLimit: 20, maximumLimit: 50 };

/** Only tracks are found. */
export const SEARCH_ROUTES: readonly Route[] = [{ method: "GET", path: "/search", answer: answerSearch }];

function answerSearch(context: RouteContext): Answer {
  const { query, shape, world } = context;
  const words = query.get("q") ?? "";
  if (words.trim() === "") {
    throw new Refusal(400, "No search query");
  }
  if (query.get("type") !== "track") {
    throw new Refusal(400, "Bad search type field");
  }
  const items = listKnownTracks(world).filter(parseSearch(words));
  const answer = answerPage(context, {
    items,
    toSent: (track) => sentTrack(track, shape),
    limits: shape === "older" ? OLDER_LIMITS : RESTRICTED_LIMITS,
  });
  return answer.status === 200 ? answerOk({ tracks: answer.body }) : answer;
}

/** Each once, without those taken down and those that are left of emptied albums. */
function listKnownTracks(world: World): Track[] {
  const byId = new Map(listTracks(world).map((track) => [track.id, track]));
  return [...byId.values()].filter(({ id, name }) => name !== "" && !isTakenDown(world.libraries, id));
}
