import type { Part } from "../part.ts";
import type { JsonPieces } from "../render/json.ts";
import type { Reading } from "./collect.ts";
import type { CollectTools } from "./collected.ts";
import type { OutputFile } from "./publish.ts";

export interface CollectedSection {
  readonly reading: Reading;
  /** How many requests were spared by what earlier runs have kept. */
  readonly spared: number;
  /** The collections that its parts are kept as. */
  readonly wanted: readonly string[];
  readonly csv: OutputFile;
  /** Begins to render its value in `library_<id>.json`. */
  readonly renderJson: () => JsonPieces;
}

/** One collection of the library: its key in the JSON and the manifest, its title for people, how it is collected. */
export interface LibrarySection {
  readonly name: string;
  readonly title: string;
  collect(tools: CollectTools): Promise<CollectedSection>;
}

/** The entries of a part as rows of a table. */
export async function* toRows<Entry, Row>(
  part: Part<Entry>,
  toRow: (entry: Entry) => Row,
): AsyncGenerator<readonly Row[]> {
  for await (const entries of part.read()) {
    yield entries.map(toRow);
  }
}
