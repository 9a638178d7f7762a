import type { Manifest } from "../archive/manifest.ts";
import { findIncomplete } from "../diff/compare-snapshots.ts";
import type { Collection } from "../snapshot/entry.ts";
import type { ListMemory } from "../snapshot/remembered.ts";
import { mergeMemories } from "./merge-memories.ts";

/** What a manifest says of the lists of its snapshot. */
export type ListsTold = Pick<Manifest, "kind" | "sections" | "unavailable" | "suspect">;

/** How much of a list a snapshot has: `whole` if it is all there and can be believed. */
export type Share = "whole" | "part" | "none";

/** What is remembered of the lists of a new snapshot, and what has still to be found of them, from one snapshot to the one before. */
export interface Memories {
  /** By the key of a list. */
  readonly found: ReadonlyMap<string, ListMemory>;
  /** The keys of which a snapshot may tell what the newer ones did not. */
  findSought(told: ListsTold): readonly string[];
  /** Adds what an older snapshot tells of a list. */
  add(key: string, memory: ListMemory, share: Share): void;
  /** Nothing is sought any more of a list that was not there before. */
  giveUp(key: string): void;
  isComplete(): boolean;
}

export function createMemories(keys: readonly string[], draft: ListsTold): Memories {
  const found = new Map<string, ListMemory>();
  /** Which shares of a list are of use. */
  const sought = new Map<string, readonly Share[]>(
    keys.filter((key) => findShare(key, draft) !== "none").map((key) => [key, ["whole", "part"]]),
  );
  return {
    found,
    findSought: (told) =>
      [...sought].filter(([key, shares]) => shares.includes(findShare(key, told))).map(([key]) => key),
    add(key, memory, share) {
      const newer = found.get(key);
      found.set(key, newer === undefined ? memory : mergeMemories(memory, newer));
      if (share === "whole") {
        sought.delete(key);
      } else {
        sought.set(key, ["whole"]);
      }
    },
    giveUp: (key) => void sought.delete(key),
    isComplete: () => sought.size === 0,
  };
}

/** Of a playlist that a manifest does not name, its snapshot has all, if it has the playlist at all. */
export function findShare(key: string, told: ListsTold): Share {
  const { kind, sections, unavailable, suspect = [] } = told;
  if (kind === "playlists") {
    // Spotify may list a playlist twice, and then the second has another key.
    const [id] = key.split(" ");
    const isMissing = unavailable.some((missing) => missing.id === id);
    return isMissing ? "none" : suspect.length > 0 ? "part" : "whole";
  }
  const incomplete: ReadonlySet<Collection | string> = findIncomplete(told);
  if (!incomplete.has(key) && !suspect.some(({ section }) => section === key)) {
    return "whole";
  }
  return (sections[key]?.exported ?? 0) === 0 ? "none" : "part";
}
