import type { Part } from "../part.ts";
import { pageSize } from "../spotify/pages.ts";
import { type PlaylistEntry, toKeeper, toListedTotal } from "../spotify/playlist-contents.ts";
import type { ListedPlaylist } from "../spotify/schemas.ts";
import { hashName } from "../state/hash-name.ts";
import type { PartStore } from "../state/parts.ts";
import type { HeldPlaylist } from "./changed-playlist.ts";
import { collect, type Reading } from "./collect.ts";
import type { CollectTools } from "./collected.ts";
import { toEntryKey } from "./entry-key.ts";
import { openHeld } from "./held.ts";
import { createPlaylistReading } from "./playlist-reading.ts";
import type { Scratch } from "./scratch.ts";

/** The contents of a playlist in a part, or undefined with the reason in the reading. */
export interface CollectedContents {
  readonly reading: Reading;
  readonly part: Part<PlaylistEntry> | undefined;
  /** The version that the contents are of; null where Spotify names none, or there are no contents. */
  readonly version: string | null;
  /** How many requests were spared by what earlier runs have kept. */
  readonly spared: number;
}

export function toCollection({ id }: ListedPlaylist): string {
  return `playlist:${id}`;
}

/**
 * Takes the contents over from the part of the same version, or reads what has changed since an earlier one, or all.
 *
 * A playlist is had whole or not at all: half of one, restored, would look like the real thing.
 */
export async function collectContents(
  playlist: ListedPlaylist,
  position: number,
  tools: CollectTools,
): Promise<CollectedContents> {
  const { parts, scratch, profile, startedAt } = tools;
  const collection = toCollection(playlist);
  const listed = { version: playlist.snapshot_id ?? null, total: toListedTotal(playlist) };
  const part = scratch.openPart<PlaylistEntry>(`playlist-${position}`);
  if (listed.version !== null) {
    const kept = await parts.loadVersion({ collection, version: listed.version }, part);
    if (kept !== undefined && kept.entries === (listed.total ?? kept.entries)) {
      const { entries, nulls, version } = kept;
      return {
        reading: { total: entries, read: entries, nulls },
        part,
        version,
        spared: countRequests(entries),
      };
    }
  }
  const base = await openBase(playlist, position, tools);
  const keeper = toKeeper(playlist, profile.id);
  // A list that is held and is said to be empty now is worth a look.
  if (listed.total === 0 && base === undefined && (keeper === "own" || keeper === "shared")) {
    return { reading: { total: 0, read: 0, nulls: 0 }, part, version: listed.version, spared: 0 };
  }
  const contents = tools.spotify.openContents(playlist, profile.id, { wasGiven: base !== undefined });
  const source = createPlaylistReading(contents, listed, base?.held);
  const reading = await collect(source.readPages, part, {
    isNull: (entry) => entry.item === null,
    onProgress: () => {},
  });
  await base?.held.part.clear();
  if (reading.shortfall !== undefined) {
    await part.clear();
    const total = reading.total ?? listed.total ?? null;
    return { reading: { ...reading, total }, part: undefined, version: null, spared: 0 };
  }
  const version = source.version();
  const taken = source.countTaken();
  await parts.save(
    {
      collection,
      // Contents are not looked up by a version that tells nothing of them.
      version: source.isProven() ? version : null,
      fullAt: taken > 0 && base !== undefined ? base.fullAt : startedAt,
      entries: reading.read,
      nulls: reading.nulls,
      details: describe(playlist),
    },
    part,
  );
  return { reading, part, version, spared: Math.floor(taken / pageSize) };
}

async function openBase(
  playlist: ListedPlaylist,
  position: number,
  { parts, scratch }: { readonly parts: PartStore; readonly scratch: Scratch },
): Promise<{ readonly held: HeldPlaylist; readonly fullAt: Date } | undefined> {
  const part = scratch.openPart<PlaylistEntry>(`playlist-${position}-held`);
  const kept = await parts.loadNewest(toCollection(playlist), part);
  if (kept === undefined) {
    return undefined;
  }
  const held = await openHeld(part, toEntryKey);
  return { held: { ...held, isDescribedAsNow: kept.details === describe(playlist) }, fullAt: kept.fullAt };
}

/** What can change a playlist's version beside its contents. */
function describe({ name, description, collaborative, public: isPublic }: ListedPlaylist): string {
  return hashName(JSON.stringify([name, description, collaborative, isPublic]));
}

/** How many requests it takes to read all of a playlist: its object with the first 100 entries, and pages of 50. */
export function countRequests(entries: number): number {
  return 1 + Math.ceil(Math.max(entries - 100, 0) / pageSize);
}
