import { type DoubtfulKeeper, refusalReasons } from "../spotify/playlist-contents.ts";
import type { CollectTools } from "./collected.ts";

const doubtfulKeepers = Object.keys(refusalReasons) as readonly DoubtfulKeeper[];
const toRefusal = (keeper: DoubtfulKeeper) => `refused:${keeper}`;

/** Refusals are kept as parts without entries, so that they too are asked about anew when it is time for everything. */
export const refusalCollections = doubtfulKeepers.map(toRefusal);

/** The keepers whose playlists an earlier run has found refused. */
export async function loadRefusals({
  parts,
  scratch,
}: Pick<CollectTools, "parts" | "scratch">): Promise<readonly DoubtfulKeeper[]> {
  const refused: DoubtfulKeeper[] = [];
  for (const keeper of doubtfulKeepers) {
    if ((await parts.loadNewest(toRefusal(keeper), scratch.openPart(toRefusal(keeper)))) !== undefined) {
      refused.push(keeper);
    }
  }
  return refused;
}

/** The same by what is listed alone. */
export function findRefusals({ parts }: Pick<CollectTools, "parts">): readonly DoubtfulKeeper[] {
  return doubtfulKeepers.filter((keeper) => parts.holds({ collection: toRefusal(keeper) }));
}

/** Keeps what this run has found refused for all playlists of a keeper. */
export async function keepRefusals({ spotify, parts, scratch, startedAt }: CollectTools): Promise<void> {
  for (const keeper of spotify.refusedKeepers()) {
    const part = scratch.openPart(toRefusal(keeper));
    if ((await parts.loadNewest(toRefusal(keeper), part)) === undefined) {
      const label = { version: null, fullAt: startedAt, entries: 0, nulls: 0, details: "" };
      await parts.save({ ...label, collection: toRefusal(keeper) }, part);
    }
  }
}
