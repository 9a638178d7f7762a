import { mostUrisInSave } from "../spotify/writer.ts";
import type { Step } from "./plan.ts";
import { mostUrisInWrite } from "./plan-playlist-writes.ts";

/** How many writes a step takes. */
export function countRequests(step: Step): number {
  switch (step.type) {
    case "save":
      return countSaves(step.section, step.uris.length);
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
function countSaves(section: string, count: number): number {
  const alone = section === "artists" ? Math.min(count, 1) : 0;
  return alone + Math.ceil((count - alone) / mostUrisInSave);
}
