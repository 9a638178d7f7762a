import type { Consent } from "../consent/consent.ts";
import type { ExportTools } from "../export/export-tools.ts";
import type { SpotifyWriter } from "../spotify/writer.ts";

/** What a restore works with: the clients, and what was chosen. */
export interface RestoreTools
  extends Pick<
    ExportTools,
    | "archive"
    | "state"
    | "get"
    | "readProfile"
    | "readClientId"
    | "concurrency"
    | "countRequests"
    | "now"
    | "onProgress"
    | "log"
    | "signal"
  > {
  readonly writer: SpotifyWriter;
  /** What is known of the consent that all this is done with; undefined where the token was saved by hand. Asks nothing of Spotify. */
  readonly readConsent: () => Promise<Consent | undefined>;
  /** Rejects with the signal's own reason when it is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}
