import type { Placed } from "../lib/diff/compare-lists.ts";
import type { EditableFact } from "../lib/diff/compare-snapshots.ts";
import type { SnapshotDifference } from "../lib/diff/diff-snapshots.ts";
import type { ListDifference, Side } from "../lib/diff/list-difference.ts";
import { type Entry, findLastSeen, whatIs } from "../lib/snapshot/entry.ts";
import type { PlaylistFacts } from "../lib/snapshot/lists.ts";

/** How two snapshots differ, as `--json` prints it. */
export function toDiffDocument({
  lists,
  isOfPlaylist: _,
  ...difference
}: SnapshotDifference): Record<string, unknown> {
  const playlists = lists.filter(({ playlist }) => playlist !== undefined);
  const library = lists.filter(({ playlist }) => playlist === undefined);
  return {
    ...difference,
    ...(difference.kind === "playlists"
      ? { playlists: playlists.map((list) => ({ ...toFacts(list), ...toContents(list, difference) })) }
      : {
          library: Object.fromEntries(
            library.map((list) => [
              list.collection,
              { change: toChange(list), ...toContents(list, difference) },
            ]),
          ),
        }),
  };
}

function toFacts(list: ListDifference): Record<string, unknown> {
  const { before, after } = list.playlist ?? {};
  return {
    id: (after ?? before)?.id,
    name: (after ?? before)?.name,
    change: toChange(list),
    edits: Object.fromEntries(
      list.edits.map((fact) => [fact, [before, after].map((side) => side && toValue(side, fact))]),
    ),
  };
}

function toChange({ type }: ListDifference): string {
  return type === "both" ? "changed" : type;
}

function toValue(facts: PlaylistFacts, fact: EditableFact): unknown {
  if (fact !== "isPublic") {
    return facts[fact];
  }
  return facts.isPublic === "" ? null : facts.isPublic === "true";
}

function toContents(
  { changes, missingIn }: ListDifference,
  ids: Pick<SnapshotDifference, Side>,
): Record<string, unknown> {
  const { added, removed, moved, vanished, dropped, returned } = changes;
  const toEntry = ({ position, entry }: Placed) => ({ position, ...toWords(entry) });
  const toLost = (placed: Placed) => ({
    ...toEntry(placed),
    lastSeen: findLastSeen(placed.entry, ids.before),
  });
  return {
    // Where contents are missing, that there are no changes would be untrue.
    ...(missingIn.length > 0 ? { missingIn: missingIn.map((side) => ids[side]) } : {}),
    added: added.map(toEntry),
    removed: removed.map(toEntry),
    moved: moved.map(({ from, position, entry }) => ({ from, to: position, ...toWords(entry) })),
    vanished: vanished.map(toLost),
    dropped: dropped.map(toLost),
    returned: returned.map(toEntry),
  };
}

/** What is not known is an empty text; what an entry is remembered to be stands in `known`. */
function toWords(entry: Entry): Record<string, unknown> {
  const { uri = "", name = "", artists = [], album = "", isrc = "" } = whatIs(entry) ?? {};
  return {
    uri: entry.uri || uri,
    ...{ name, artists, album, isrc, addedAt: entry.addedAt },
    ...(entry.known.length > 0 ? { known: entry.known } : {}),
  };
}
