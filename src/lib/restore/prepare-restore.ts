import { sectionTitles } from "../snapshot/section-titles.ts";
import type { Profile } from "../spotify/schemas.ts";
import { createSpotify } from "../spotify/spotify.ts";
import type { AccountState } from "./account-state.ts";
import { applyMemory } from "./apply-memory.ts";
import { findMade } from "./create-playlist.ts";
import { finishMade } from "./finish-made.ts";
import { findUnfinished, type Memory } from "./memory.ts";
import type { RestorePlan } from "./plan.ts";
import { planRestore } from "./plan-restore.ts";
import { findPlaylistsToRead } from "./playlists-to-read.ts";
import {
  type AccountReader,
  type Failure,
  type ListedFacts,
  listPlaylists,
  readPlaylists,
  readSections,
} from "./read-account.ts";
import type { RestoreOptions } from "./restore-options.ts";
import type { RestoreTools } from "./restore-tools.ts";
import type { SavedPlaylist, SavedState } from "./saved-state.ts";

/** A restore of which everything is known but what Spotify will say. */
export interface PreparedRestore {
  /** What is left to be put back. */
  readonly saved: SavedState;
  readonly account: AccountState;
  readonly plan: RestorePlan;
  /** The playlists that an earlier run has made and not finished, by the ids in the snapshot. */
  readonly created: ReadonlyMap<string, string>;
  /** Of them those whose making was in doubt, and that were found. */
  readonly adopted: ReadonlyMap<string, string>;
  /** How many playlists earlier runs have put back. */
  readonly doneBefore: number;
  readonly failures: readonly Failure[];
  readonly options: Pick<RestoreOptions, "into" | "saving">;
}

/**
 * Reads what the account holds and plans what is left to do. Changes nothing.
 *
 * @param request.memory what earlier runs of the restore have done
 * @throws {SpotifyError} when the list of playlists cannot be read
 */
export async function prepareRestore(
  tools: Pick<RestoreTools, "get" | "concurrency" | "onProgress">,
  request: {
    readonly saved: SavedState;
    readonly memory: Memory;
    readonly profile: Profile;
  } & Pick<RestoreOptions, "into" | "saving">,
): Promise<PreparedRestore> {
  const { memory, profile, into, saving } = request;
  const accountId = profile.id;
  const reader: AccountReader = { ...tools, spotify: createSpotify(tools.get), accountId };
  const { sections, failures } = await readSections(reader, request.saved.sections);
  const listed = request.saved.playlists.length === 0 ? [] : await listPlaylists(reader);
  const adopted = adoptMade(memory, listed, accountId);
  const left = applyMemory(
    { ...request.saved, sections: pickRead(request.saved.sections, sections) },
    memory,
    new Set(listed.map(({ facts }) => facts.id)),
  );
  const created = new Map([...findUnfinished(memory), ...adopted]);
  const options = { into, saving };
  const toRead = findPlaylistsToRead(
    left,
    { accountId, playlists: listed.map(({ facts }) => facts) },
    { ...options, created },
  );
  const account = { accountId, sections, ...(await readPlaylists(reader, listed, toRead)) };
  const unread = findUnread(left, account, created);
  const prepared = {
    saved: { ...left, playlists: left.playlists.filter((playlist) => !unread.includes(playlist)) },
    account,
    created,
    adopted,
    doneBefore: request.saved.playlists.length - left.playlists.length,
    failures: [...failures, ...findUnsupported(request.saved, memory), ...unread.map(toUnreadFailure)],
    options,
  };
  return { ...prepared, plan: planAnew(prepared, toSubstitutes(memory)) };
}

/** The plan once more, with other releases in the place of what is gone. */
export function planAnew(
  { saved, account, created, options }: Omit<PreparedRestore, "plan">,
  substitutes: ReadonlyMap<string, string>,
): RestorePlan {
  const plan = planRestore(saved, account, { ...options, created, substitutes });
  return finishMade(plan, { saved, account, created });
}

function adoptMade(
  { inDoubt, made }: Memory,
  listed: readonly ListedFacts[],
  accountId: string,
): ReadonlyMap<string, string> {
  const taken = new Set([...made.values()].map(({ id }) => id));
  const adopted = new Map<string, string>();
  for (const [savedId, { name, besides }] of inDoubt) {
    const id = findMade({ name, besides: [...besides, ...taken] }, listed, { accountId });
    if (id !== undefined) {
      taken.add(id);
      adopted.set(savedId, id);
    }
  }
  return adopted;
}

/** What could not be read is not restored: it would all seem to be missing. */
function pickRead(saved: SavedState["sections"], read: AccountState["sections"]): SavedState["sections"] {
  return Object.fromEntries(Object.entries(saved).filter(([section]) => section in read));
}

/** Of those that an earlier run has begun to make, those of which nobody knows how much they hold: they stay as they are. */
function findUnread(
  { playlists }: SavedState,
  account: Pick<AccountState, "playlists" | "deletedPlaylists">,
  created: ReadonlyMap<string, string>,
): readonly SavedPlaylist[] {
  const unread = new Set(
    [...account.playlists, ...account.deletedPlaylists].flatMap(({ facts, uris }) =>
      uris === undefined ? facts.id : [],
    ),
  );
  return playlists.filter(({ facts }) => unread.has(created.get(facts.id) ?? ""));
}

function toUnreadFailure({ facts: { name, id } }: SavedPlaylist): Failure {
  return {
    where: name || id,
    reason:
      "an earlier run has begun to make it, and what it holds could not be read. Run the same command again later.",
  };
}

function findUnsupported({ sections }: SavedState, { unsupported }: Memory): readonly Failure[] {
  return [...unsupported].flatMap((section) =>
    (sections[section]?.length ?? 0) === 0
      ? []
      : [
          {
            where: sectionTitles[section],
            reason: "Spotify took none of them in an earlier run. To try again, restore with --anew.",
          },
        ],
  );
}

export function toSubstitutes({ searched }: Pick<Memory, "searched">): ReadonlyMap<string, string> {
  return new Map([...searched].flatMap(([key, uri]) => (uri === null ? [] : [[key, uri] as const])));
}
