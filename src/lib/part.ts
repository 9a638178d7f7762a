/** Entries kept on disk until they are written out; memory holds a page of them at a time. */
export interface Part<Entry> {
  /** Replaces what the part holds by nothing. */
  clear(): Promise<void>;
  /** Adds entries that stand at `offset` of their collection and after it; the end of a collection may come before its beginning. */
  append(entries: readonly Entry[], offset: number): Promise<void>;
  /** Adds entries that are JSON texts already. */
  appendTexts(texts: readonly string[], offset: number): Promise<void>;
  /** The entries again, in the order of the collection, some at a time. */
  read(): AsyncIterable<readonly Entry[]>;
  /** The same as JSON texts, ready to be copied into a file. */
  readTexts(): AsyncIterable<readonly string[]>;
}
