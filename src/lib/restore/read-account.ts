import { mapAtOnce } from "../at-once.ts";
import type { OnProgress } from "../export/progress.ts";
import { toPlaylistFacts } from "../snapshot/lists.ts";
import { sectionTitles } from "../snapshot/section-titles.ts";
import { toListedTotal } from "../spotify/playlist-contents.ts";
import type { ApiGet } from "../spotify/request.ts";
import { check, type ListedPlaylist, listedPlaylist } from "../spotify/schemas.ts";
import type { Spotify } from "../spotify/spotify.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";
import type { AccountPlaylist, AccountState } from "./account-state.ts";
import type { PlaylistsToRead } from "./playlists-to-read.ts";
import { openPlaylist, readContents } from "./read-contents.ts";
import { readSection } from "./read-sections.ts";
import { readWhole } from "./read-whole.ts";
import { type RestorableSection, restorableSections, type SavedState } from "./saved-state.ts";

/** What it takes to read the account that is restored into. */
export interface AccountReader {
  readonly get: ApiGet;
  readonly spotify: Spotify;
  readonly accountId: string;
  /** How many requests may be in flight. */
  readonly concurrency: number;
  readonly onProgress: OnProgress;
}

/** Something that was to be put back and is not, and why. */
export interface Failure {
  /** A section's title, or the name of a playlist. */
  readonly where: string;
  readonly reason: string;
}

/** A playlist in the user's list, as far as its contents need not be read. */
export interface ListedFacts extends Pick<AccountPlaylist, "facts"> {
  /** Undefined where Spotify does not tell. */
  readonly total: number | undefined;
}

/**
 * Reads what the account holds of the sections that are to be restored. One that cannot be read is left out, as a failure: to
 * restore it blindly would put what is there already in another order.
 */
export async function readSections(
  reader: AccountReader,
  saved: SavedState["sections"],
): Promise<{ readonly sections: AccountState["sections"]; readonly failures: readonly Failure[] }> {
  const wanted = restorableSections.filter((section) => (saved[section]?.length ?? 0) > 0);
  const sections: Partial<Record<RestorableSection, readonly string[]>> = {};
  const failures: Failure[] = [];
  for (const section of wanted) {
    try {
      sections[section] = await readSection(reader.spotify, section, reader.onProgress);
    } catch (error) {
      if (!(error instanceof SpotifyError)) {
        throw error;
      }
      failures.push({
        where: sectionTitles[section],
        reason: `what the account holds could not be read: ${error.message}`,
      });
    }
  }
  return { sections, failures };
}

/** @throws {SpotifyError} when the list cannot be read: without it all playlists would seem to be missing */
export async function listPlaylists({
  spotify,
  onProgress,
}: Pick<AccountReader, "spotify" | "onProgress">): Promise<readonly ListedFacts[]> {
  const listed = await readWhole(spotify.readPlaylists, (progress) =>
    onProgress({ step: "Reading the list of playlists", ...progress }),
  );
  return listed.filter((playlist) => playlist !== null).map(toListedFacts);
}

/** Reads the playlists that a plan must know of beyond their list. Where contents cannot be read, their URIs are undefined. */
export async function readPlaylists(
  reader: AccountReader,
  listed: readonly ListedFacts[],
  { changed, unlisted, versions }: PlaylistsToRead,
): Promise<Pick<AccountState, "playlists" | "deletedPlaylists">> {
  const { concurrency, onProgress } = reader;
  const isChanged = new Set(changed);
  const total = changed.length + unlisted.length;
  let done = 0;
  const tell = () => {
    done += 1;
    onProgress({ step: "Reading playlists", done, total });
  };
  const playlists = await mapAtOnce(listed, concurrency, async ({ facts }) => {
    if (!isChanged.has(facts.id)) {
      return { facts, uris: undefined };
    }
    const uris = await readUris(reader, facts);
    tell();
    return { facts, uris };
  });
  const deleted = await mapAtOnce(unlisted, concurrency, async (id) => {
    const facts = await lookUp(reader, id);
    const isNeeded = facts !== undefined && facts.version !== versions.get(id);
    const uris = isNeeded ? await readUris(reader, facts) : undefined;
    tell();
    return facts === undefined ? [] : [{ facts, uris }];
  });
  return { playlists, deletedPlaylists: deleted.flat() };
}

async function readUris(
  reader: AccountReader,
  facts: AccountPlaylist["facts"],
): Promise<readonly string[] | undefined> {
  try {
    return (await readContents(openPlaylist(reader, facts))).uris;
  } catch (error) {
    if (!(error instanceof SpotifyError)) {
      throw error;
    }
    return undefined;
  }
}

/** A playlist by its id; undefined where Spotify does not have it, or not for this user. */
async function lookUp(
  { get }: Pick<AccountReader, "get">,
  id: string,
): Promise<AccountPlaylist["facts"] | undefined> {
  const path = `/playlists/${encodeURIComponent(id)}`;
  try {
    return toPlaylistFacts(check(listedPlaylist, await get(path), `GET ${path}`));
  } catch (error) {
    if (error instanceof SpotifyError && (error.status === 404 || error.status === 403)) {
      return undefined;
    }
    throw error;
  }
}

function toListedFacts(playlist: ListedPlaylist): ListedFacts {
  return { facts: toPlaylistFacts(playlist), total: toListedTotal(playlist) };
}
