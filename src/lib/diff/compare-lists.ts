import { type Entry, type Known, whatIs } from "../snapshot/entry.ts";
import type { List } from "../snapshot/lists.ts";
import type { Dropped, ListMemory } from "../snapshot/remembered.ts";
import { type EditScript, planEdits } from "./edit-script.ts";
import { recognise } from "./recognise.ts";

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
 * An entry is the same as long as its item is: dates tell nothing, since a move keeps them and a second addition does not. An
 * entry whose item Spotify has taken is recognised by its moment and its neighbours.
 *
 * @param options.since the id of the earlier snapshot
 * @param options.takenDown URIs that Spotify does not have any more: who left the list and is among them was dropped
 */
export function compareLists(
  before: ReadableList,
  after: ReadableList,
  { since, takenDown = new Set() }: { readonly since: string; readonly takenDown?: ReadonlySet<string> },
): ListComparison {
  const { keys, origins: memories } = matchKeys(before.entries, after.entries);
  const script = planEdits(keys.before, keys.after);
  const present = new Set(keys.after);
  const wasDropped = new Set(before.dropped.map(({ uri }) => uri));
  const isDropped = createDropRule(before, after, takenDown);

  const at = (entries: readonly Entry[]) => (index: number) => {
    const entry = entries[index];
    return entry === undefined ? [] : [{ entry, position: index + 1 }];
  };
  const gone = script.removed.flatMap(at(before.entries));
  const added = script.added.flatMap(at(after.entries));
  const vanished: Placed[] = [];
  const returned: Placed[] = added.filter(({ entry }) => wasDropped.has(whatIs(entry)?.uri ?? ""));
  const known = new Map<number, readonly Known[]>();
  after.entries.forEach((entry, index) => {
    const position = index + 1;
    const origin = before.entries[script.origins[index] ?? -1];
    if (entry.words === undefined) {
      const those = memories.get(index)?.map((from) => before.entries[from]) ?? [origin];
      const remembered = entry.known.length > 0 ? entry.known : those.flatMap((was) => toKnown(was, since));
      if (remembered.length > 0) {
        known.set(position, remembered);
      }
    }
    if (origin !== undefined && (origin.status === "unavailable") !== (entry.status === "unavailable")) {
      const list = entry.status === "unavailable" ? vanished : returned;
      list.push({ entry: { ...entry, known: known.get(position) ?? entry.known }, position });
    }
  });
  const dropped = gone.filter(({ entry }) => isDropped(entry));
  return {
    changes: {
      added,
      removed: gone.filter(({ entry }) => !isDropped(entry)),
      moved: isOrdered(after)
        ? script.moved.flatMap(({ from, to }) =>
            at(after.entries)(to).map((placed) => ({ ...placed, from: from + 1 })),
          )
        : [],
      vanished,
      dropped,
      returned,
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

/**
 * The keys by which entries are told to be the same, and by position in `after` what an entry without an item can be in `before`.
 */
function matchKeys(before: readonly Entry[], after: readonly Entry[]) {
  const traces = {
    before: before.map((entry) => ({ key: toKey(entry), addedAt: entry.addedAt })),
    after: after.map((entry) => ({ key: toKey(entry), addedAt: entry.addedAt })),
  };
  const toKeys = (side: typeof traces.before) => side.map(({ key, addedAt }) => key ?? `? ${addedAt}`);
  const keys = { before: toKeys(traces.before), after: toKeys(traces.after) };
  const hasEmpty = [...traces.before, ...traces.after].some(({ key }) => key === undefined);
  if (!hasEmpty) {
    return { keys, origins: new Map<number, readonly number[]>() };
  }
  const origins = recognise(traces.before, traces.after, planEdits(keys.before, keys.after));
  pair(keys.after, keys.before, origins);
  // The other way round: what was empty and has come back.
  const returned = recognise(traces.after, traces.before, planEdits(keys.after, keys.before));
  pair(keys.before, keys.after, returned);
  return { keys, origins };
}

/** Gives entries without a key that of what they are; where they can be one of several, each gets another. */
function pair(
  keys: string[],
  others: readonly string[],
  recognised: ReadonlyMap<number, readonly number[]>,
): void {
  const spent = new Set<number>();
  for (const [position, candidates] of recognised) {
    const own = candidates.find((candidate) => !spent.has(candidate));
    const key = own === undefined ? undefined : others[own];
    if (own !== undefined && key !== undefined) {
      spent.add(own);
      keys[position] = key;
    }
  }
}

/** Tells an item; undefined where nothing is left of it that is certain. */
function toKey(entry: Entry): string | undefined {
  const words = whatIs(entry);
  const uri = entry.uri || words?.uri;
  return uri || (words === undefined ? undefined : `${words.artists.join(";")} ${words.name}`);
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
    return uri !== "" && (isUnedited || known.has(uri) || takenDown.has(uri));
  };
}

function toKnown(entry: Entry | undefined, since: string): readonly Known[] {
  if (entry?.words === undefined) {
    return entry?.known ?? [];
  }
  return [{ ...entry.words, lastSeen: since }];
}

function toDropped(entry: Entry, since: string): readonly Dropped[] {
  const { addedAt } = entry;
  return toKnown(entry, since).map((known) => ({ ...known, addedAt }));
}
