import type { Known } from "../snapshot/entry.ts";
import type { ListMemory } from "../snapshot/remembered.ts";

/**
 * Puts together what two snapshots tell of a list: one that can be believed, and a newer one that has a part of the list alone. That
 * one tells only what the other does not know, and that an item was seen later.
 */
export function mergeMemories(believed: ListMemory, newer: ListMemory): ListMemory {
  const positions = [...new Set([...believed.known.keys(), ...newer.known.keys()])].sort((a, b) => a - b);
  const known = new Map<number, readonly Known[]>();
  for (const position of positions) {
    const [own = [], later = []] = [believed.known.get(position), newer.known.get(position)];
    known.set(position, own.length === 0 ? later : own.map((one) => seeLater(one, later)));
  }
  const dropped = new Map(believed.dropped.map((one) => [one.uri, one]));
  for (const one of newer.dropped) {
    dropped.set(one.uri, one);
  }
  return { known, dropped: [...dropped.values()] };
}

/** The newer words are those that were told last. */
function seeLater(own: Known, later: readonly Known[]): Known {
  return later.find(({ uri, lastSeen }) => uri !== "" && uri === own.uri && lastSeen > own.lastSeen) ?? own;
}
