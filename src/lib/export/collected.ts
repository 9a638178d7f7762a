import type { Manifest } from "../archive/manifest.ts";
import type { Cover } from "../covers/cover.ts";
import type { JsonPieces } from "../render/json.ts";
import type { List } from "../snapshot/lists.ts";
import type { ListMemory } from "../snapshot/remembered.ts";
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
  /** The columns of the files of tracks, by their headers. */
  readonly trackHeaders: readonly string[];
  readonly onProgress: OnProgress;
}

/** What is remembered of each list of a kind, by its key. */
export type Memories = ReadonlyMap<string, ListMemory>;

/** A kind that has been read and lies in the scratch folder, ready to be compared and written. */
export interface Collected {
  /** Its lists as snapshots are compared by them, in order. */
  readonly keys: readonly string[];
  readonly readList: (key: string) => Promise<List>;
  readonly toCsvFiles: (memories: Memories) => readonly OutputFile[];
  /** Begins to render the kind's own fields of its JSON file, after the header that all kinds share. */
  readonly renderJson: (memories: Memories) => Readonly<Record<string, JsonPieces | undefined>>;
  /** How many entries the JSON file holds. */
  readonly jsonRows: number;
  readonly sections: Manifest["sections"];
  readonly unavailable: Manifest["unavailable"];
  /** The images that the user has set for playlists of the user's own. */
  readonly covers?: readonly Cover[];
  /** The collections whose parts are still of use, or undefined where not all of them are known. */
  readonly wanted: readonly string[] | undefined;
  /** How many requests were spared by what earlier runs have kept. */
  readonly spared: number;
}
