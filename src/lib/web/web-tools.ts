import type { Archive } from "../archive/archive.ts";
import type { Log } from "../log.ts";
import type { Schedules } from "../schedule/schedules.ts";
import type { SecretStore } from "../secrets/secret-store.ts";
import type { Sender } from "../spotify/sender.ts";

/** What the functions work with that answer over HTTP. */
export interface WebTools {
  readonly archive: Archive;
  readonly state: Archive;
  readonly secrets: SecretStore;
  readonly sender: Sender;
  readonly accountsUrl: string;
  readonly apiUrl: string;
  readonly schedules: Schedules;
  readonly log: Log;
  readonly now: () => Date;
}
