import type { Part } from "../part.ts";
import type { JsonPieces } from "../render/json.ts";
import type { TableRow } from "../render/tables.ts";
import { type Collection, type Entry, toEntry } from "../snapshot/entry.ts";
import type { List } from "../snapshot/lists.ts";
import type { ListMemory } from "../snapshot/remembered.ts";
import type { Reading } from "./collect.ts";
import type { CollectTools } from "./collected.ts";
import type { OutputFile } from "./publish.ts";

export interface CollectedSection {
  readonly reading: Reading;
  /** How many requests were spared by what earlier runs have kept. */
  readonly spared: number;
  /** The collections that its parts are kept as. */
  readonly wanted: readonly string[];
  /** Its list as snapshots are compared; undefined where they are not compared by it. */
  readonly readList?: () => Promise<List>;
  readonly toCsv: (memory: ListMemory) => OutputFile;
  /** Begins to render its value in `library_<id>.json`. */
  readonly renderJson: () => JsonPieces;
}

/** One collection of the library: its key in the JSON and the manifest, its title for people, how it is collected. */
export interface LibrarySection {
  readonly name: string;
  readonly title: string;
  collect(tools: CollectTools): Promise<CollectedSection>;
}

/** The entries of a part as rows of a table: then those that Spotify has dropped from the list. */
export async function* toTableRows<Value>(
  part: Part<Value>,
  { known, dropped }: ListMemory,
): AsyncGenerator<readonly TableRow[]> {
  let position = 0;
  for await (const values of part.read()) {
    yield values.map((value) => {
      position += 1;
      return { value, known: known.get(position) };
    });
  }
  yield dropped.map((item) => ({ dropped: item }));
}

/** The entries of a part as snapshots are compared by them. */
export async function readEntries<Value>(
  collection: Collection,
  part: Part<Value>,
): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const values of part.read()) {
    entries.push(...values.map((value) => toEntry(collection, value)));
  }
  return entries;
}
