import type { EditScript } from "./edit-script.ts";

/** An entry in a sequence, as far as it takes to recognise it when its item is gone. */
export interface Trace {
  /** Tells the item; undefined where nothing is left of it that is certain. */
  readonly key: string | undefined;
  /** Tells what it is or can be, and is empty where nothing is known. */
  readonly label: string;
  /** When it was added, which outlives the item. */
  readonly addedAt: string;
  /** Whether its item is gone, though it may be remembered what it was. */
  readonly isEmpty: boolean;
}

/** Two sequences, and what turns `before` into `after`; entries without a key match nothing in it. */
export interface TracedEdits {
  readonly before: readonly Trace[];
  readonly after: readonly Trace[];
  readonly script: EditScript;
}
