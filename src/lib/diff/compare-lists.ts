import { type Entry, type Known, whatIs } from "../snapshot/entry.ts";
import type { List } from "../snapshot/lists.ts";
import type { Dropped, ListMemory } from "../snapshot/remembered.ts";
import { chooseCopies } from "./choose-copies.ts";
import { type EditScript, planEdits } from "./edit-script.ts";
import { mostCandidates } from "./list-candidates.ts";
import { matchKeys } from "./match-keys.ts";

/** An entry at its place in a list, from 1. */
export interface Placed {
  readonly entry: Entry;
  readonly position: number;
}

/** What is different between a list and the same list later. */
export interface ListChanges {
  readonly added: readonly Placed[];
  /** Taken out by the user, as far as can be told. Positions are those in the former list. */
  readonly removed: readonly Placed[];
  /** Of a list whose order is the user's. */
  readonly moved: readonly (Placed & { readonly from: number })[];
  /** Still in its place, but Spotify has taken it down. */
  readonly vanished: readonly Placed[];
  /** Not in the list any more although nobody took it out. Positions are those in the former list. */
  readonly dropped: readonly Placed[];
  /** Can be had again. */
  readonly returned: readonly Placed[];
}

/** How a list compares with the same list in an earlier snapshot. */
export interface ListComparison {
  readonly changes: ListChanges;
  /** What turns the former entries into the latter. */
  readonly script: EditScript;
  /** What is known of the latter list that Spotify does not say any more. */
  readonly memory: ListMemory;
}

export type ReadableList = List & { readonly entries: readonly Entry[] };

/** The order of a playlist is the user's; that of likes and their like is Spotify's, and tells nothing. */
function isOrdered({ collection }: List): boolean {
  return collection === "items";
}

/**
 * Compares a list with the same list in an earlier snapshot.
 *
 * An entry is the same as long as its item is. Its date only tells copies of an item apart: what was taken out and put back has
 * another one, and is the same to its owner. An entry whose item Spotify has taken is recognised by its moment and its neighbours.
 *
 * @param options.since the id of the earlier snapshot
 * @param options.takenDown URIs that Spotify does not have any more: who left the list and is among them was dropped
 */
export function compareLists(
  before: ReadableList,
  after: ReadableList,
  { since, takenDown = new Set() }: { readonly since: string; readonly takenDown?: ReadonlySet<string> },
): ListComparison {
  const { recognised, ...keys } = matchKeys(before.entries, after.entries);
  const script = chooseCopies(planEdits(keys.before, keys.after), {
    before: { keys: keys.before, dates: before.entries.map(({ addedAt }) => addedAt) },
    after: { keys: keys.after, dates: after.entries.map(({ addedAt }) => addedAt) },
  });
  const known = findKnown(before.entries, after.entries, { script, recognised, since });
  const entries =
    known.size === 0
      ? after.entries
      : after.entries.map((entry, index) => ({ ...entry, known: known.get(index + 1) ?? [] }));
  const present = new Set(keys.after);
  const wasDropped = new Set(before.dropped.map(({ uri }) => uri));
  const isDropped = createDropRule(before, after, takenDown);

  const gone = script.removed.flatMap(placeIn(before.entries));
  const added = script.added.flatMap(placeIn(entries));
  /** Those that are in both, where their availability is now another. */
  const turned = entries.flatMap((entry, index) => {
    const origin = before.entries[script.origins[index] ?? -1];
    const isTurned =
      origin !== undefined && (origin.status === "unavailable") !== (entry.status === "unavailable");
    return isTurned ? [{ entry, position: index + 1 }] : [];
  });
  const dropped = gone.filter(({ entry }) => isDropped(entry));
  return {
    changes: {
      added,
      removed: gone.filter(({ entry }) => !isDropped(entry)),
      moved: isOrdered(after)
        ? script.moved.flatMap(({ from, to }) =>
            placeIn(entries)(to).map((placed) => ({ ...placed, from: from + 1 })),
          )
        : [],
      vanished: turned.filter(({ entry }) => entry.status === "unavailable"),
      dropped,
      returned: [
        ...turned.filter(({ entry }) => entry.status !== "unavailable"),
        ...added.filter(({ entry }) => wasDropped.has(whatIs(entry)?.uri ?? "")),
      ],
    },
    script,
    memory: {
      known,
      dropped: [...before.dropped, ...dropped.flatMap(({ entry }) => toDropped(entry, since))].filter(
        ({ uri }) => !present.has(uri),
      ),
    },
  };
}

function placeIn(entries: readonly Entry[]): (index: number) => readonly Placed[] {
  return (index) => entries.slice(index, index + 1).map((entry) => ({ entry, position: index + 1 }));
}

/** What is known of the entries of `after` that Spotify tells no words of, by their position from 1. */
function findKnown(
  before: readonly Entry[],
  after: readonly Entry[],
  {
    script,
    recognised,
    since,
  }: {
    readonly script: EditScript;
    readonly recognised: ReadonlyMap<number, readonly number[]>;
    readonly since: string;
  },
): ReadonlyMap<number, readonly Known[]> {
  const known = new Map<number, readonly Known[]>();
  after.forEach((entry, index) => {
    const origins = recognised.get(index) ?? [script.origins[index] ?? -1];
    const found = origins.flatMap((at) => toKnown(before[at], since));
    const own = entry.known.length > 0 ? entry.known : withoutRepeats(found);
    if (entry.words === undefined && own.length > 0 && own.length <= mostCandidates) {
      known.set(index + 1, own);
    }
  });
  return known;
}

/** Of a song that was there twice either may be it. */
function withoutRepeats(known: readonly Known[]): readonly Known[] {
  return [...new Map(known.map((one) => [one.uri || one.name, one])).values()];
}

function createDropRule(
  before: List,
  after: List,
  takenDown: ReadonlySet<string>,
): (entry: Entry) => boolean {
  const known = new Set(after.dropped.map(({ uri }) => uri));
  // Who edits a playlist gives it a new version. Spotify's own change theirs at every request.
  const version = after.playlist?.version ?? "";
  const isUnedited =
    version !== "" && version === before.playlist?.version && after.playlist?.ownerId !== "spotify";
  return (entry) => {
    const uri = entry.uri || (whatIs(entry)?.uri ?? "");
    return isUnedited || known.has(uri) || takenDown.has(uri);
  };
}

function toKnown(entry: Entry | undefined, since: string): readonly Known[] {
  if (entry?.words === undefined) {
    return entry?.known ?? [];
  }
  return [{ ...entry.words, lastSeen: since }];
}

/** Of one that can be several, each would look like one that is missing. */
function toDropped(entry: Entry, since: string): readonly Dropped[] {
  const { addedAt } = entry;
  const known = toKnown(entry, since);
  return known.length === 1 ? known.map((one) => ({ ...one, addedAt })) : [];
}
