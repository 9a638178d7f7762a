import type { Manifest } from "../archive/manifest.ts";
import { compareLists, type ListComparison } from "../diff/compare-lists.ts";
import { isReadable } from "../diff/compare-snapshots.ts";
import { whatIs } from "../snapshot/entry.ts";
import type { List } from "../snapshot/lists.ts";
import type { Inquiry, Missing } from "./inquiry.ts";
import { findShare, type ListsTold, type Memories } from "./memories.ts";

/** A list of a new snapshot, and the same one in an earlier snapshot. */
interface FollowedList {
  readonly key: string;
  readonly before: List;
  readonly after: List;
}

/**
 * Remembers what an earlier snapshot knows of a list. What has left the library since is asked about where both have the whole of the
 * list and neither is suspect: what one of them lacks is not gone.
 *
 * @returns undefined where one of the two does not have the contents
 */
export async function followList(
  { key, before, after }: FollowedList,
  {
    former,
    draft,
    memories,
    inquire,
  }: {
    readonly former: Manifest;
    readonly draft: ListsTold;
    readonly memories: Memories;
    readonly inquire: Inquiry;
  },
): Promise<ListComparison | undefined> {
  if (!isReadable(before) || !isReadable(after)) {
    return undefined;
  }
  const share = findShare(key, former);
  const found = compareLists(before, after, { since: former.id });
  const isWhole = share === "whole" && findShare(key, draft) === "whole";
  const takenDown = isWhole ? await inquire(findMissing(after, found)) : new Set<string>();
  const comparison =
    takenDown.size === 0 ? found : compareLists(before, after, { since: former.id, takenDown });
  memories.add(key, comparison.memory, share);
  return comparison;
}

/** What has left the library; of a playlist its version tells who took it out. */
function findMissing({ collection }: List, { changes }: ListComparison): readonly Missing[] {
  return collection === "items"
    ? []
    : changes.removed
        .map(({ entry }) => ({ collection, uri: entry.uri || (whatIs(entry)?.uri ?? "") }))
        .filter(({ uri }) => uri !== "");
}
