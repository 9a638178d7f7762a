import type { Archive } from "../archive/archive.ts";
import type { FetchImage } from "../covers/fetch-image.ts";
import type { Log } from "../log.ts";
import type { KeepRules } from "../prune/keep-rules.ts";
import type { ApiGet } from "../spotify/request.ts";
import type { Profile } from "../spotify/schemas.ts";
import type { RequestCounts } from "../spotify/sender.ts";
import type { Pauses } from "../state/pauses.ts";
import type { CollectTools } from "./collected.ts";

/** `full`: take nothing over from earlier runs. */
export type Mode = "usual" | "full";

/** What an export works with: the clients, and what was chosen. */
export interface ExportTools
  extends Pick<CollectTools, "playlistType" | "trackHeaders" | "onProgress" | "concurrency"> {
  readonly archive: Archive;
  /** What the exporter keeps for itself; can be deleted at the cost of requests alone. */
  readonly state: Archive;
  /** Asks Spotify, at the pace and with the retries that all of an export shares. */
  readonly get: ApiGet;
  readonly fetchImage: FetchImage;
  readonly readProfile: () => Promise<Profile>;
  readonly readClientId: () => Promise<string>;
  readonly mode: Mode;
  /** After so many days a collection is read in full again, whatever is held of it. */
  readonly fullRefreshDays: number;
  /** The share of a section, in percent, whose loss at once makes a snapshot suspect; with 100 none does. */
  readonly suspectPercent: number;
  /** Which snapshots stay when a good one has been published; without a rule, all. */
  readonly keepRules: KeepRules;
  readonly log: Log;
  /** Once it is aborted nothing more is asked or published. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly countRequests: () => RequestCounts;
}

/** The same, once archive and state have proven writable and Spotify may be asked. */
export interface ReadyTools extends ExportTools {
  readonly pauses: Pauses;
}
