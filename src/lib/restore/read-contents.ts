import { readByOffset } from "../spotify/pages.ts";
import type { ContentsReader, PlaylistContents } from "../spotify/playlist-contents.ts";
import { DriftError } from "../spotify/spotify-error.ts";

/** What it takes to read a playlist of the account. */
export interface PlaylistReader {
  readonly spotify: ContentsReader;
  /** Whose account it is. */
  readonly accountId: string;
}

/** What a playlist holds: URIs in order, an empty text where Spotify tells none. */
export interface Contents {
  readonly uris: readonly string[];
  /** The version that they are of, or were when their reading began. */
  readonly version: string | null;
}

const mostReadings = 3;

export function openPlaylist(
  { spotify, accountId }: PlaylistReader,
  {
    id,
    ownerId = accountId,
    isCollaborative = false,
  }: { readonly id: string; readonly ownerId?: string; readonly isCollaborative?: boolean },
): PlaylistContents {
  return spotify.openContents({ id, owner: { id: ownerId }, collaborative: isCollaborative }, accountId);
}

/**
 * Reads all entries of a playlist, again where it was edited meanwhile.
 *
 * @throws {SpotifyError} when they cannot be had, or the playlist does not stand still
 */
export async function readContents(contents: PlaylistContents): Promise<Contents> {
  for (let readings = 1; ; readings += 1) {
    const read = await readOnce(contents);
    if (read !== undefined) {
      return read;
    }
    if (readings === mostReadings) {
      throw new DriftError(`A playlist was edited whenever it was read, ${readings} times.`);
    }
  }
}

/** Undefined where the number of entries changed on the way. */
async function readOnce(contents: PlaylistContents): Promise<Contents | undefined> {
  const { version, page } = await contents.readHead();
  const first = page ?? { total: Number.POSITIVE_INFINITY, items: [] };
  const uris = first.items.map(toUri);
  if (page === undefined || uris.length < page.total) {
    const pages = await Array.fromAsync(readByOffset(contents.readPage, { from: uris.length }));
    const total = page?.total ?? pages[0]?.total ?? 0;
    if (pages.some((other) => other.total !== total)) {
      return undefined;
    }
    for (const { items } of pages.toSorted((a, b) => a.offset - b.offset)) {
      uris.push(...items.map(toUri));
    }
    return uris.length === total ? { uris, version } : undefined;
  }
  return { uris, version };
}

export function toUri({
  item,
}: {
  readonly item: { readonly uri?: string | null | undefined } | null;
}): string {
  return item?.uri ?? "";
}
