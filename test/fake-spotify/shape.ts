/**
 * Which app Spotify believes to serve: one under the restrictions of 2026, an older one, or one on its way from the
 * older to the newer, that is sent both keys at once (`items` and `tracks`, `item` and `track`) and answers to both
 * playlist paths. Contents of other people's playlists are refused to `2026` and `both`.
 */
export type Shape = "2026" | "older" | "both";

/** The fields that the restrictions of 2026 took away: sent to every other app. */
export function unlessRestricted<Fields extends object>(shape: Shape, fields: Fields): Fields | undefined {
  return shape === "2026" ? undefined : fields;
}
