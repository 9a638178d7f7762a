import type { QueueClient } from "@azure/storage-queue";
import type { Archive } from "../archive/archive.ts";
import type { Log } from "../log.ts";
import type { SecretStore } from "../secrets/secret-store.ts";
import type { SettingValues } from "../settings-reader.ts";
import type { ApiGet } from "../spotify/request.ts";
import type { ScopedTokenSource } from "../spotify/token.ts";
import type { Obstacle } from "./finding.ts";
import type { ClockWatch } from "./watch-clock.ts";

/** All that is looked at. What is not set, or set so that it cannot even be built, is an obstacle. */
export interface DoctorTools {
  readonly settings: SettingSources;
  /** Where anything is reached by identity. */
  readonly identity: AzureIdentity | Obstacle;
  readonly secrets: SecretStore | Obstacle;
  /** Where a consent was given to put things back. */
  readonly restoreSecrets: SecretStore | Obstacle;
  readonly archive: Archive | Obstacle;
  readonly state: Archive | Obstacle;
  /** Where the settings name the host of a function app. */
  readonly queue: QueueClient | Obstacle;
  readonly spotify: SpotifyTools | Obstacle;
  readonly nodeVersion: string;
  readonly log: Log;
  readonly now: () => Date;
}

/** The settings as they are used, and where they came from. */
export interface SettingSources {
  readonly values: SettingValues;
  readonly environment: SettingValues;
  readonly file: { readonly path: string; readonly values: SettingValues };
  /** Every problem, by its setting's name; whether the credentials are there is looked at for itself. */
  readonly problems: readonly string[];
}

/** Who the exporter is for Azure. */
export interface AzureIdentity {
  /** In words for people. */
  readonly who: string;
  /** What is reached by it. */
  readonly reaches: readonly ("secrets" | "archive" | "state" | "queue")[];
  /** Gets a token; throws the SDK's error where there is none. */
  getToken(): Promise<unknown>;
}

export interface SpotifyTools {
  readonly tokens: ScopedTokenSource;
  readonly get: ApiGet;
  readonly clock: ClockWatch;
}
