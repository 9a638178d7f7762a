/** A time in which a list held an item. Moments are ids of snapshots. */
export interface Span {
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The first snapshot that does not hold it any more; null while there is none. */
  readonly leftBefore: string | null;
  /** As the newest snapshot of the span has it, the earliest where the item is there several times; null where none tells. */
  readonly addedAt: string | null;
  /** How many times the list held it, as of the newest snapshot of the span. */
  readonly count: number;
}

/**
 * `perhaps taken down`: something is taken down there, and the item is one of those that it can have been. `unknown`: the newest
 * snapshot does not have the list, or not all of it.
 */
export type State = "there" | "taken down" | "perhaps taken down" | "dropped by Spotify" | "gone" | "unknown";

/** When a list has held an item, and what is known of it now. */
export interface Presence {
  /** Oldest first. */
  readonly spans: readonly Span[];
  readonly now: {
    readonly state: State;
    /** In the list, from 1. */
    readonly positions: readonly number[];
  };
}

interface Sight {
  readonly positions: readonly number[];
  readonly addedAt: string | null;
}

/** What one snapshot says of an item in a list. `lastSeen` is the last snapshot that is known to have held it. */
export type Observation =
  | ({ readonly type: "seen"; readonly state: "there" | "taken down" } & Sight)
  | ({ readonly type: "perhaps"; readonly lastSeen: string } & Sight)
  | {
      readonly type: "dropped";
      readonly lastSeen: string;
      readonly addedAt: string | null;
      readonly count: number;
    }
  | { readonly type: "absent" | "unknown" };

const notYet: Presence = { spans: [], now: { state: "unknown", positions: [] } };

/** Goes on with what the next snapshot says; what it cannot tell neither ends a span nor makes it longer. */
export function followPresence(
  { spans }: Presence = notYet,
  snapshot: string,
  observation: Observation,
): Presence {
  switch (observation.type) {
    case "seen": {
      const { state, positions } = observation;
      return { spans: see(spans, snapshot, observation), now: { state, positions } };
    }
    case "perhaps": {
      const { lastSeen, positions, addedAt } = observation;
      const span = { firstSeen: lastSeen, lastSeen, leftBefore: null, addedAt, count: 1 };
      return {
        spans: spans.length === 0 ? [span] : spans,
        now: { state: "perhaps taken down", positions },
      };
    }
    case "dropped":
      return {
        spans: drop(spans, snapshot, observation),
        now: { state: "dropped by Spotify", positions: [] },
      };
    case "absent":
      return { spans: leave(spans, snapshot), now: { state: "gone", positions: [] } };
    case "unknown":
      return { spans, now: { state: "unknown", positions: [] } };
  }
}

function see(spans: readonly Span[], snapshot: string, { positions, addedAt }: Sight): readonly Span[] {
  const last = spans.at(-1);
  const isOpen = last?.leftBefore === null;
  const firstSeen = isOpen ? last.firstSeen : snapshot;
  const span = { firstSeen, lastSeen: snapshot, leftBefore: null, addedAt, count: positions.length };
  return [...(isOpen ? spans.slice(0, -1) : spans), span];
}

function leave(spans: readonly Span[], snapshot: string): readonly Span[] {
  const last = spans.at(-1);
  return last?.leftBefore === null ? [...spans.slice(0, -1), { ...last, leftBefore: snapshot }] : spans;
}

/** Who remembers a dropped item may have seen it in a snapshot that is not in the archive any more. */
function drop(
  spans: readonly Span[],
  snapshot: string,
  { lastSeen, addedAt, count }: Observation & { readonly type: "dropped" },
): readonly Span[] {
  const last = spans.at(-1);
  if (last === undefined || (last.leftBefore !== null && lastSeen >= last.leftBefore)) {
    return [...spans, { firstSeen: lastSeen, lastSeen, leftBefore: snapshot, addedAt, count }];
  }
  if (last.leftBefore !== null) {
    return spans;
  }
  const latest = lastSeen > last.lastSeen ? lastSeen : last.lastSeen;
  return [...spans.slice(0, -1), { ...last, lastSeen: latest, leftBefore: snapshot }];
}
