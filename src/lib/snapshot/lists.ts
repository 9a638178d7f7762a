import { z } from "zod";
import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { toFileName, toSnapshotFolder } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import { type Piece, readDocument } from "./document.ts";
import { type Collection, collections, type Entry, type Known, toEntry } from "./entry.ts";
import { type ListMemory, noMemory, parseRemembered } from "./remembered.ts";

/** What a playlist is, apart from what is in it. */
export interface PlaylistFacts {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly ownerId: string;
  readonly ownerName: string;
  /** As Spotify has it: `true`, `false` or empty. */
  readonly isPublic: string;
  readonly isCollaborative: boolean;
  /** Spotify's `snapshot_id`, empty where it names none. */
  readonly version: string;
}

/** A list of a snapshot: a collection of the library, or the entries of one playlist. */
export interface List<Listed = Entry> {
  readonly collection: Collection;
  /** Of the items of a playlist, which one. */
  readonly playlist?: PlaylistFacts;
  /** Undefined where the contents are not in the snapshot. */
  readonly entries: readonly Listed[] | undefined;
  readonly dropped: ListMemory["dropped"];
}

/** Makes of an entry as Spotify sent it what is wanted of it; may throw a `ZodError`. */
export type MakeEntry<Listed> = (
  collection: Collection,
  value: unknown,
  known: readonly Known[] | undefined,
) => Listed;

const cell = z.union([z.string(), z.number(), z.boolean()]).nullish();
const playlistSchema = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  description: cell,
  owner: z.object({ id: z.string().nullish(), display_name: cell }).nullish(),
  public: cell,
  collaborative: z.boolean().nullish(),
  snapshot_id: z.string().nullish(),
});

/** @throws {z.ZodError} where it is no playlist */
export function toPlaylistFacts(playlist: unknown): PlaylistFacts {
  const { id, name, description, owner, collaborative, snapshot_id, ...rest } =
    playlistSchema.parse(playlist);
  return {
    id,
    name: name ?? "",
    description: String(description ?? ""),
    ownerId: owner?.id ?? "",
    ownerName: String(owner?.display_name ?? ""),
    isPublic: String(rest.public ?? ""),
    isCollaborative: collaborative === true,
    version: snapshot_id ?? "",
  };
}

/**
 * Reads the lists of a published snapshot, one after the other; one of them is in memory at a time.
 *
 * @throws {ArchiveError} where the JSON file cannot be read, or is not what this exporter writes
 */
export function readLists(
  archive: Archive,
  snapshot: Pick<Manifest, "kind" | "id">,
): AsyncGenerator<List, void, undefined> {
  return readListsAs(archive, snapshot, toEntry);
}

/** As {@link readLists}, for whoever wants something else of the entries. */
export async function* readListsAs<Listed>(
  archive: Archive,
  { kind, id }: Pick<Manifest, "kind" | "id">,
  makeEntry: MakeEntry<Listed>,
): AsyncGenerator<List<Listed>, void, undefined> {
  const name = `${toSnapshotFolder(kind, id)}/${toFileName(kind, id, "json")}`;
  const pieces = readDocument(archive.read(name), name);
  try {
    yield* kind === "library" ? readLibrary(pieces, makeEntry) : readPlaylists(pieces, makeEntry);
  } catch (error) {
    if (!(error instanceof z.ZodError)) {
      throw error;
    }
    const place = error.issues[0]?.path.join(".") ?? "";
    throw new ArchiveError(
      `${name} holds what is no entry of a snapshot (${place}: ${error.issues[0]?.message}). Restore the file from another copy.`,
      { cause: error },
    );
  }
}

async function* readLibrary<Listed>(
  pieces: AsyncIterable<Piece>,
  makeEntry: MakeEntry<Listed>,
): AsyncGenerator<List<Listed>, void, undefined> {
  const memories = new Map<string, ListMemory>();
  let entries: Listed[] = [];
  for await (const piece of pieces) {
    const [key, ...deeper] = piece.at;
    if (piece.type === "field" && key === "remembered") {
      memories.set(piece.key, parseRemembered(piece.value));
    }
    // A list without elements is a field.
    const place = piece.type === "field" && key === undefined ? piece.key : key;
    const collection = collections.find((candidate) => candidate === place);
    if (collection === undefined || deeper.length > 0) {
      continue;
    }
    const { known, dropped } = memories.get(collection) ?? noMemory;
    if (piece.type === "elements") {
      piece.values.forEach((value, index) => {
        entries.push(makeEntry(collection, value, known.get(piece.offset + index + 1)));
      });
    } else if (piece.type === "end" || piece.type === "field") {
      yield { collection, entries, dropped };
      entries = [];
    }
  }
}

async function* readPlaylists<Listed>(
  pieces: AsyncIterable<Piece>,
  makeEntry: MakeEntry<Listed>,
): AsyncGenerator<List<Listed>, void, undefined> {
  const collection = "items";
  let fields: Record<string, unknown> = {};
  let memory = noMemory;
  let entries: Listed[] | undefined;
  for await (const { at, ...piece } of pieces) {
    const [key, , items] = at;
    if (key !== "playlists" || at.length < 2) {
      continue;
    }
    if (items === undefined) {
      switch (piece.type) {
        case "begin":
          fields = {};
          memory = noMemory;
          entries = undefined;
          break;
        case "field":
          fields[piece.key] = piece.value;
          entries = piece.key === "items" && piece.value !== null ? [] : entries;
          memory = piece.key === "remembered" ? parseRemembered(piece.value) : memory;
          break;
        case "end":
          yield { collection, playlist: toPlaylistFacts(fields), entries, dropped: memory.dropped };
          break;
        default:
          throw new TypeError("a playlist is an object");
      }
    } else if (items === "items" && at.length === 3) {
      entries ??= [];
      if (piece.type === "elements") {
        for (const [index, value] of piece.values.entries()) {
          entries.push(makeEntry(collection, value, memory.known.get(piece.offset + index + 1)));
        }
      }
    }
  }
}
