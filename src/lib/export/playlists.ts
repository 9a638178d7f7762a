import type { Manifest, Section } from "../archive/manifest.ts";
import { mapAtOnce } from "../at-once.ts";
import { type Cover, isSetByUser } from "../covers/cover.ts";
import { createListKeys } from "../diff/compare-snapshots.ts";
import {
  type PlaylistPlace,
  type PlaylistRow,
  playlistColumns,
  playlistItemColumns,
} from "../render/columns.ts";
import { renderCsv } from "../render/csv.ts";
import { type JsonPieces, renderArray, renderObject, renderTexts } from "../render/json.ts";
import { playlistItemsTable, type TableRow, toColumns } from "../render/tables.ts";
import { type List, toPlaylistFacts } from "../snapshot/lists.ts";
import { noMemory, toRecords } from "../snapshot/remembered.ts";
import { toKeeper } from "../spotify/playlist-contents.ts";
import type { ListedPlaylist } from "../spotify/schemas.ts";
import { collect, type Reading } from "./collect.ts";
import { type CollectedContents, collectContents, toCollection } from "./collect-contents.ts";
import type { Collected, CollectTools, Memories } from "./collected.ts";
import { readEntries, toTableRows } from "./library-section.ts";
import { keepRefusals, refusalCollections } from "./refusals.ts";
import { mergeReadings, toSection } from "./section.ts";

/** A playlist with its contents in a part, whole, or with the reason why they are not there. */
interface CollectedPlaylist extends CollectedContents {
  /** By which it is compared with other snapshots: Spotify may list a playlist twice. */
  readonly key: string;
  readonly playlist: ListedPlaylist;
  /** Where it stands in the user's list, from 1. */
  readonly position: number;
}

/** Reads the list of playlists and the contents of each. One that cannot be had is declared; the others are whole. */
export async function collectPlaylists(tools: CollectTools): Promise<Collected> {
  const { listed, reading: listing } = await readList(tools);
  const chosen = listed.filter(({ playlist }) => isChosen(playlist, tools));
  let done = 0;
  const reportDone = () => tools.onProgress({ step: "Playlists", done, total: chosen.length });
  reportDone();
  const toKey = createListKeys();
  const keyed = chosen.map((one) => ({ ...one, key: toKey({ collection: "items", ...one }) }));
  const playlists = await mapAtOnce(keyed, tools.concurrency, async ({ playlist, position, key }) => {
    const contents = await collectContents(playlist, position, tools);
    done += 1;
    reportDone();
    // While the run read, the playlist may have gone on from the version that was listed.
    const { version } = contents;
    const current = version === null ? playlist : { ...playlist, snapshot_id: version };
    return { playlist: current, position, key, ...contents };
  });
  await keepRefusals(tools);

  const { read: held } = mergeHeld(playlists);
  return {
    keys: playlists.map(({ key }) => key),
    readList: (key) => readPlaylist(playlists, key),
    toCsvFiles: (memories) => [
      {
        name: "playlists",
        type: "csv",
        rows: playlists.length,
        render: () => renderCsv(playlistColumns, toPlaylistRows(playlists)),
      },
      {
        name: "playlist-items",
        type: "csv",
        rows: held + countDropped(playlists, memories),
        render: () =>
          renderCsv(
            [...playlistItemColumns, ...toColumns(playlistItemsTable, tools.trackHeaders)],
            toItemRows(playlists, memories),
          ),
      },
    ],
    renderJson: (memories) => ({ playlists: renderArray(toDocuments(playlists, memories)) }),
    jsonRows: held,
    sections: {
      playlists: toListSection(listing, { excluded: listed.length - chosen.length }),
      items: toItemsSection(playlists),
    },
    unavailable: [...toListShortfalls(listing), ...playlists.flatMap(toShortfalls)],
    covers: playlists.flatMap(({ playlist }) => toCovers(playlist, tools.profile.id)),
    wanted:
      listing.shortfall === undefined && listed.length > 0
        ? [...listed.map(({ playlist }) => toCollection(playlist)), ...refusalCollections]
        : undefined,
    spared: playlists.reduce((sum, { spared }) => sum + spared, 0),
  };
}

async function readList(tools: CollectTools) {
  const listed: { playlist: ListedPlaylist; position: number }[] = [];
  let position = 0;
  const reading = await collect(
    () => tools.spotify.readPlaylists(),
    {
      clear: async () => {
        listed.length = 0;
        position = 0;
      },
      append: async (entries) => {
        for (const playlist of entries) {
          position += 1;
          if (playlist !== null) {
            listed.push({ playlist, position });
          }
        }
      },
    },
    {
      isNull: (playlist) => playlist === null,
      identify: (playlist) => playlist?.id,
      onProgress: (progress) => tools.onProgress({ step: "List of playlists", ...progress }),
    },
  );
  return { listed, reading };
}

