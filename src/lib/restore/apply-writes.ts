import type { PlaylistWrite } from "./plan.ts";

/** What a playlist holds after some writes, by what the Web API documents of each. */
export function applyWrites(uris: readonly string[], writes: readonly PlaylistWrite[]): readonly string[] {
  return writes.reduce(applyWrite, uris);
}

function applyWrite(uris: readonly string[], write: PlaylistWrite): readonly string[] {
  switch (write.type) {
    case "add":
      return uris.toSpliced(write.position, 0, ...write.uris);
    case "remove": {
      const removed = new Set(write.uris);
      return uris.filter((uri) => !removed.has(uri));
    }
    case "move": {
      const { rangeStart, rangeLength, insertBefore } = write;
      const moved = uris.slice(rangeStart, rangeStart + rangeLength);
      // Counted while the moved ones still stand where they stood.
      const place = insertBefore > rangeStart ? insertBefore - rangeLength : insertBefore;
      return uris.toSpliced(rangeStart, rangeLength).toSpliced(place, 0, ...moved);
    }
  }
}
