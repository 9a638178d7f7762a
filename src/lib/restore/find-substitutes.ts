import type { Log } from "../log.ts";
import type { ApiGet } from "../spotify/request.ts";
import type { Playable } from "../spotify/schemas.ts";
import { searchTracks } from "../spotify/search.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";
import type { Journal } from "./journal.ts";
import type { RestoreReport } from "./report.ts";
import type { SavedEntry, SavedState } from "./saved-state.ts";
import { toSearchQueries } from "./search-queries.ts";
import {
  type Candidate,
  chooseSubstitute,
  type Substitution,
  toCandidate,
  toGoneKey,
} from "./substitutes.ts";

/** Other releases that stand in for what is gone. What was searched for once is not searched for again. */
export interface Substitutes {
  /** Searches for tracks that are gone, as long as the budget lasts. */
  search(gone: readonly SavedEntry[]): Promise<void>;
  /** The same URIs without those that Spotify has refused, or with what stands in for them. */
  resolve(uris: readonly string[]): readonly string[];
  /** Writes down that Spotify has refused a URI, and gives what to try in its place, if anything. */
  replace(uri: string, where: string): Promise<string | undefined>;
}

export function createSubstitutes(options: {
  readonly get: ApiGet;
  readonly journal: Journal;
  readonly saved: SavedState;
  readonly report: RestoreReport;
  /** How many searches the run may spend. */
  readonly budget: number;
  readonly log: Log;
}): Substitutes {
  const { get, journal, saved, report, log } = options;
  const entries = indexEntries(saved);
  let left = options.budget;

  function resolve(uris: readonly string[]): readonly string[] {
    const { refused, searched } = journal.memory();
    return uris.flatMap((uri) => {
      if (!refused.has(uri)) {
        return uri;
      }
      const substitute = searched.get(uri) ?? undefined;
      return substitute === undefined || refused.has(substitute) ? [] : substitute;
    });
  }

  async function find(entry: SavedEntry, key: string): Promise<string | undefined> {
    const before = journal.memory().searched.get(key);
    if (before !== undefined) {
      return before ?? undefined;
    }
    const substitution = await ask(entry);
    if (substitution === undefined) {
      return undefined;
    }
    report.searched.push(substitution);
    const substitute = substitution.taken?.words.uri;
    await journal.note({ type: "searched", key, substitute: substitute ?? null });
    return substitute;
  }

  /** Undefined where nothing could be asked, or not all: another run may know more. */
  async function ask(entry: SavedEntry): Promise<Substitution | undefined> {
    const queries = entry.words === undefined ? [] : toSearchQueries(entry.words);
    const candidates: Candidate[] = [];
    let substitution: Substitution | undefined;
    for (const query of queries) {
      const found = await trySearch(query);
      if (found === undefined) {
        return undefined;
      }
      candidates.push(...found.map(toCandidate).filter((candidate) => candidate !== undefined));
      substitution = chooseSubstitute(entry, candidates);
      if (substitution.taken !== undefined) {
        break;
      }
    }
    return substitution;
  }

  async function trySearch(query: string): Promise<readonly Playable[] | undefined> {
    if (left <= 0) {
      return undefined;
    }
    left -= 1;
    try {
      return await searchTracks(get, query);
    } catch (error) {
      if (!(error instanceof SpotifyError)) {
        throw error;
      }
      log.warn("a search for a substitute failed", { reason: error.message });
      return undefined;
    }
  }

  return {
    resolve,
    async search(gone) {
      for (const entry of gone) {
        await find(entry, toGoneKey(entry) ?? "");
      }
    },
    async replace(uri, where) {
      await journal.note({ type: "refused", uri });
      const entry = entries.get(uri);
      const isTrack = uri.startsWith("spotify:track:");
      const substitute = entry === undefined || !isTrack ? undefined : await find(entry, uri);
      if (substitute === undefined || journal.memory().refused.has(substitute)) {
        report.refused.push({ uri, name: entry?.words?.name ?? "", where });
        return undefined;
      }
      return substitute;
    },
  };
}

function indexEntries({ sections, playlists }: SavedState): ReadonlyMap<string, SavedEntry> {
  const lists = [...Object.values(sections), ...playlists.map(({ entries = [] }) => entries)];
  return new Map(lists.flat().map((entry) => [entry.uri, entry]));
}
