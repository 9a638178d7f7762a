import type { LossReason } from "./plan.ts";
import type { SavedEntry } from "./saved-state.ts";
import { toSearchQueries } from "./search-queries.ts";
import { toGoneKey } from "./substitutes.ts";

/** What stands for the entries of one list. */
export interface Replaced {
  /** In the order of the entries, an empty text for one that is there as it was, without a URI. */
  readonly wanted: readonly string[];
  /** Why those were left out that cannot be had. */
  readonly lost: readonly LossReason[];
}

/** What is known of tracks that are gone, beyond the list. */
export interface ReplacementContext {
  /** The URIs of other releases, by `toGoneKey`. */
  readonly substitutes: ReadonlyMap<string, string> | undefined;
  /** Told each track that is left out and may be searched for. */
  readonly onGone: (entry: SavedEntry) => void;
}

/**
 * What to have for each entry of a list. One that is gone stays where the account still holds it, dead as it is; otherwise another
 * release stands in for it, or it is left out and told.
 *
 * @param context.held the URIs that the list holds in the account, empty where what stands there has none
 */
export function replaceGone(
  entries: readonly SavedEntry[],
  { held, substitutes, onGone }: ReplacementContext & { readonly held: readonly string[] },
): Replaced {
  const isHeld = new Set(held);
  let empty = held.filter((uri) => uri === "").length;
  const wanted: string[] = [];
  const lost: LossReason[] = [];

  function replace(entry: SavedEntry): string | undefined {
    const { uri, status } = entry;
    if (uri !== "" && (status !== "gone" || isHeld.has(uri))) {
      return uri;
    }
    if (empty > 0) {
      empty -= 1;
      return "";
    }
    return substitutes?.get(toGoneKey(entry) ?? "");
  }

  for (const entry of entries) {
    const uri = replace(entry);
    if (uri !== undefined) {
      wanted.push(uri);
      continue;
    }
    lost.push(toGoneKey(entry) === undefined ? "unknown-items" : "taken-down");
    if (isSearchable(entry)) {
      onGone(entry);
    }
  }
  return { wanted, lost };
}

function isSearchable({ uri, words }: SavedEntry): boolean {
  const isTrack = uri === "" || uri.startsWith("spotify:track:");
  return isTrack && words !== undefined && toSearchQueries(words).length > 0;
}
