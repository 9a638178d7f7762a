import type { Entry } from "../snapshot/entry.ts";
import type { List } from "../snapshot/lists.ts";
import type { Dropped } from "../snapshot/remembered.ts";
import type { Words } from "../snapshot/words.ts";
import type { Observation } from "./presence.ts";

/** An item that one list of a snapshot holds, or is remembered to have held. */
export interface Sighting {
  readonly words: Words;
  /** The snapshot to which Spotify told these words. */
  readonly toldTo: string;
  readonly observation: Observation;
}

/** What an entry is, or can be. */
interface Candidate extends Words {
  readonly toldTo: string;
}

/** An entry that can be an item, at its position from 1. */
interface Place {
  readonly entry: Entry;
  readonly position: number;
  readonly candidate: Candidate;
}

/** All that a list says of one item. */
interface Traces {
  readonly certain: Place[];
  readonly possible: Place[];
  readonly dropped: Dropped[];
}

/**
 * Finds the items that are wanted, by their keys.
 *
 * @param options.snapshot the id of the snapshot that the list is of
 */
export function findInList(
  { entries = [], dropped }: List,
  options: {
    readonly snapshot: string;
    readonly isWanted: (key: string, words: Words) => boolean;
  },
): ReadonlyMap<string, Sighting> {
  const found = new Map<string, Traces>();

  function note(words: Words): Traces | undefined {
    const key = toItemKey(words);
    const noted = found.get(key);
    if (noted !== undefined || !options.isWanted(key, words)) {
      return noted;
    }
    const traces: Traces = { certain: [], possible: [], dropped: [] };
    found.set(key, traces);
    return traces;
  }

  entries.forEach((entry, index) => {
    const candidates = toCandidates(entry, options.snapshot);
    for (const candidate of candidates) {
      const traces = note(candidate);
      const places = candidates.length === 1 ? traces?.certain : traces?.possible;
      places?.push({ entry, position: index + 1, candidate });
    }
  });
  for (const item of dropped) {
    note(item)?.dropped.push(item);
  }
  return new Map([...found].map(([key, traces]) => [key, toSighting(traces)]));
}

/** Tells an item from others, in all lists and snapshots. */
function toItemKey({ uri, name, artists, album }: Words): string {
  return uri || [name, ...artists, album].join("\n");
}

function toCandidates({ words, known, uri }: Entry, snapshot: string): readonly Candidate[] {
  if (words !== undefined) {
    return [{ ...words, toldTo: snapshot }];
  }
  if (known.length > 0) {
    return known.map(({ lastSeen, ...words }) => ({ ...words, toldTo: lastSeen }));
  }
  // Spotify may keep the URI of what it has taken down.
  return uri === "" ? [] : [{ uri, name: "", artists: [], album: "", isrc: "", toldTo: "" }];
}

function toSighting({ certain, possible, dropped }: Traces): Sighting {
  const places = certain.length > 0 ? certain : possible;
  const [first] = places;
  if (first === undefined) {
    return toDroppedSighting(dropped);
  }
  const { toldTo, ...words } = first.candidate;
  const sight = {
    // One entry can be several copies of an item, of which it is one.
    positions: [...new Set(places.map(({ position }) => position))],
    addedAt: findEarliest(places.map(({ entry }) => entry.addedAt)),
  };
  const isTakenDown = places.every(({ entry }) => entry.status === "unavailable");
  const observation: Observation =
    places === certain
      ? { type: "seen", state: isTakenDown ? "taken down" : "there", ...sight }
      : { type: "perhaps", lastSeen: toldTo, ...sight };
  return { words, toldTo, observation };
}

function toDroppedSighting(dropped: readonly Dropped[]): Sighting {
  const [first] = dropped.toSorted((a, b) => (a.lastSeen > b.lastSeen ? -1 : 1));
  if (first === undefined) {
    throw new RangeError("There is no sighting of nothing.");
  }
  const { addedAt: _, lastSeen, ...words } = first;
  const addedAt = findEarliest(dropped.map((item) => item.addedAt));
  return {
    words,
    toldTo: lastSeen,
    observation: { type: "dropped", lastSeen, addedAt, count: dropped.length },
  };
}

function findEarliest(dates: readonly string[]): string | null {
  return dates.filter((date) => date !== "").toSorted()[0] ?? null;
}
