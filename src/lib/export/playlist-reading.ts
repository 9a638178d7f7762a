import { type Page, readByOffset } from "../spotify/pages.ts";
import type { PlaylistContents, PlaylistEntry } from "../spotify/playlist-contents.ts";
import { type HeldPlaylist, readChangedPlaylist } from "./changed-playlist.ts";
import { toEntryKey } from "./entry-key.ts";
import { type Held, isAsHeld, joinPieces, toStretch } from "./held.ts";
import { createAim } from "./playlist-aim.ts";
import type { CollectionReading } from "./reading.ts";
import { readWholePlaylist } from "./whole-playlist.ts";

export interface PlaylistReading extends CollectionReading<PlaylistEntry> {
  /** The version that the last reading is of; null where Spotify names none. */
  readonly version: () => string | null;
  /** Whether it is proven to be of that version: not where the version changes although the contents do not. */
  readonly isProven: () => boolean;
}

/** Reads a playlist with the fewest requests that prove what was read, again as often as it is asked to. */
export function createPlaylistReading(
  contents: PlaylistContents,
  listed: { readonly version: string | null; readonly total: number | undefined },
  held: HeldPlaylist | undefined,
): PlaylistReading {
  const { version: listedVersion, total } = listed;
  const aim = createAim(
    listedVersion === null || total === undefined ? undefined : { version: listedVersion, total },
  );
  let version: string | null = null;
  let isProven = true;
  let taken = 0;

  async function* readPages(): AsyncGenerator<Page<PlaylistEntry>, void, undefined> {
    taken = 0;
    isProven = true;
    // The versions of Spotify's own playlists change with every request and tell nothing.
    if (contents.keeper === "spotify") {
      ({ version, taken } = yield* readUnversionedPlaylist(contents, held));
      return;
    }
    const changed = held === undefined ? undefined : await readChangedPlaylist(contents, aim, held);
    if (changed === undefined) {
      ({ version, isProven } = yield* readWholePlaylist(contents, aim));
    } else {
      ({ version, taken } = changed);
      yield* changed.pages;
    }
  }

  return { readPages, countTaken: () => taken, version: () => version, isProven: () => isProven };
}

/** What is held is taken to be as it was while the total and the first entries are. */
async function* readUnversionedPlaylist(
  contents: PlaylistContents,
  held: Held<PlaylistEntry> | undefined,
): AsyncGenerator<Page<PlaylistEntry>, { version: string | null; taken: number }, undefined> {
  const { version, page } = await contents.readHead();
  const first = page ?? { offset: 0, total: 0, items: [] };
  const from = first.items.length;
  const { total } = first;
  yield first;
  if (held !== undefined && from > 0 && isAsHeld(held, [toStretch(first, toEntryKey)], total)) {
    const rest = { from: "held", start: from, offset: from, length: total - from } as const;
    yield* joinPieces([rest], { held, read: [], total });
    return { version, taken: rest.length };
  }
  if (from < total) {
    yield* readByOffset(contents.readPage, { from, to: total });
  }
  return { version, taken: 0 };
}
