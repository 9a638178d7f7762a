import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { compareSnapshots, findIncomplete, toListKey } from "../diff/compare-snapshots.ts";
import { addCounts, type ChangeCounts, countChanges } from "../diff/count-changes.ts";
import { ArchiveError } from "../errors.ts";
import type { OnProgress } from "../export/progress.ts";
import type { Log } from "../log.ts";
import { collections } from "../snapshot/entry.ts";
import { type List, readLists } from "../snapshot/lists.ts";
import type { ListMemory } from "../snapshot/remembered.ts";
import { type Base, findBases } from "./find-base.ts";

/** What a snapshot takes over from the one before, and how it differs. */
export interface Remembered {
  /** By the key of a list. */
  readonly memories: ReadonlyMap<string, ListMemory>;
  /** The snapshot that it was compared with; undefined where there is none. */
  readonly base?: Base;
  readonly changes?: NonNullable<Manifest["changes"]>;
}

/** What is about to be published. */
interface Draft extends Pick<Manifest, "kind" | "account" | "sections"> {
  readonly lists: () => AsyncIterable<List>;
}

const mostTries = 3;

/**
 * Compares what is about to be published with the last good snapshot of the account, and finds what Spotify does not say any more.
 * Should that one be damaged, an older one serves; a snapshot without a past is better than none.
 */
export async function remember(
  archive: Archive,
  draft: Draft,
  { now, log, onProgress }: { readonly now: Date; readonly log: Log; readonly onProgress: OnProgress },
): Promise<Remembered> {
  let tries = 0;
  for await (const base of findBases(archive, { ...draft, now })) {
    try {
      return await compareWith(base, archive, { draft, onProgress });
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
  { draft, onProgress }: { readonly draft: Draft; readonly onProgress: OnProgress },
): Promise<Remembered> {
  const { manifest, manifestSha256 } = base;
  const memories = new Map<string, ListMemory>();
  const total = collections.reduce((sum, name) => sum + (draft.sections[name]?.exported ?? 0), 0);
  let sections: ChangeCounts = {};
  let done = 0;
  for await (const comparison of compareSnapshots(
    { id: manifest.id, lists: readLists(archive, manifest), incomplete: findIncomplete(manifest) },
    { id: "", lists: draft.lists(), incomplete: findIncomplete(draft) },
  )) {
    done += "after" in comparison ? (comparison.after.entries?.length ?? 0) : 0;
    onProgress({ step: "Changes", done, total });
    sections = addCounts(sections, countChanges(comparison));
    if (comparison.type === "both") {
      memories.set(toListKey(comparison.after), comparison.comparison.memory);
    }
  }
  return { memories, base, changes: { since: manifest.id, manifestSha256, sections } };
}
