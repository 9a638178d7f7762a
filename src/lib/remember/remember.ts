import type { Archive } from "../archive/archive.ts";
import { isGood, type Manifest } from "../archive/manifest.ts";
import { compareLists } from "../diff/compare-lists.ts";
import {
  type Comparison,
  compareSnapshots,
  createListKeys,
  findIncomplete,
  isReadable,
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
import { type Former, findBases, readFormers } from "./find-base.ts";
import { findTakenDown, type Missing, mostQuestions } from "./find-taken-down.ts";

/** What a snapshot takes over from those before, and how it differs. */
export interface Remembered {
  /** By the key of a list. */
  readonly memories: ReadonlyMap<string, ListMemory>;
  /** The snapshot of the kind that was published before, if there is one. */
  readonly previous?: NonNullable<Manifest["previous"]>;
  readonly changes?: NonNullable<Manifest["changes"]>;
  /** The last good snapshot of the account, whether or not its contents can be read. */
  readonly lastGood?: Manifest;
}

/** What is about to be published. */
interface Draft
  extends Pick<Manifest, "kind" | "account" | "sections" | "playlistType">,
    Pick<LatterSnapshot, "keys" | "readList"> {}

interface RememberTools {
  /** Asks Spotify about items that are gone. */
  readonly get: ApiGet;
  readonly now: Date;
  readonly log: Log;
  readonly onProgress: OnProgress;
}

/** How many damaged snapshots, or such as lack a list, are passed over in search of one that has it. */
const mostSteps = 10;

/**
 * Compares what is about to be published with the last good snapshot of the account, and finds what Spotify does not say any more.
 * A list that is not in that one is looked for in older ones, so that a night without it costs nothing that was remembered. Should one be
 * damaged, an older one serves; a snapshot without a past is better than none.
 */
export async function remember(archive: Archive, draft: Draft, tools: RememberTools): Promise<Remembered> {
  const { now, log } = tools;
  const memories = new Map<string, ListMemory>();
  let previous: Remembered["previous"];
  let lastGood: Manifest | undefined;
  let changes: Remembered["changes"];
  let unmet: ReadonlySet<string> = new Set();

  async function* formers(): AsyncGenerator<Former, void, undefined> {
    for await (const former of readFormers(archive, { kind: draft.kind, now, log })) {
      const { manifest, manifestSha256 } = former;
      previous ??= { id: manifest.id, manifestSha256 };
      yield former;
    }
  }

  let steps = 0;
  for await (const { manifest } of findBases(formers(), draft.account)) {
    lastGood ??= isGood(manifest) ? manifest : undefined;
    try {
      if (changes === undefined) {
        const compared = await compareWith(manifest, archive, { draft, memories, ...tools });
        changes = { since: manifest.id, sections: compared.sections };
        unmet = compared.unmet;
      } else {
        unmet = await lookBack(manifest, archive, { draft, memories, unmet });
      }
    } catch (error) {
      if (!(error instanceof ArchiveError)) {
        throw error;
      }
      log.warn("an earlier snapshot cannot be compared with", { id: manifest.id, reason: error.message });
    }
    steps += 1;
    if ((changes !== undefined && unmet.size === 0) || steps === mostSteps) {
      break;
    }
  }
  return {
    memories,
    ...(previous === undefined ? {} : { previous }),
    ...(changes === undefined ? {} : { changes }),
    ...(lastGood === undefined ? {} : { lastGood }),
  };
}

type Memories = Map<string, ListMemory>;

/** Counts what is different, and gives back the lists whose past is not in that snapshot. */
async function compareWith(
  base: Manifest,
  archive: Archive,
  {
    draft,
    memories,
    get,
    onProgress,
  }: { readonly draft: Draft; readonly memories: Memories } & Pick<RememberTools, "get" | "onProgress">,
): Promise<{ readonly sections: ChangeCounts; readonly unmet: ReadonlySet<string> }> {
  const total = collections.reduce((sum, name) => sum + (draft.sections[name]?.exported ?? 0), 0);
  const unmet = new Set<string>();
  let sections: ChangeCounts = {};
  let done = 0;
  let questions = mostQuestions;
  for await (const found of compareSnapshots(
    { id: base.id, lists: readLists(archive, base), extent: base },
    { ...draft, extent: draft },
  )) {
    const missing = findMissing(found).slice(0, questions);
    questions -= missing.length;
    const takenDown = await findTakenDown(missing, get);
    const comparison = takenDown.size === 0 ? found : compareAgain(found, base.id, takenDown);
    const entries = "after" in comparison ? (comparison.after.entries?.length ?? 0) : 0;
    if (entries > 0) {
      done += entries;
      onProgress({ step: "Changes", done, total });
    }
    sections = addCounts(sections, countChanges(comparison));
    if (comparison.type === "both") {
      memories.set(comparison.key, comparison.comparison.memory);
    } else if (isWithoutPast(comparison)) {
      unmet.add(comparison.key);
    }
  }
  return { sections, unmet };
}

/** Whether a list is here whose past that snapshot should have had. */
function isWithoutPast(comparison: Comparison): boolean {
  return (
    (comparison.type === "unknown" || comparison.type === "unlisted") &&
    "after" in comparison &&
    isReadable(comparison.after)
  );
}

/** Takes over what an older snapshot knows of lists, and gives back those that it does not have either. */
async function lookBack(
  base: Manifest,
  archive: Archive,
  {
    draft,
    memories,
    unmet,
  }: { readonly draft: Draft; readonly memories: Memories; readonly unmet: ReadonlySet<string> },
): Promise<ReadonlySet<string>> {
  const left = new Set(unmet);
  const incomplete = findIncomplete(base);
  const toKey = createListKeys();
  for await (const former of readLists(archive, base)) {
    const key = toKey(former);
    if (left.has(key) && isReadable(former) && !incomplete.has(former.collection)) {
      const list = await draft.readList(key);
      if (isReadable(list)) {
        memories.set(key, compareLists(former, list, { since: base.id }).memory);
      }
      left.delete(key);
    }
  }
  return left;
}

/** What has left the library; of a playlist its version tells who took it out. */
function findMissing(comparison: Comparison): readonly Missing[] {
  if (comparison.type !== "both" || comparison.after.collection === "items") {
    return [];
  }
  const { collection } = comparison.after;
  return comparison.comparison.changes.removed
    .map(({ entry }) => ({ collection, uri: entry.uri }))
    .filter(({ uri }) => uri !== "");
}

function compareAgain(comparison: Comparison, since: string, takenDown: ReadonlySet<string>): Comparison {
  return comparison.type === "both"
    ? {
        ...comparison,
        comparison: compareLists(comparison.before, comparison.after, { since, takenDown }),
      }
    : comparison;
}
