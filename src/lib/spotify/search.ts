import type { ApiGet } from "./request.ts";
import { check, foundTracks, type Playable } from "./schemas.ts";

/** The most that apps made since February 2026 get. */
const mostFound = 10;

/** Tracks that fit a search in Spotify's own language, as in `isrc:…`, the best first. */
export async function searchTracks(get: ApiGet, query: string): Promise<readonly Playable[]> {
  const answer = await get("/search", { type: "track", q: query, limit: mostFound });
  const { items } = check(foundTracks, answer, "GET /search").tracks;
  return items.filter((track) => track !== null);
}
