import { mostUrisInSave } from "../spotify/writer.ts";
import type { RestorePlan, Step } from "./plan.ts";
import { mostUrisInWrite } from "./plan-playlist-writes.ts";

/** How many writes a step takes. */
export function countRequests(step: Step): number {
  switch (step.type) {
    case "save":
      return countSaves(step);
    case "follow":
      return Math.ceil(step.playlists.length / mostUrisInSave);
    case "create": {
      const cover = step.playlist.coverFile === undefined ? 0 : 1;
      return 1 + Math.ceil(step.uris.length / mostUrisInWrite) + cover;
    }
    case "change":
      return (
        (step.isDeleted ? 1 : 0) +
        (step.details === undefined ? 0 : 1) +
        step.writes.length +
        (step.isCoverSet ? 1 : 0)
      );
  }
}

/** The first artist goes alone: Spotify documents no artists there, and what it does with one tells what it would do with forty. */
function countSaves({ section, uris, atOnce }: Extract<Step, { readonly type: "save" }>): number {
  const alone = section === "artists" ? Math.min(uris.length, 1) : 0;
  return alone + Math.ceil((uris.length - alone) / atOnce);
}

/** Saves are this far apart at the least, since Spotify dates what is saved by the second. */
export const spacingMs = 1_000;

/** About how long the writes and searches of a plan take at a pace, in milliseconds. */
export function estimateMs(
  { steps, requests }: Pick<RestorePlan, "steps" | "requests">,
  requestsPer30s: number,
): number {
  const perRequestMs = 30_000 / requestsPer30s;
  const spaced = steps.reduce(
    (sum, step) => sum + (step.type === "save" && step.section !== "artists" ? countRequests(step) : 0),
    0,
  );
  const others = requests.writes + requests.searches - spaced;
  return others * perRequestMs + spaced * Math.max(perRequestMs, spacingMs);
}
