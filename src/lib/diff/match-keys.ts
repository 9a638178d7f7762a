import { type Entry, whatIs } from "../snapshot/entry.ts";
import { invertEdits, planEdits } from "./edit-script.ts";
import { recognise, recogniseCertain } from "./recognise.ts";
import type { Trace, TracedEdits } from "./trace.ts";

/** The keys by which the entries of two lists are told to be the same. */
export interface MatchedKeys {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** By position in the latter list, from 0, what an entry without an item can be in the former, where that is not certain. */
  readonly recognised: ReadonlyMap<number, readonly number[]>;
}

interface Traces {
  readonly before: Trace[];
  readonly after: Trace[];
}

/** What is recognised is a neighbour by which more is; a third time that hardly ever finds anything. */
const mostRounds = 3;

/** An entry's key is its item; one without an item gets the key of what it is recognised to be, or one of its own. */
export function matchKeys(before: readonly Entry[], after: readonly Entry[]): MatchedKeys {
  const traces: Traces = { before: before.map(toTrace), after: after.map(toTrace) };
  let round = 1;
  while (nameCertain(traces) && round < mostRounds) {
    round += 1;
  }
  const recognised = new Map<number, readonly number[]>();
  if (traces.after.some(isUnnamed)) {
    for (const [to, { own, candidates }] of recognise(plan(traces))) {
      recognised.set(to, candidates);
      name("after", [to, own], traces);
    }
  }
  // The other way round: what was empty and has come back.
  if (traces.before.some(isUnnamed)) {
    for (const [from, { own }] of recognise(invert(plan(traces)))) {
      name("before", [from, own], traces);
    }
  }
  return {
    before: traces.before.map(({ key }, index) => key ?? `? before ${index}`),
    after: traces.after.map(({ key }, index) => key ?? `? after ${index}`),
    recognised,
  };
}

/** Names what there is no doubt of in either direction; gives back whether there was any. */
function nameCertain(traces: Traces): boolean {
  const forth = traces.after.some(isUnnamed) ? recogniseCertain(plan(traces)) : [];
  for (const match of forth) {
    name("after", match, traces);
  }
  const back = traces.before.some(isUnnamed) ? recogniseCertain(invert(plan(traces))) : [];
  for (const match of back) {
    name("before", match, traces);
  }
  return [...forth, ...back].length > 0;
}

function isUnnamed({ key }: Trace): boolean {
  return key === undefined;
}

/** Gives an entry without a key, and what it is taken for, the same one. */
function name(
  side: keyof Traces,
  [at, own = -1]: readonly [number, number | undefined],
  traces: Traces,
): void {
  const others = side === "after" ? traces.before : traces.after;
  const trace = traces[side][at];
  const other = others[own];
  if (trace !== undefined && other !== undefined) {
    const key = other.key ?? `? not ${side} ${own}`;
    others[own] = { ...other, key };
    traces[side][at] = { ...trace, key };
  }
}

/** Entries without a key match nothing. A song that is there twice is told apart by when it was added, so that the right one is taken for gone. */
function plan({ before, after }: Traces): TracedEdits {
  const toKeys = (traces: readonly Trace[], side: keyof Traces) =>
    traces.map(({ key, addedAt }, index) => (key === undefined ? `? ${side} ${index}` : `${addedAt} ${key}`));
  return { before, after, script: planEdits(toKeys(before, "before"), toKeys(after, "after")) };
}

function invert({ before, after, script }: TracedEdits): TracedEdits {
  return { before: after, after: before, script: invertEdits(script) };
}

function toTrace(entry: Entry): Trace {
  const words = whatIs(entry);
  const key =
    entry.uri || words?.uri || (words === undefined ? "" : `${words.artists.join(";")} ${words.name}`);
  return {
    key: key === "" ? undefined : key,
    label: key || entry.known.map(({ uri, name }) => uri || name).join(" "),
    addedAt: entry.addedAt,
    isEmpty: entry.words === undefined,
  };
}
