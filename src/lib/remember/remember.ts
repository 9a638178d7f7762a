import { isSameAccount } from "../archive/account.ts";
import type { Archive } from "../archive/archive.ts";
import { isGood, type Manifest } from "../archive/manifest.ts";
import { compareLists } from "../diff/compare-lists.ts";
import {
  type Comparison,
  compareSnapshots,
  createListKeys,
  isListingAll,
  type LatterSnapshot,
} from "../diff/compare-snapshots.ts";
import { addCounts, type ChangeCounts, countChanges } from "../diff/count-changes.ts";
import { ArchiveError } from "../errors.ts";
import type { OnProgress } from "../export/progress.ts";
import type { Log } from "../log.ts";
import { collections } from "../snapshot/entry.ts";
import { readLists } from "../snapshot/lists.ts";
import type { ListMemory } from "../snapshot/remembered.ts";
import type { ApiGet } from "../spotify/request.ts";
import type { Pauses } from "../state/pauses.ts";
import { findSuspects } from "./find-suspects.ts";
import { followList } from "./follow-list.ts";
import { type Former, holdRead, readFormers } from "./formers.ts";
import { type Inquiry, openInquiry } from "./inquiry.ts";
import { createMemories, type Memories } from "./memories.ts";

/** What a snapshot takes over from those before, and how it differs. */
export interface Remembered extends Pick<Manifest, "previous" | "changes" | "suspect"> {
  /** By the key of a list. */
  readonly memories: ReadonlyMap<string, ListMemory>;
}

/** What is about to be published. */
interface Draft
  extends Pick<Manifest, "kind" | "account" | "sections" | "unavailable" | "playlistType">,
    Pick<LatterSnapshot, "keys" | "readList"> {}

interface RememberTools {
  /** Asks Spotify about items that are gone. */
  readonly get: ApiGet;
  readonly pauses: Pauses;
  /** The share of a section, in percent, whose loss at once makes a snapshot suspect; with 100 none does. */
  readonly suspectPercent: number;
  readonly now: () => Date;
  readonly log: Log;
  readonly onProgress: OnProgress;
}

/** In how many of the newest snapshots a list is looked for. */
const mostSteps = 10;

/**
 * Compares what is about to be published with the last good snapshot of the account or, without any, the newest, and finds what Spotify
 * does not say any more. That is looked for from the newest snapshot back, whatever it was worth, for each list until one has the whole
 * of it: so neither a night without the list costs anything that was remembered, nor weeks in which another one fails. Should a snapshot
 * be damaged, an older one serves; a snapshot without a past is better than none.
 */
export async function remember(archive: Archive, draft: Draft, tools: RememberTools): Promise<Remembered> {
  const { now, log, suspectPercent } = tools;
  let previous: Remembered["previous"];

  async function* readOwn(): AsyncGenerator<Former["manifest"], void, undefined> {
    for await (const { manifest, manifestSha256 } of readFormers(archive, {
      kind: draft.kind,
      now: now(),
      log,
    })) {
      previous ??= { id: manifest.id, manifestSha256 };
      if (isSameAccount(manifest.account, draft.account)) {
        yield manifest;
      }
    }
  }

  const formers = holdRead(readOwn());
  const lastGood = await findFirst(formers, isGood);
  const suspect = lastGood === undefined ? [] : findSuspects(draft, lastGood, suspectPercent);
  const memories = createMemories(draft.keys, draft);
  const past: Past = {
    ...{ archive, memories, onProgress: tools.onProgress },
    draft: { ...draft, suspect },
    inquire: openInquiry(tools),
  };
  let changes: Remembered["changes"];
  let steps = 0;
  for await (const former of formers) {
    try {
      if (changes === undefined && (lastGood === undefined || isGood(former))) {
        changes = { since: former.id, sections: await compareWith(former, past) };
      } else if (steps < mostSteps) {
        await lookInto(former, past);
      }
    } catch (error) {
      if (!(error instanceof ArchiveError)) {
        throw error;
      }
      log.warn("an earlier snapshot cannot be compared with", { id: former.id, reason: error.message });
    }
    steps += 1;
    if (changes !== undefined && (memories.isComplete() || steps >= mostSteps)) {
      break;
    }
  }
  return {
    memories: memories.found,
    ...(previous === undefined ? {} : { previous }),
    ...(changes === undefined ? {} : { changes }),
    ...(suspect.length === 0 ? {} : { suspect }),
  };
}

async function findFirst<Thing>(
  things: AsyncIterable<Thing>,
  isWanted: (thing: Thing) => boolean,
): Promise<Thing | undefined> {
  for await (const thing of things) {
    if (isWanted(thing)) {
      return thing;
    }
  }
  return undefined;
}

/** What is looked through, and what is found there. */
interface Past {
  readonly archive: Archive;
  readonly draft: Draft & Pick<Manifest, "suspect">;
  readonly memories: Memories;
  readonly inquire: Inquiry;
  readonly onProgress: OnProgress;
}

/** Counts what is different from an earlier snapshot, and remembers what it knows of lists that are sought. */
async function compareWith(former: Manifest, past: Past): Promise<ChangeCounts> {
  const { archive, draft, memories, onProgress } = past;
  const sought = new Set(memories.findSought(former));
  const total = collections.reduce((sum, name) => sum + (draft.sections[name]?.exported ?? 0), 0);
  let sections: ChangeCounts = {};
  let done = 0;
  for await (const found of compareSnapshots(
    { id: former.id, lists: readLists(archive, former), extent: former },
    { ...draft, extent: draft },
  )) {
    const isSought = sought.has(found.key);
    const comparison = isSought ? await follow(found, former, past) : tellDropped(found, former, past);
    const entries = "after" in comparison ? (comparison.after.entries?.length ?? 0) : 0;
    if (entries > 0) {
      done += entries;
      onProgress({ step: "Changes", done, total });
    }
    sections = addCounts(sections, countChanges(comparison));
    if (comparison.type === "added") {
      memories.giveUp(comparison.key);
    }
  }
  return sections;
}

async function follow(found: Comparison, former: Manifest, past: Past): Promise<Comparison> {
  if (found.type !== "both" && found.type !== "unknown") {
    return found;
  }
  const comparison = await followList(found, { ...past, former });
  return found.type === "both" && comparison !== undefined ? { ...found, comparison } : found;
}

/** What a newer snapshot has found to be dropped by Spotify is told so, whoever is compared with. */
function tellDropped(found: Comparison, former: Manifest, { memories }: Past): Comparison {
  const dropped = memories.found.get(found.key)?.dropped ?? [];
  if (found.type !== "both" || dropped.length === 0) {
    return found;
  }
  const takenDown = new Set(dropped.map(({ uri }) => uri));
  const comparison = compareLists(found.before, found.after, { since: former.id, takenDown });
  return { ...found, comparison };
}

/** Remembers what an earlier snapshot knows of lists that are sought. */
async function lookInto(former: Manifest, past: Past): Promise<void> {
  const { archive, draft, memories } = past;
  const sought = new Set(memories.findSought(former));
  if (sought.size === 0) {
    return;
  }
  const toKey = createListKeys();
  for await (const before of readLists(archive, former)) {
    const key = toKey(before);
    if (sought.delete(key)) {
      await followList({ key, before, after: await draft.readList(key) }, { ...past, former });
    }
  }
  // What is not in a list that is whole was not there before.
  if (isListingAll(former, draft) && former.suspect === undefined) {
    for (const key of sought) {
      memories.giveUp(key);
    }
  }
}
