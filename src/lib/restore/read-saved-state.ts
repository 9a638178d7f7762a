import { isSameAccount } from "../archive/account.ts";
import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { SettingsError } from "../errors.ts";
import { type PlaylistFacts, readListsAs } from "../snapshot/lists.ts";
import { expectAllFound, isChosen } from "./choose-playlists.ts";
import { noCover, type SavedCovers } from "./saved-covers.ts";
import { createSavedEntries } from "./saved-entry.ts";
import {
  type RestorableSection,
  restorableSections,
  type SavedEntry,
  type SavedPlaylist,
  type SavedState,
} from "./saved-state.ts";

/** What of a snapshot is to be restored. */
export interface RestoreChoice {
  readonly sections: readonly RestorableSection[];
  /** Names, ids, URIs or links; of a name all that have it. None where it is empty. */
  readonly playlists: "all" | readonly string[];
}

/**
 * Reads what is to be restored. Nothing is read of a kind of which nothing was chosen, or no snapshot given.
 *
 * @param covers by the ids of playlists, the cover that the user had set
 * @throws {SettingsError} where a playlist is asked for that the snapshot does not have, or the snapshots are of two accounts
 * @throws {ArchiveError} where a snapshot cannot be read
 */
export async function readSavedState(
  archive: Archive,
  {
    library,
    playlists,
    covers = new Map(),
  }: {
    readonly library?: Manifest | undefined;
    readonly playlists?: Manifest | undefined;
    readonly covers?: SavedCovers;
  },
  choice: RestoreChoice,
): Promise<SavedState> {
  const ofLibrary = choice.sections.length === 0 ? undefined : library;
  const ofPlaylists = choice.playlists.length === 0 ? undefined : playlists;
  expectOneAccount(ofLibrary, ofPlaylists);
  return {
    accountId: (ofLibrary ?? ofPlaylists)?.account.id ?? "",
    snapshots: {
      ...(ofLibrary === undefined ? {} : { library: ofLibrary.id }),
      ...(ofPlaylists === undefined ? {} : { playlists: ofPlaylists.id }),
    },
    sections: ofLibrary === undefined ? {} : await readSections(archive, ofLibrary, choice.sections),
    playlists: ofPlaylists === undefined ? [] : await readPlaylists(archive, ofPlaylists, { choice, covers }),
    unavailable: {
      ...findUnavailable(ofLibrary, choice.sections),
      ...findUnavailable(choice.playlists === "all" ? ofPlaylists : undefined, ["playlists"]),
    },
  };
}

function expectOneAccount(library: Manifest | undefined, playlists: Manifest | undefined): void {
  if (
    library !== undefined &&
    playlists !== undefined &&
    !isSameAccount(library.account, playlists.account)
  ) {
    throw new SettingsError([
      `library/${library.id} is of ${library.account.id} and playlists/${playlists.id} of ${playlists.account.id}: restore one of them at a time`,
    ]);
  }
}

async function readSections(
  archive: Archive,
  manifest: Manifest,
  chosen: readonly RestorableSection[],
): Promise<SavedState["sections"]> {
  const sections: Partial<Record<RestorableSection, readonly SavedEntry[]>> = {};
  for await (const { collection, entries = [] } of readListsAs(archive, manifest, createSavedEntries())) {
    const section = restorableSections.find((one) => one === collection && chosen.includes(one));
    if (section !== undefined) {
      sections[section] = entries;
    }
  }
  return sections;
}

async function readPlaylists(
  archive: Archive,
  manifest: Manifest,
  { choice, covers }: { readonly choice: RestoreChoice; readonly covers: SavedCovers },
): Promise<readonly SavedPlaylist[]> {
  const all: PlaylistFacts[] = [];
  const chosen: SavedPlaylist[] = [];
  for await (const { playlist: facts, entries } of readListsAs(archive, manifest, createSavedEntries())) {
    if (facts === undefined) {
      continue;
    }
    all.push(facts);
    if (isChosen(facts, choice.playlists)) {
      chosen.push({ facts, entries, ...(covers.get(facts.id) ?? noCover) });
    }
  }
  expectAllFound(all, choice.playlists);
  return chosen;
}

/** How much of what was chosen is known not to be in the snapshot. */
function findUnavailable<Section extends string>(
  manifest: Manifest | undefined,
  sections: readonly Section[],
): Partial<Record<Section, number>> {
  const counts: Partial<Record<Section, number>> = {};
  for (const section of sections) {
    const count = manifest?.sections[section]?.unavailable ?? 0;
    if (count > 0) {
      counts[section] = count;
    }
  }
  return counts;
}
