import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { toSnapshotFolder } from "../archive/snapshot.ts";
import { playlistItemsTable } from "../render/tables.ts";
import { type Piece, readDocument } from "../snapshot/document.ts";
import { type ListMemory, noMemory } from "../snapshot/remembered.ts";
import { type ListedPlaylist, listedPlaylist } from "../spotify/schemas.ts";
import { toJsonName } from "./expected-files.ts";
import { createHeaderCheck } from "./header-check.ts";
import { checkMemory, createListCheck, describe, type ListCheck } from "./list-check.ts";

/** The playlist that is being read. */
interface OpenPlaylist {
  readonly list: ListCheck;
  readonly fields: Record<string, unknown>;
  readonly tell: (problem: string) => void;
  items: "missing" | "none" | "list";
  memory: ListMemory;
}

/** A playlist of a snapshot without its contents. */
export interface HeldPlaylist {
  readonly playlist: ListedPlaylist;
  /** How many entries are there; undefined where the contents are not. */
  readonly entries: number | undefined;
  readonly nulls: number;
  readonly memory: ListMemory;
}

const playlistSchema = listedPlaylist.omit({ items: true, tracks: true });

/**
 * Checks `playlists_<id>.json` by itself and gives back its playlists; their contents are not kept. Undefined where something
 * in it is no playlist, so that nothing can be compared with it.
 */
export async function readPlaylistList(
  archive: Archive,
  manifest: Manifest,
  report: (problem: string) => void,
): Promise<readonly HeldPlaylist[] | undefined> {
  const file = toJsonName(manifest);
  const name = `${toSnapshotFolder(manifest.kind, manifest.id)}/${file}`;
  const header = createHeaderCheck(manifest, { lists: ["playlists"], optional: ["remembered"], report });
  const playlists: HeldPlaylist[] = [];
  let current = openPlaylist();
  let isReadable = true;

  function openPlaylist(): OpenPlaylist {
    const place = playlists.length + 1;
    const tell = (problem: string) => report(`playlist ${place}: ${problem}`);
    const list = createListCheck({ section: "items", table: playlistItemsTable }, tell);
    return { list, fields: {}, tell, items: "missing", memory: noMemory };
  }

  function closePlaylist(): void {
    const { fields, items, list, memory, tell } = current;
    list.finish(memory);
    const parsed = playlistSchema.safeParse(fields);
    if (items === "missing" || parsed.error !== undefined) {
      tell(
        parsed.error === undefined
          ? "has no items, nor null for them"
          : `is not what Spotify sends there: ${describe(parsed.error)}`,
      );
      isReadable = false;
      return;
    }
    const entries = items === "none" ? undefined : list.entries();
    playlists.push({ playlist: parsed.data, entries, nulls: list.nulls(), memory });
  }

  function addField(key: string, value: unknown): void {
    if (key === "items") {
      const isEmpty = Array.isArray(value) && value.length === 0;
      current.items = isEmpty ? "list" : "none";
      if (!isEmpty && value !== null) {
        current.tell("has something else than a list in the place of its items");
      }
    } else if (key === "remembered") {
      current.memory = checkMemory(value, current.tell);
    } else {
      current.fields[key] = value;
    }
  }

  function addPiece({ at: [, place, items, ...deeper], ...piece }: Piece): void {
    if (items === "items" && deeper.length === 0) {
      current.items = "list";
      current.list.add(piece.type === "elements" ? piece.values : []);
    } else if (place !== undefined && items === undefined && piece.type === "begin") {
      current = openPlaylist();
    } else if (place !== undefined && items === undefined && piece.type === "end") {
      closePlaylist();
    } else if (place !== undefined && items === undefined && piece.type === "field") {
      addField(piece.key, piece.value);
    } else if (place !== undefined || piece.type === "elements" || piece.type === "field") {
      report("has something else than a playlist in its list");
      isReadable = false;
    }
  }

  for await (const piece of readDocument(archive.read(name), file)) {
    header.add(piece);
    if (piece.at[0] === "playlists") {
      addPiece(piece);
    }
  }
  header.finish();
  return isReadable ? playlists : undefined;
}
