import { InDoubtError } from "../spotify/spotify-error.ts";
import type { SpotifyWriter } from "../spotify/writer.ts";
import { applyWrites } from "./apply-writes.ts";
import type { PlaylistWrite } from "./plan.ts";

/** A playlist that is being written, by all that is known of it. */
export interface PlaylistEditor {
  /** What it may hold: one list, or two where nobody knows whether the last write was done, as if it was done first. */
  candidates(): readonly (readonly string[])[];
  /** What it holds if all that was written was done. */
  held(): readonly string[];
  /** The version that the last write has made; undefined where Spotify did not tell it. */
  version(): string | undefined;
  /** @throws {InDoubtError} when it may have been done, although no answer says so */
  apply(write: PlaylistWrite): Promise<void>;
}

/** @param playlist.held what it holds now, of whatever version */
export function createPlaylistEditor(
  writer: SpotifyWriter,
  playlist: {
    readonly id: string;
    readonly held: readonly string[];
    readonly version?: string | undefined;
  },
): PlaylistEditor {
  const { id } = playlist;
  let { version } = playlist;
  let candidates: readonly (readonly string[])[] = [playlist.held];

  const first = () => candidates[0] ?? [];

  function send(write: PlaylistWrite): Promise<string | undefined> {
    switch (write.type) {
      case "add": {
        const { position, uris } = write;
        // Behind all others is behind all others, also when somebody has just put in one more.
        return writer.addEntries(id, position === first().length ? { uris } : { uris, position });
      }
      case "remove":
        return writer.removeEntries(id, write.uris);
      case "move":
        return writer.moveEntries(id, write);
    }
  }

  return {
    candidates: () => candidates,
    held: first,
    version: () => version,
    async apply(write) {
      const before = first();
      const after = applyWrites(before, [write]);
      try {
        version = await send(write);
        candidates = [after];
      } catch (error) {
        version = undefined;
        candidates = error instanceof InDoubtError ? [after, before] : [before];
        throw error;
      }
    },
  };
}
