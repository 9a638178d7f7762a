import fc from "fast-check";

export type EditKind = "append" | "insert" | "remove" | "move";

/** An edit of a list; `at` and `to` are shares of its length, from 0 to 1. */
export interface Edit {
  readonly kind: EditKind;
  readonly at: number;
  readonly to: number;
  readonly count: number;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const fewOrMany = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 120 }));

export function editOf(...kinds: readonly EditKind[]): fc.Arbitrary<Edit> {
  return fc.record({ kind: fc.constantFrom(...kinds), at: share, to: share, count: fewOrMany });
}

/** Histories of edits, at least one. */
export function makeEdits(kinds: readonly EditKind[]): fc.Arbitrary<Edit[]> {
  return fc.array(editOf(...kinds), { minLength: 1, maxLength: 6 });
}

/** The list after the edits; what is new in it are numbers that never were there before. */
export function applyEdits(list: readonly number[], edits: readonly Edit[]): number[] {
  const edited = [...list];
  let fresh = 1_000_000;
  for (const { kind, at, to, count } of edits) {
    const place = Math.floor(at * edited.length);
    const added = () => Array.from({ length: count }, () => fresh++);
    if (kind === "append") {
      edited.push(...added());
    } else if (kind === "insert") {
      edited.splice(place, 0, ...added());
    } else {
      const taken = edited.splice(place, count);
      if (kind === "move") {
        edited.splice(Math.floor(to * edited.length), 0, ...taken);
      }
    }
  }
  return edited;
}
