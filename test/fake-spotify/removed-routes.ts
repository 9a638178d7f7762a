import { refuse } from "./answer.ts";
import type { Route } from "./routes.ts";
import type { Shape } from "./shape.ts";

const RESTRICTED: readonly Shape[] = ["2026", "both"];

/** Endpoints that Spotify took away in 2026: they answer 403, as if the user were to blame. */
export const REMOVED_ROUTES: readonly Route[] = [
  ...removed("GET", RESTRICTED, [
    "/tracks",
    "/albums",
    "/artists",
    "/episodes",
    "/shows",
    "/audiobooks",
    "/users/:id",
    "/users/:id/playlists",
    "/markets",
    "/browse/new-releases",
    "/browse/featured-playlists",
    "/browse/categories",
    "/browse/categories/:id",
    "/browse/categories/:id/playlists",
    "/audio-features",
    "/audio-features/:id",
    "/audio-analysis/:id",
    "/recommendations",
    "/artists/:id/related-artists",
  ]),
  ...["PUT", "DELETE"].flatMap((method) =>
    removed(method, RESTRICTED, [
      "/me/tracks",
      "/me/albums",
      "/me/episodes",
      "/me/shows",
      "/me/audiobooks",
      "/me/following",
      "/playlists/:id/followers",
    ]),
  ),
  ...removed("POST", RESTRICTED, ["/users/:id/playlists"]),
  ...["GET", "POST", "PUT", "DELETE"].flatMap((method) =>
    removed(method, ["2026"], ["/playlists/:id/tracks"]),
  ),
];

function removed(method: string, shapes: readonly Shape[], paths: readonly string[]): Route[] {
  return paths.map((path) => ({ method, path, shapes, answer: () => refuse(403, "Forbidden") }));
}
