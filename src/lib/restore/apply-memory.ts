import type { Memory } from "./memory.ts";
import type { SavedEntry, SavedState } from "./saved-state.ts";

/** What is left of a snapshot to be put back, when that is left out which earlier runs have done or found to be impossible. */
export function applyMemory(
  saved: SavedState,
  { refused, unsupported, made }: Memory,
  listedIds: ReadonlySet<string>,
): SavedState {
  const markGone = (entry: SavedEntry): SavedEntry =>
    refused.has(entry.uri) ? { ...entry, status: "gone" } : entry;
  const isDone = (id: string) => {
    const playlist = made.get(id);
    // One that the user has deleted since is made again.
    return playlist?.isWhole === true && listedIds.has(playlist.id);
  };
  return {
    ...saved,
    sections: Object.fromEntries(
      Object.entries(saved.sections)
        .filter(([section]) => ![...unsupported].some((one) => one === section))
        .map(([section, entries]) => [section, entries.map(markGone)]),
    ),
    playlists: saved.playlists
      .filter(({ facts: { id } }) => !isDone(id) && !refused.has(`spotify:playlist:${id}`))
      .map(({ entries, ...playlist }) => ({ ...playlist, entries: entries?.map(markGone) })),
  };
}
