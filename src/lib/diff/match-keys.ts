import { type Entry, whatIs } from "../snapshot/entry.ts";
import { planEdits } from "./edit-script.ts";
import { recognise, type Trace } from "./recognise.ts";

/** The keys by which the entries of two lists are told to be the same. */
export interface MatchedKeys {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** By position in the latter list, from 0, what an entry without an item can be in the former. */
  readonly recognised: ReadonlyMap<number, readonly number[]>;
}

/** An entry's key is its item; one without an item gets the key of what it is recognised to be, or one of its own. */
export function matchKeys(before: readonly Entry[], after: readonly Entry[]): MatchedKeys {
  const traces = { before: before.map(toTrace), after: after.map(toTrace) };
  const keys = {
    before: traces.before.map(({ key }, index) => key ?? `? before ${index}`),
    after: traces.after.map(({ key }, index) => key ?? `? after ${index}`),
  };
  if ([...traces.before, ...traces.after].every(({ key }) => key !== undefined)) {
    return { ...keys, recognised: new Map() };
  }
  const former = () => keys.before.map((key, index) => toDatedKey(key, traces.before[index]));
  const latter = () => keys.after.map((key, index) => toDatedKey(key, traces.after[index]));
  const recognised = recognise(traces.before, traces.after, planEdits(former(), latter()));
  pair(keys.after, keys.before, recognised);
  // The other way round: what was empty and has come back.
  const returned = recognise(traces.after, traces.before, planEdits(latter(), former()));
  pair(keys.before, keys.after, returned);
  return { ...keys, recognised };
}

/** A song that is there twice is told apart by when it was added, so that the right one is taken for gone. */
function toDatedKey(key: string, trace: Trace | undefined): string {
  return `${trace?.addedAt ?? ""} ${key}`;
}

function toTrace(entry: Entry): Trace {
  const words = whatIs(entry);
  const key =
    entry.uri || words?.uri || (words === undefined ? "" : `${words.artists.join(";")} ${words.name}`);
  return {
    key: key === "" ? undefined : key,
    addedAt: entry.addedAt,
    isEmpty: entry.words === undefined,
  };
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
