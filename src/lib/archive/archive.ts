/** What an archive says of a file it has kept. `sha256` is lower-case hexadecimal. */
export interface KeptFile {
  readonly bytes: number;
  readonly sha256: string;
  /** False where another writer had kept the same content under this name before. */
  readonly isNew: boolean;
}

/** What a file is to hold, piece by piece: text, which becomes UTF-8, or bytes as they are. */
export type Content = AsyncIterable<string | Uint8Array>;

/** What a listing tells of a file. */
export interface ListedFile {
  readonly name: string;
  readonly bytes: number;
  /** When it was last written, by the clock of whoever stores it. */
  readonly modifiedAt: Date;
}

/**
 * Where files are kept: snapshots, and beside them what the exporter keeps for itself. A blob container or a folder; names are
 * relative, with `/` between their parts.
 *
 * What cannot be done is told as an `ArchiveError`: what was tried, what came back, what to do.
 */
export interface Archive {
  /** Where this archive is, in words for people: a path or a URL, without any secret. */
  readonly location: string;

  /**
   * Creates the container or folder if it is missing, and proves that files can be written and listed there, so that a
   * missing right is told before anything is spent. Leaves nothing that would be listed.
   */
  prepare(): Promise<void>;

  /**
   * Keeps a new file and creates the container or folder if it is missing. The file appears whole or not at all,
   * and is on stable storage when the promise resolves. An existing file is never overwritten: the same content
   * counts as success (an answer may have been lost on the way), other content throws a `NameTakenError`.
   */
  write(name: string, content: Content, options: { contentType: string }): Promise<KeptFile>;

  /** Streams the file's bytes; throws if there is no such file. */
  read(name: string): AsyncIterable<Uint8Array>;

  /** Every file whose name begins with `prefix`, by name; nothing where there is no archive yet. */
  list(prefix: string): AsyncIterable<ListedFile>;

  /**
   * What killed writes have left half done; nothing else shows it, and a write that is under way is among it. A blob service forgets
   * such blobs by itself within a week, so a container lists none.
   */
  listUnfinished(): AsyncIterable<ListedFile>;

  /** Removes a file, an unfinished one as well; one that is not there is no error. */
  remove(name: string): Promise<void>;
}
