import type { FakeLibrary } from "./library.ts";

/** Just after all that the made-up libraries hold. */
const EARLIEST_EDIT = Date.UTC(2026, 10, 1);
const MINUTE_MS = 60_000;

interface Dated {
  readonly addedAt: string | null;
}

/** A moment, in milliseconds, at which something can be added to the list and be the latest in it. */
export function momentAfter(list: readonly Dated[]): number {
  let latest = EARLIEST_EDIT;
  for (const { addedAt } of list) {
    if (addedAt !== null) {
      latest = Math.max(latest, Date.parse(addedAt));
    }
  }
  return latest + MINUTE_MS;
}

/** A moment, in milliseconds, later than every date in the library. */
export function momentAfterAll(library: FakeLibrary): number {
  const { tracks, albums, shows, episodes, audiobooks, playlists } = library;
  const contents = playlists.map((playlist) => playlist?.entries ?? []);
  return Math.max(...[tracks, albums, shows, episodes, audiobooks, ...contents].map(momentAfter));
}
