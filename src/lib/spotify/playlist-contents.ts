import { dropMarkets } from "./markets.ts";
import { type Page, type Pages, readByOffset } from "./pages.ts";
import type { ApiGet } from "./request.ts";
import {
  check,
  fetchedPlaylist,
  type ListedPlaylist,
  type Playable,
  type WireEntry,
  wireEntryPage,
} from "./schemas.ts";
import { SpotifyError } from "./spotify-error.ts";

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
      if (isRefusalOfAll(error, keeper)) {
        refusedKeepers.add(keeper);
        throw new ContentsRefusedError(refusalReasons[keeper], { cause: error });
      }
      if (error.status === 403 || error.status === 404) {
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
    const embedded = contents?.items === undefined ? undefined : toEntryPage(contents, path);
    if (embedded === undefined && (keeper === "others" || keeper === "spotify")) {
      throw new ContentsWithheld(`GET ${path} came without contents`);
    }
    // An app that still gets the older shape has the older path too.
    const pagesPath = fetched.items == null && fetched.tracks != null ? `${path}/tracks` : `${path}/items`;
    yield* readByOffset(async (offset) =>
      offset === 0 && embedded !== undefined
        ? embedded
        : toEntryPage(await get(pagesPath, { ...additionalTypes, limit: 50, offset }), pagesPath),
    );
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

function toEntryPage(answer: unknown, path: string): Page<PlaylistEntry> {
  const { total, items } = check(wireEntryPage, answer, `GET ${path}`);
  return { total, items: dropMarkets(items).map(toEntry) };
}

function toEntry({ item, track, ...rest }: WireEntry): PlaylistEntry {
  return { ...rest, item: item ?? track ?? null };
}
