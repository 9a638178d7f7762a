import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { compareLists } from "../diff/compare-lists.ts";
import {
  type Comparison,
  compareSnapshots,
  findIncomplete,
  type LatterSnapshot,
  toListKey,
} from "../diff/compare-snapshots.ts";
import { addCounts, type ChangeCounts, countChanges } from "../diff/count-changes.ts";
import { ArchiveError } from "../errors.ts";
import type { OnProgress } from "../export/progress.ts";
import type { Log } from "../log.ts";
import { collections } from "../snapshot/entry.ts";
import { readLists } from "../snapshot/lists.ts";
import type { ListMemory } from "../snapshot/remembered.ts";
import type { ApiGet } from "../spotify/request.ts";
import { type Base, findBases } from "./find-base.ts";
import { findTakenDown, type Missing, mostQuestions } from "./find-taken-down.ts";

/** What a snapshot takes over from the one before, and how it differs. */
export interface Remembered {
  /** By the key of a list. */
  readonly memories: ReadonlyMap<string, ListMemory>;
  /** The snapshot that it was compared with; undefined where there is none. */
  readonly base?: Base;
  readonly changes?: NonNullable<Manifest["changes"]>;
}

/** What is about to be published. */
interface Draft
  extends Pick<Manifest, "kind" | "account" | "sections">,
    Pick<LatterSnapshot, "keys" | "readList"> {}

interface RememberTools {
  /** Asks Spotify about items that are gone. */
  readonly get: ApiGet;
  readonly now: Date;
  readonly log: Log;
  readonly onProgress: OnProgress;
}

const mostTries = 3;

/**
 * Compares what is about to be published with the last good snapshot of the account, and finds what Spotify does not say any more.
 * Should that one be damaged, an older one serves; a snapshot without a past is better than none.
 */
export async function remember(
  archive: Archive,
  draft: Draft,
  { now, log, ...tools }: RememberTools,
): Promise<Remembered> {
  let tries = 0;
  for await (const base of findBases(archive, { ...draft, now })) {
    try {
      return await compareWith(base, archive, { draft, ...tools });
    } catch (error) {
      if (!(error instanceof ArchiveError)) {
        throw error;
      }
      log.warn("an earlier snapshot cannot be compared with", {
        id: base.manifest.id,
        reason: error.message,
      });
    }
    tries += 1;
    if (tries === mostTries) {
      break;
    }
  }
  return { memories: new Map() };
}

async function compareWith(
  base: Base,
  archive: Archive,
  { draft, get, onProgress }: { readonly draft: Draft } & Pick<RememberTools, "get" | "onProgress">,
): Promise<Remembered> {
  const { manifest, manifestSha256 } = base;
  const memories = new Map<string, ListMemory>();
  const total = collections.reduce((sum, name) => sum + (draft.sections[name]?.exported ?? 0), 0);
  let sections: ChangeCounts = {};
  let done = 0;
  let questions = mostQuestions;
  for await (const found of compareSnapshots(
    { id: manifest.id, lists: readLists(archive, manifest), incomplete: findIncomplete(manifest) },
    { ...draft, incomplete: findIncomplete(draft) },
  )) {
    const missing = findMissing(found).slice(0, questions);
    questions -= missing.length;
    const takenDown = await findTakenDown(missing, get);
    const comparison = takenDown.size === 0 ? found : compareAgain(found, manifest.id, takenDown);
    const entries = "after" in comparison ? (comparison.after.entries?.length ?? 0) : 0;
    if (entries > 0) {
      done += entries;
      onProgress({ step: "Changes", done, total });
    }
    sections = addCounts(sections, countChanges(comparison));
    if (comparison.type === "both") {
      memories.set(toListKey(comparison.after), comparison.comparison.memory);
    }
  }
  return { memories, base, changes: { since: manifest.id, manifestSha256, sections } };
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
