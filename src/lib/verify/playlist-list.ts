import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { toFileName, toSnapshotFolder } from "../archive/snapshot.ts";
import { playlistItemsTable } from "../render/tables.ts";
import { type Piece, readDocument } from "../snapshot/document.ts";
import { type ListMemory, noMemory } from "../snapshot/remembered.ts";
import { type ListedPlaylist, listedPlaylist } from "../spotify/schemas.ts";
import { createHeaderCheck } from "./header-check.ts";
import { checkMemory, createListCheck, describe, type ListCheck } from "./list-check.ts";

/** The playlist that is being read. */
interface OpenPlaylist {
  readonly list: ListCheck;
  readonly place: number;
  readonly fields: Map<string, unknown>;
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
  /** Whether all entries can be rendered as rows. */
  readonly isSound: boolean;
  readonly memory: ListMemory;
}

const noPlaylist = "has something else than a playlist in its list";
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
  const file = toFileName(manifest.kind, manifest.id, "json");
  const name = `${toSnapshotFolder(manifest.kind, manifest.id)}/${file}`;
  const header = createHeaderCheck(manifest, { lists: ["playlists"], optional: [], report });
  const playlists: HeldPlaylist[] = [];
  let current = openPlaylist(1);
  let isReadable = true;

  /** Only the first reason is told: there may be one at each line. */
  function giveUp(reason: string): void {
    if (isReadable) {
      report(`${reason}; so the CSV files are not compared with it`);
    }
    isReadable = false;
  }

  /** @param place in the list, from 1 */
  function openPlaylist(place: number): OpenPlaylist {
    const tell = (problem: string) => report(`playlist ${place}: ${problem}`);
    const list = createListCheck({ section: "items", table: playlistItemsTable }, tell);
    return { place, list, fields: new Map(), tell, items: "missing", memory: noMemory };
  }

  function closePlaylist(): void {
    const { place, fields, items, list, memory } = current;
    list.finish(memory);
    const parsed = playlistSchema.safeParse(Object.fromEntries(fields));
    if (items === "missing" || parsed.error !== undefined) {
      const fault =
        parsed.error === undefined
          ? "has no items, nor null for them"
          : `is not what Spotify sends there: ${describe(parsed.error)}`;
      giveUp(`playlist ${place}: ${fault}`);
      return;
    }
    const entries = items === "none" ? undefined : list.entries();
    playlists.push({ playlist: parsed.data, entries, nulls: list.nulls(), isSound: list.isSound(), memory });
  }

  function addField(key: string, value: unknown): void {
    if (key === "items") {
      const isEmpty = Array.isArray(value) && value.length === 0;
      current.items = isEmpty ? "list" : "none";
      if (!isEmpty && value !== null) {
        current.tell("has something else than a list in the place of its items");
      }
    } else if (key === "remembered") {
      if (manifest.seal === undefined) {
        current.tell("remembers, which snapshots without a seal do not");
      }
      current.memory = checkMemory(value, current.tell);
    } else {
      current.fields.set(key, value);
    }
  }

  function addPiece({ at: [, place, items, ...deeper], ...piece }: Piece): void {
    if (typeof place === "string") {
      giveUp(noPlaylist);
    } else if (items === "items" && deeper.length === 0 && piece.type !== "field") {
      current.items = "list";
      current.list.add(piece.type === "elements" ? piece.values : []);
    } else if (place !== undefined && items === undefined && piece.type === "begin") {
      current = openPlaylist(place + 1);
    } else if (place !== undefined && items === undefined && piece.type === "end") {
      closePlaylist();
    } else if (place !== undefined && items === undefined && piece.type === "field") {
      addField(piece.key, piece.value);
    } else if (place !== undefined || piece.type === "elements" || piece.type === "field") {
      giveUp(
        items === undefined
          ? noPlaylist
          : `playlist ${current.place}: has something else than a list of entries`,
      );
    }
  }

  /** A list without playlists is a field of its own line; nothing else may stand in its place. */
  function checkField(key: string, value: unknown): void {
    if (key === "playlists" && !(Array.isArray(value) && value.length === 0)) {
      giveUp("has something else than a list in the place of playlists");
    }
  }

  for await (const piece of readDocument(archive.read(name), file)) {
    header.add(piece);
    if (piece.at[0] === "playlists") {
      addPiece(piece);
    } else if (piece.type === "field" && piece.at.length === 0) {
      checkField(piece.key, piece.value);
    }
  }
  header.finish();
  return isReadable ? playlists : undefined;
}
