import type { Manifest } from "../archive/manifest.ts";
import type { TrackRow } from "../render/columns.ts";
import type { Column } from "../render/csv.ts";
import type { JsonPieces } from "../render/json.ts";
import type { Profile } from "../spotify/schemas.ts";
import type { Spotify } from "../spotify/spotify.ts";
import type { PartStore } from "../state/parts.ts";
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
  /** What earlier runs have kept. */
  readonly parts: PartStore;
  /** How many requests may be in flight, and how many collections may be read at once. */
  readonly concurrency: number;
  /** When the run began; what is read in it is kept as of then. */
  readonly startedAt: Date;
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
  /** The collections whose parts are still of use, or undefined where not all of them are known. */
  readonly wanted: readonly string[] | undefined;
  /** How many requests were spared by what earlier runs have kept. */
  readonly spared: number;
}
