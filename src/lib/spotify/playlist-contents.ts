import { dropMarkets } from "./markets.ts";
import { type Page, type Pages, readByOffset } from "./pages.ts";
import type { ApiGet } from "./request.ts";
import {
  check,
  expectOffset,
  fetchedPlaylist,
  type ListedPlaylist,
  type Playable,
  playlistVersion,
  type WireEntry,
  wireEntryPage,
} from "./schemas.ts";
import { DriftError, SpotifyError } from "./spotify-error.ts";

/** A playlist entry as it came, its contents under the one name `item`. */
export type PlaylistEntry = WireEntry & { readonly item: Playable | null };

/** Spotify does not give this playlist's contents to this app: a fact to declare, not a failure. */
export class ContentsRefusedError extends SpotifyError {
  override readonly name = "ContentsRefusedError";
}

/**
 * By whom a playlist is kept decides whether its contents come: `own` ones and `shared` ones (collaborative) always,
 * those of `others` only for apps older than February 2026, those of `spotify` only for apps older still.
 */
export type Keeper = "own" | "shared" | "others" | "spotify";

export function toKeeper(playlist: ListedPlaylist, userId: string): Keeper {
  if (playlist.owner?.id === userId) {
    return "own";
  }
  if (playlist.owner?.id === "spotify" || playlist.id.startsWith("37i9dQZ")) {
    return "spotify";
  }
  return playlist.collaborative === true ? "shared" : "others";
}

/** How many entries `/me/playlists` says a playlist has, or undefined where it does not say. */
export function toListedTotal(playlist: ListedPlaylist): number | undefined {
  return (playlist.items ?? playlist.tracks)?.total;
}

const additionalTypes = { additional_types: "track,episode" };

const refusalReasons = {
  others:
    "Spotify gives apps made since February 2026 only the playlists that the user owns or collaborates on",
  spotify: "Spotify does not give apps the contents of its own and personalised playlists",
} as const;

/**
 * Reads contents of playlists. A refusal that holds for all playlists of a keeper is remembered, so that the
 * others of that keeper cost no request.
 */
export function createContentsReader(get: ApiGet): {
  /** @throws {ContentsRefusedError} on the first step, where Spotify does not give the contents */
  readEntries(playlist: ListedPlaylist, userId: string): Pages<PlaylistEntry>;
} {
  const refusedKeepers = new Set<Keeper>();

  async function* readEntries(playlist: ListedPlaylist, userId: string): AsyncGenerator<Page<PlaylistEntry>> {
    const keeper = toKeeper(playlist, userId);
    if ((keeper === "others" || keeper === "spotify") && refusedKeepers.has(keeper)) {
      throw new ContentsRefusedError(refusalReasons[keeper]);
    }
    if ((keeper === "own" || keeper === "shared") && toListedTotal(playlist) === 0) {
      yield { total: 0, items: [] };
      return;
    }
    try {
      yield* readFromSpotify(playlist.id, keeper);
    } catch (error) {
      if (!(error instanceof SpotifyError) || keeper === "own") {
        throw error;
      }
      if (keeper === "shared") {
        // One may follow a collaborative playlist without being among those who share it.
        throw error.status === 403
          ? new ContentsRefusedError(error.message, { status: 403, cause: error })
          : error;
      }
      if (isRefusalOfAll(error, keeper)) {
        refusedKeepers.add(keeper);
        throw new ContentsRefusedError(refusalReasons[keeper], { cause: error });
      }
      if (error.status === 404) {
        throw new ContentsRefusedError(error.message, { status: error.status, cause: error });
      }
      throw error;
    }
  }

  /** The playlist's own object brings the first entries (100, as a rule); pages bring the rest. */
  async function* readFromSpotify(id: string, keeper: Keeper): AsyncGenerator<Page<PlaylistEntry>> {
    const path = `/playlists/${encodeURIComponent(id)}`;
    const fetched = check(fetchedPlaylist, await get(path, additionalTypes), `GET ${path}`);
    const contents = fetched.items ?? fetched.tracks;
    if (contents?.items === undefined && (keeper === "others" || keeper === "spotify")) {
      throw new ContentsWithheld(`GET ${path} came without contents`);
    }
    const embedded = contents?.items === undefined ? undefined : toEmbeddedPage(contents, path);
    // An app that still gets the older shape has the older path too.
    const pagesPath = fetched.items == null && fetched.tracks != null ? `${path}/tracks` : `${path}/items`;
    let pages = 0;
    yield* readByOffset(async (offset) => {
      pages += 1;
      return offset === 0 && embedded !== undefined ? embedded : readPage(pagesPath, offset, keeper);
    });
    // The versions of Spotify's own playlists change with every request and tell nothing.
    if (pages > 1 && keeper !== "spotify") {
      await expectVersion(path, fetched.snapshot_id);
    }
  }

  async function readPage(path: string, offset: number, keeper: Keeper): Promise<Page<PlaylistEntry>> {
    try {
      const query = { ...additionalTypes, limit: 50, offset };
      return toEntryPage(await get(path, query), path, offset);
    } catch (error) {
      if (error instanceof SpotifyError && error.status === 403 && keeper === "others") {
        throw new ContentsWithheld(error.message, { status: error.status, cause: error });
      }
      throw error;
    }
  }

  /** Edits that leave the total as it was, such as a move, show in the version alone. */
  async function expectVersion(path: string, version: string | null | undefined): Promise<void> {
    const now = check(playlistVersion, await get(path, { fields: "snapshot_id" }), `GET ${path}`);
    if (now.snapshot_id !== version) {
      throw new DriftError("the playlist was edited while it was read");
    }
  }

  return { readEntries };
}

class ContentsWithheld extends SpotifyError {}

/** A playlist that is gone answers 404 as well; only these answers speak of all playlists of their keeper. */
function isRefusalOfAll(error: SpotifyError, keeper: Keeper): keeper is "others" | "spotify" {
  return (
    (keeper === "others" && error instanceof ContentsWithheld) ||
    (keeper === "spotify" && (error instanceof ContentsWithheld || error.status === 404))
  );
}

/** However many entries an object embeds will do, but none of several is none embedded. */
function toEmbeddedPage(contents: unknown, path: string): Page<PlaylistEntry> | undefined {
  const page = toEntryPage(contents, path);
  return page.items.length === 0 && page.total > 0 ? undefined : page;
}

function toEntryPage(answer: unknown, path: string, offset = 0): Page<PlaylistEntry> {
  const page = check(wireEntryPage, answer, `GET ${path}`);
  expectOffset(page, offset, `GET ${path}`);
  const { total, items } = page;
  return { total, items: dropMarkets(items).map(toEntry) };
}

function toEntry({ item, track, ...rest }: WireEntry): PlaylistEntry {
  return { ...rest, item: item ?? track ?? null };
}
