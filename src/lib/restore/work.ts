import type { Archive } from "../archive/archive.ts";
import type { Spotify } from "../spotify/spotify.ts";
import type { SpotifyWriter } from "../spotify/writer.ts";
import type { Claim } from "./claim.ts";
import type { Substitutes } from "./find-substitutes.ts";
import type { Journal } from "./journal.ts";
import type { KnownPlaylists } from "./known-playlists.ts";
import type { RestoreReport } from "./report.ts";

/** What the steps of a restore work with. */
export interface RestoreWork {
  readonly writer: SpotifyWriter;
  readonly spotify: Spotify;
  /** Whose account is restored into. */
  readonly accountId: string;
  /** Holds the covers. */
  readonly archive: Archive;
  readonly journal: Journal;
  readonly known: KnownPlaylists;
  readonly claim: Claim;
  readonly substitutes: Substitutes;
  readonly report: RestoreReport;
  /** Gives something that waits until a second has passed since it was called last. */
  readonly startSpacing: () => () => Promise<void>;
  /** Says that so many of the planned writes are done. */
  readonly tellDone: (writes: number) => void;
}