/** Whether the settings choose the playlist. */
export function isChosen(
  playlist: ListedPlaylist,
  { playlistType, profile }: Pick<CollectTools, "playlistType" | "profile">,
): boolean {
  const isOwned = toKeeper(playlist, profile.id) === "own";
  return playlistType === "all" || (playlistType === "owned") === isOwned;
}

/** Null entries of the list have no place in the files, so they count as unavailable. */
function toListSection(listing: Reading, { excluded }: { excluded: number }): Section {
  const section = toSection(listing);
  return {
    ...section,
    exported: listing.read - listing.nulls - excluded,
    unavailable: section.unavailable === null ? null : section.unavailable + listing.nulls,
    nulls: 0,
    ...(excluded === 0 ? {} : { excluded }),
  };
}

/** A playlist of unknown size takes nothing from what the counts of the others prove. */
function toItemsSection(playlists: readonly CollectedPlaylist[]): Section {
  const totals = playlists.map(({ reading }) => reading.total);
  const total = totals.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const uncounted = totals.filter((count) => count === null).length;
  const { read: exported, nulls } = mergeHeld(playlists);
  const failure = playlists.find(({ reading }) => reading.shortfall?.cause === "failed")?.reading.shortfall;
  return {
    total,
    exported,
    unavailable: total - exported,
    nulls,
    ...(uncounted === 0 ? {} : { uncounted }),
    ...(failure === undefined ? {} : { problem: failure.reason }),
  };
}

/** The readings of the playlists whose contents are there, as one. */
function mergeHeld(playlists: readonly CollectedPlaylist[]): Reading {
  return mergeReadings(playlists.flatMap(({ reading, part }) => (part === undefined ? [] : [reading])));
}

function toListShortfalls({ nulls, shortfall }: Reading): Manifest["unavailable"] {
  const reason = "Spotify counts a playlist here and says nothing more of it";
  return [
    ...(shortfall === undefined ? [] : [{ id: "playlists", name: "List of playlists", ...shortfall }]),
    ...Array.from({ length: nulls }, () => ({ id: null, name: null, cause: "refused" as const, reason })),
  ];
}

function toShortfalls({ playlist, reading: { shortfall } }: CollectedPlaylist): Manifest["unavailable"] {
  return shortfall === undefined ? [] : [{ id: playlist.id, name: playlist.name ?? null, ...shortfall }];
}

/** Nobody but the owner can put a cover back. */
function toCovers({ images, ...playlist }: ListedPlaylist, userId: string): readonly Cover[] {
  // Of several sizes the first is the largest.
  const url = String(images?.[0]?.url ?? "");
  return toKeeper(playlist, userId) === "own" && isSetByUser(url)
    ? [{ playlistId: playlist.id, playlistName: playlist.name ?? "", url }]
    : [];
}

async function* toPlaylistRows(
  playlists: readonly CollectedPlaylist[],
): AsyncGenerator<readonly PlaylistRow[]> {
  yield playlists.map(({ playlist, position, reading, part }) => ({
    playlist,
    position,
    total: reading.total,
    exported: part === undefined ? 0 : reading.read,
    unavailable: reading.shortfall?.reason,
  }));
}

async function* toItemRows(
  playlists: readonly CollectedPlaylist[],
  memories: Memories,
): AsyncGenerator<readonly (PlaylistPlace & TableRow)[]> {
  for (const { playlist, key, part } of playlists) {
    if (part === undefined) {
      continue;
    }
    let position = 0;
    for await (const rows of toTableRows(part, memories.get(key) ?? noMemory)) {
      yield rows.map((row) => ({
        playlist,
        position: "dropped" in row ? undefined : ++position,
        ...row,
      }));
    }
  }
}

/** Spotify's own objects, the count of contents replaced by the contents, under the one name `items`. */
async function* toDocuments(
  playlists: readonly CollectedPlaylist[],
  memories: Memories,
): AsyncGenerator<JsonPieces> {
  for (const { playlist, key, part } of playlists) {
    const { tracks: _, items: _items, ...object } = playlist;
    const records = toRecords(memories.get(key) ?? noMemory);
    yield renderObject({
      ...object,
      // Before the entries, so that whoever reads them knows it already.
      remembered: records.length === 0 ? undefined : records,
      items: part === undefined ? null : renderTexts(part.readTexts()),
    });
  }
}

async function readPlaylist(playlists: readonly CollectedPlaylist[], key: string): Promise<List> {
  const found = playlists.find((playlist) => playlist.key === key);
  if (found === undefined) {
    throw new TypeError(`there is no playlist ${key}`);
  }
  const { playlist, part } = found;
  const entries = part === undefined ? undefined : await readEntries("items", part);
  return { collection: "items", playlist: toPlaylistFacts(playlist), entries, dropped: [] };
}

function countDropped(playlists: readonly CollectedPlaylist[], memories: Memories): number {
  return playlists
    .filter(({ part }) => part !== undefined)
    .reduce((sum, { key }) => sum + (memories.get(key)?.dropped.length ?? 0), 0);
}
