import type { PlaylistEntry } from "../spotify/playlist-contents.ts";

/** Tells an entry of a playlist from others, as far as entries that are there twice can be told apart. */
export function toEntryKey({ added_at, added_by, item }: PlaylistEntry): string {
  return `${added_at ?? ""} ${added_by?.id ?? ""} ${item?.uri ?? ""}`;
}
