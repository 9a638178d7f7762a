import type { Part } from "../part.ts";
import { pageSize, type ReadPage } from "../spotify/pages.ts";
import { collect, type Reading } from "./collect.ts";
import type { CollectTools } from "./collected.ts";
import { openHeld } from "./held.ts";
import { createSavedReading, type Order } from "./saved-reading.ts";

/** A collection of the library in a part, and how it was had. */
export interface SavedCollection<Entry> {
  readonly part: Part<Entry>;
  readonly reading: Reading;
  /** Whether all that was read of it is as an earlier run has kept it. */
  readonly isUnchanged: boolean;
  /** How many requests were spared by what earlier runs have kept. */
  readonly spared: number;
}

type SavedTools = Pick<CollectTools, "parts" | "scratch" | "startedAt"> & {
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
};

/** Reads what has changed in a collection since it was last kept, or all of it, and keeps it. */
export async function collectSaved<Entry>(
  saved: {
    readonly collection: string;
    readonly readPage: ReadPage<Entry>;
    readonly isNull: (entry: Entry) => boolean;
    readonly identify: (entry: Entry) => string | null | undefined;
    readonly order: Order;
  },
  { parts, scratch, startedAt, onProgress }: SavedTools,
): Promise<SavedCollection<Entry>> {
  const { collection, readPage, isNull, identify, order } = saved;
  const toKey = (entry: Entry) => `${toAddedAt(entry)} ${identify(entry) ?? ""}`;
  const heldPart = scratch.openPart<Entry>(`${collection}-held`);
  const kept = await parts.loadNewest(collection, heldPart);
  const held = kept === undefined ? undefined : await openHeld(heldPart, toKey);
  const source = createSavedReading(readPage, held, { toKey, order });
  const part = scratch.openPart<Entry>(collection);
  const reading = await collect(source.readPages, part, { isNull, identify, onProgress });
  await heldPart.clear();
  if (reading.shortfall === undefined) {
    const fullAt = source.countTaken() === 0 ? startedAt : (kept?.fullAt ?? startedAt);
    const { read: entries, nulls } = reading;
    await parts.save({ collection, version: null, fullAt, entries, nulls, details: "" }, part);
  }
  return {
    part,
    reading,
    isUnchanged: source.isUnchanged(),
    spared: Math.floor(source.countTaken() / pageSize),
  };
}

/** Takes a collection as it was last kept, if it was. */
export async function loadSaved<Entry>(
  collection: string,
  { parts, scratch }: Pick<SavedTools, "parts" | "scratch">,
): Promise<SavedCollection<Entry> | undefined> {
  const part = scratch.openPart<Entry>(collection);
  const kept = await parts.loadNewest(collection, part);
  return kept === undefined
    ? undefined
    : {
        part,
        reading: { total: kept.entries, read: kept.entries, nulls: kept.nulls },
        isUnchanged: true,
        spared: Math.max(1, Math.ceil(kept.entries / pageSize)),
      };
}

function toAddedAt(entry: unknown): string {
  const has = typeof entry === "object" && entry !== null && "added_at" in entry;
  return has ? String(entry.added_at) : "";
}
