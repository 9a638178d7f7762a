import type { Manifest } from "../archive/manifest.ts";
import type { TrackRow } from "../render/columns.ts";
import type { Column } from "../render/csv.ts";
import type { JsonPieces } from "../render/json.ts";
import type { Profile } from "../spotify/schemas.ts";
import type { Spotify } from "../spotify/spotify.ts";
import type { OnProgress } from "./progress.ts";
import type { OutputFile } from "./publish.ts";
import type { Scratch } from "./scratch.ts";

/** Which playlists an export holds: `owned` by the user, `followed` (everybody else's), or `all`. */
export const playlistTypes = ["all", "owned", "followed"] as const;
export type PlaylistType = (typeof playlistTypes)[number];

/** What it takes to collect a kind. */
export interface CollectTools {
  readonly spotify: Spotify;
  readonly profile: Profile;
  readonly scratch: Scratch;
  readonly playlistType: PlaylistType;
  /** The columns of the files of tracks. */
  readonly trackColumns: readonly Column<TrackRow>[];
  readonly onProgress: OnProgress;
}

/** A kind that has been read and lies in the scratch folder, ready to be written. */
export interface Collected {
  readonly csvFiles: readonly OutputFile[];
  /** Begins to render the kind's own fields of its JSON file, after the header that all kinds share. */
  readonly renderJson: () => Readonly<Record<string, JsonPieces>>;
  /** How many entries the JSON file holds. */
  readonly jsonRows: number;
  readonly sections: Manifest["sections"];
  readonly unavailable: Manifest["unavailable"];
}
