import type { Words } from "../snapshot/words.ts";
import { isMatch, type Query } from "./match-text.ts";

/** The items that are wanted, as they are met. */
export interface Wanted {
  /** Whether an item is one of those that the query has ever meant: by its key, since it may have another name here. */
  isWanted(key: string, words: Words): boolean;
  /** Whether an item was passed over before the query was seen to mean it. */
  hasMissed(): boolean;
}

/** Remembers the keys of all items that it is asked for, each once. */
export function createWanted(query: Query): Wanted {
  const keys = new Set<string>();
  const passed = new Set<string>();
  let hasMissed = false;

  function isWanted(key: string, words: Words): boolean {
    if (keys.has(key)) {
      return true;
    }
    if (!isMatch(query, words)) {
      passed.add(key);
      return false;
    }
    keys.add(key);
    hasMissed ||= passed.has(key);
    return true;
  }

  return { isWanted, hasMissed: () => hasMissed };
}
