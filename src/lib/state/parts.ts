import { randomUUID } from "node:crypto";
import type { Archive } from "../archive/archive.ts";
import { parseSnapshotId, toSnapshotId } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Part } from "../part.ts";
import { hashName } from "./hash-name.ts";
import { isFuture } from "./is-future.ts";
import { copyPart, hashPart, type PartLabel, renderPart } from "./part-file.ts";
import { removeAll } from "./remove-all.ts";

/**
 * The contents of collections as they were read, each file immutable, so that what is kept is never asked for again.
 *
 * What was last read in full before `refreshBefore` counts as not there, and so does what a clock that was ahead has dated.
 */
export interface PartStore {
  /** Whether the collection is kept, at this version where one is named. Whether it can be used shows when it is loaded. */
  holds(wanted: { readonly collection: string; readonly version?: string }): boolean;
  /** Loads the collection at this very version into `part`; undefined where it is not kept. */
  loadVersion<Entry>(
    wanted: { readonly collection: string; readonly version: string },
    part: Part<Entry>,
  ): Promise<PartLabel | undefined>;
  /** Loads the collection as it was last kept into `part`; undefined where it is not. */
  loadNewest<Entry>(collection: string, part: Part<Entry>): Promise<PartLabel | undefined>;
  /** Keeps a collection. What has just been loaded with the same contents is not written again. */
  save<Entry>(label: PartLabel, part: Part<Entry>): Promise<void>;
  /**
   * Removes what this run has neither loaded nor saved: of collections that have another part or are not among `wanted` any
   * more, and what was last read in full too long ago. What others have saved since this run began stays. Safe at any time: who misses a part reads it from Spotify.
   */
  removeUnused(wanted: Iterable<string>): Promise<void>;
}

/** What the name of a file tells of the part in it, so that one listing tells all that is kept. */
interface KeptPart {
  readonly name: string;
  readonly collectionKey: string;
  readonly savedAt: Date;
  readonly fullAt: Date;
  readonly versionKey: string;
}

/** Lists the parts below `folder`. */
export async function openParts(
  archive: Archive,
  options: {
    readonly folder: string;
    readonly startedAt: Date;
    readonly refreshBefore: Date;
    readonly now: () => Date;
    readonly log: Log;
  },
): Promise<PartStore> {
  const { folder, startedAt, refreshBefore, now, log } = options;
  const kept: KeptPart[] = [];
  for await (const { name } of archive.list(`${folder}/`)) {
    kept.push(...parseName(name));
  }
  const isSpent = ({ savedAt, fullAt }: KeptPart) =>
    fullAt < refreshBefore || isFuture(savedAt, now()) || isFuture(fullAt, now());
  kept.sort((a, b) => b.savedAt.getTime() - a.savedAt.getTime());
  /** By collection, the file that this run has loaded or saved last. */
  const used = new Map<
    string,
    { readonly name: string; readonly label: PartLabel; readonly sha256: string }
  >();

  async function load<Entry>(
    collection: string,
    { isWanted, part }: { readonly isWanted: (kept: KeptPart) => boolean; readonly part: Part<Entry> },
  ): Promise<PartLabel | undefined> {
    const found = kept.filter(
      (candidate) =>
        candidate.collectionKey === hashName(collection) && !isSpent(candidate) && isWanted(candidate),
    );
    for (const { name } of found) {
      try {
        const { label, sha256 } = await copyPart(archive, { name, collection, part });
        used.set(collection, { name, label, sha256 });
        return label;
      } catch (error) {
        if (!(error instanceof ArchiveError)) {
          throw error;
        }
        await part.clear();
        log.warn("a kept part cannot be used, so it is read from Spotify again", {
          name,
          reason: error.message,
        });
      }
    }
    return undefined;
  }

  async function save<Entry>(label: PartLabel, part: Part<Entry>): Promise<void> {
    const { collection } = label;
    const sha256 = await hashPart(part);
    const loaded = used.get(collection);
    if (loaded?.sha256 === sha256 && isSame(loaded.label, label)) {
      return;
    }
    const name = `${folder}/${toName(label, now())}`;
    await archive.write(name, renderPart(label, { part, sha256 }), { contentType: "application/x-ndjson" });
    used.set(collection, { name, label, sha256 });
  }

  async function removeUnused(wanted: Iterable<string>): Promise<void> {
    const usedNames = new Set([...used.values()].map(({ name }) => name));
    const usedKeys = new Set([...used.keys()].map(hashName));
    const wantedKeys = new Set([...wanted].map(hashName));
    const unused = kept.filter((part) => {
      const { name, collectionKey, savedAt } = part;
      const isNeeded = wantedKeys.has(collectionKey) && !usedKeys.has(collectionKey) && !isSpent(part);
      const isOfOthers = savedAt >= startedAt && !isFuture(savedAt, now());
      return !isNeeded && !usedNames.has(name) && !isOfOthers;
    });
    await removeAll(
      archive,
      unused.map(({ name }) => name),
    );
  }

  return {
    holds: ({ collection, version }) =>
      kept.some(
        (part) =>
          part.collectionKey === hashName(collection) &&
          !isSpent(part) &&
          (version === undefined || part.versionKey === hashName(version)),
      ),
    loadVersion: ({ collection, version }, part) =>
      load(collection, { isWanted: ({ versionKey }) => versionKey === hashName(version), part }),
    loadNewest: (collection, part) => load(collection, { isWanted: () => true, part }),
    save,
    removeUnused,
  };
}

function isSame(a: PartLabel, b: PartLabel): boolean {
  return (
    a.version === b.version && a.details === b.details && toSnapshotId(a.fullAt) === toSnapshotId(b.fullAt)
  );
}

/** The random end keeps two runs that save the same in the same second out of each other's way. */
function toName({ collection, version, fullAt }: PartLabel, savedAt: Date): string {
  const stamps = [savedAt, fullAt].map(toSnapshotId).join("_");
  return `${hashName(collection)}_${stamps}_${hashName(version ?? "")}_${randomUUID().slice(0, 8)}.ndjson`;
}

/** What has another name is not ours, and is left alone. */
function parseName(name: string): readonly KeptPart[] {
  const [, collectionKey, saved, full, versionKey] =
    /(?:^|\/)([0-9a-f]{24})_([^_/]+)_([^_/]+)_([0-9a-f]{24})_[0-9a-f]{8}\.ndjson$/.exec(name) ?? [];
  const savedAt = parseSnapshotId(saved ?? "");
  const fullAt = parseSnapshotId(full ?? "");
  return collectionKey === undefined ||
    versionKey === undefined ||
    savedAt === undefined ||
    fullAt === undefined
    ? []
    : [{ name, collectionKey, savedAt, fullAt, versionKey }];
}
