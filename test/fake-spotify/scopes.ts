import { Refusal } from "./answer.ts";

/** What a backup asks for. */
export const READ_SCOPES: readonly string[] = [
  "user-library-read",
  "playlist-read-private",
  "playlist-read-collaborative",
  "user-follow-read",
  "user-top-read",
  "user-read-recently-played",
  "user-read-playback-position",
  "user-read-private",
];

/** What a restore asks for besides. */
export const WRITE_SCOPES: readonly string[] = [
  "user-library-modify",
  "user-follow-modify",
  "playlist-modify-public",
  "playlist-modify-private",
  "ugc-image-upload",
];

/** Throws Spotify's refusal where the user never allowed one of them. */
export function requireScopes(allowed: readonly string[], needed: readonly string[]): void {
  if (needed.some((scope) => !allowed.includes(scope))) {
    throw new Refusal(403, "Insufficient client scope");
  }
}
