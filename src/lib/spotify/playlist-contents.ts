import { type Page, pageSize, type ReadPage } from "./pages.ts";
import type { ApiGet } from "./request.ts";
import {
  check,
  expectOffset,
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

/** Keepers whose playlists come either all or not at all, which the first of them tells. */
export type DoubtfulKeeper = "others" | "spotify";

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

/** A playlist's own object: its version, how many entries it has, and the first of them (100, as a rule). */
export interface PlaylistHead {
  readonly version: string | null;
  /** Undefined where the object says nothing of its contents. */
  readonly page: Page<PlaylistEntry> | undefined;
}

/**
 * The contents of one playlist, of which any part can be asked for.
 *
 * Both throw a {@link ContentsRefusedError} where Spotify does not give the contents to this app.
 */
export interface PlaylistContents {
  readonly keeper: Keeper;
  /** Whether contents are known to come, so that pages may be asked for before the object. */
  isGiven(): boolean;
  /** How many entries the object of a playlist brings, if it has as many: 100, unless Spotify was seen to bring fewer. */
  headSize(): number;
  readHead(): Promise<PlaylistHead>;
  readonly readPage: ReadPage<PlaylistEntry>;
}

const additionalTypes = { additional_types: "track,episode" };

export const refusalReasons = {
  others:
    "Spotify gives apps made since February 2026 only the playlists that the user owns or collaborates on",
  spotify: "Spotify does not give apps the contents of its own and personalised playlists",
} as const satisfies Record<DoubtfulKeeper, string>;

export interface ContentsReader {
  /** @param known.wasGiven whether the contents of this very playlist came once: should they not now, that says nothing of others */
  openContents(
    playlist: ListedPlaylist,
    userId: string,
    known?: { readonly wasGiven: boolean },
  ): PlaylistContents;
  /** The keepers all of whose playlists Spotify has refused. */
  refusedKeepers(): readonly DoubtfulKeeper[];
}

/**
 * Reads contents of playlists. A refusal that holds for all playlists of a keeper is remembered, so that the others of that
 * keeper cost no request, however many are asked for at once.
 *
 * @param refusedBefore keepers that an earlier run has found refused
 */
export function createContentsReader(
  get: ApiGet,
  refusedBefore: readonly DoubtfulKeeper[] = [],
): ContentsReader {
  const verdicts = new Map<Keeper, "given" | "refused">([
    ["own", "given"],
    ["shared", "given"],
    ...refusedBefore.map((keeper) => [keeper, "refused"] as const),
  ]);
  const probes = new Map<Keeper, Promise<unknown>>();
  let headSize = 100;

  function openContents(
    playlist: ListedPlaylist,
    userId: string,
    { wasGiven }: { readonly wasGiven: boolean } = { wasGiven: false },
  ): PlaylistContents {
    const keeper = toKeeper(playlist, userId);
    const path = `/playlists/${encodeURIComponent(playlist.id)}`;
    // An app that still gets the older shape has the older path too.
    let pagesPath = playlist.items == null && playlist.tracks != null ? `${path}/tracks` : `${path}/items`;

    async function readHead(): Promise<PlaylistHead> {
      while (!verdicts.has(keeper)) {
        const probe = probes.get(keeper);
        if (probe === undefined) {
          const attempt = fetchHead();
          probes.set(
            keeper,
            attempt.catch(() => undefined),
          );
          return attempt.finally(() => probes.delete(keeper));
        }
        await probe;
      }
      return fetchHead();
    }

    async function fetchHead(): Promise<PlaylistHead> {
      expectNotRefused(keeper);
      const fetched = await explain(() => get(path, additionalTypes));
      const object = check(fetchedPlaylist, fetched, `GET ${path}`);
      const contents = object.items ?? object.tracks;
      if (contents?.items === undefined && isDoubtful(keeper)) {
        refuse(keeper);
      }
      verdicts.set(keeper, "given");
      if (object.items == null && object.tracks != null) {
        pagesPath = `${path}/tracks`;
      }
      const page = contents?.items === undefined ? undefined : toEntryPage(contents, path, 0);
      if (page !== undefined && page.items.length < page.total) {
        headSize = Math.min(headSize, page.items.length);
      }
      return { version: object.snapshot_id ?? null, page };
    }

    async function readPage(offset: number, limit = pageSize): Promise<Page<PlaylistEntry>> {
      expectNotRefused(keeper);
      const page = await explain(() => get(pagesPath, { ...additionalTypes, limit, offset }));
      return toEntryPage(page, pagesPath, offset);
    }

    /** Tells refusals from failures. */
    async function explain(ask: () => Promise<unknown>): Promise<unknown> {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof SpotifyError)) {
          throw error;
        }
        if (keeper === "spotify" && error.status === 404) {
          refuse(keeper, error);
        }
        // A playlist of others may be gone, or not be public any more. And one may follow a collaborative playlist without
        // being among those who share it.
        const isGone = keeper === "others" && error.status === 404;
        const isWithheld = isGivenTo(keeper) && keeper !== "own" && error.status === 403;
        if (isGone || isWithheld) {
          throw new ContentsRefusedError(error.message, { status: error.status, cause: error });
        }
        throw error;
      }
    }

    /** Speaks for all of the keeper's, unless one of them came. */
    function refuse(keeper: DoubtfulKeeper, cause?: SpotifyError): never {
      if (!isGivenTo(keeper) && !wasGiven) {
        verdicts.set(keeper, "refused");
      }
      throw new ContentsRefusedError(refusalReasons[keeper], { cause });
    }

    return {
      keeper,
      isGiven: () => isGivenTo(keeper),
      headSize: () => headSize,
      readHead,
      readPage,
    };
  }

  function isGivenTo(keeper: Keeper): boolean {
    return verdicts.get(keeper) === "given";
  }

  function expectNotRefused(keeper: Keeper): void {
    if (isDoubtful(keeper) && verdicts.get(keeper) === "refused") {
      throw new ContentsRefusedError(refusalReasons[keeper]);
    }
  }

  return {
    openContents,
    refusedKeepers: () =>
      (["others", "spotify"] as const).filter((keeper) => verdicts.get(keeper) === "refused"),
  };
}

function isDoubtful(keeper: Keeper): keeper is DoubtfulKeeper {
  return keeper === "others" || keeper === "spotify";
}

function toEntryPage(answer: unknown, path: string, offset: number): Page<PlaylistEntry> {
  const page = check(wireEntryPage, answer, `GET ${path}`);
  expectOffset(page, offset, `GET ${path}`);
  return { offset, total: page.total, items: page.items.map(toEntry) };
}

function toEntry({ item, track, ...rest }: WireEntry): PlaylistEntry {
  return { ...rest, item: item ?? track ?? null };
}
