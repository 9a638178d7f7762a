import type { Archive } from "../archive/archive.ts";
import { isGood, type Kind, kinds, type Manifest } from "../archive/manifest.ts";
import { type Consent, findConsentEnd } from "../consent/consent.ts";
import { SettingsError } from "../errors.ts";
import type { Log } from "../log.ts";
import { readFormers } from "../remember/formers.ts";
import type { SecretStore } from "../secrets/secret-store.ts";
import { openPauses } from "../state/pauses.ts";

/** What is known of the backups of one kind. */
export interface KindHealth {
  readonly kind: Kind;
  /** The newest snapshot, whatever became of it. */
  readonly last: Manifest | undefined;
  /** The newest that is complete and not suspect. */
  readonly lastGood: Manifest | undefined;
  /** Whether no good one is young enough. */
  readonly isOverdue: boolean;
}

/** Whether the backups happen, and for how long they can. */
export interface Health {
  readonly kinds: readonly KindHealth[];
  /** Until when Spotify allows no requests; undefined where it does, or where the app is not known. */
  readonly pausedUntil: Date | undefined;
  /** Undefined where there is no refresh token. */
  readonly consent: ConsentHealth | undefined;
}

export interface ConsentHealth {
  /** Undefined where the token was saved by hand, so that nobody knows when it ends. */
  readonly consent: Consent | undefined;
  readonly endsAt: Date | undefined;
}

/** A weekly backup and a day to spare: for longer there is none only if something is wrong. */
const overdueAfterMs = 8 * 24 * 60 * 60 * 1_000;

interface HealthTools {
  readonly archive: Archive;
  readonly state: Archive;
  readonly secrets: SecretStore;
  readonly log: Log;
  readonly now: Date;
}

/**
 * Reads how the backups are from the archive, the state and the secrets; Spotify is not asked.
 *
 * @throws {ArchiveError} where the archive cannot be read, and what the secret store throws when it refuses
 */
export async function readHealth(tools: HealthTools): Promise<Health> {
  const [kindsHealth, pausedUntil, consent] = await Promise.all([
    Promise.all(kinds.map((kind) => readKindHealth(kind, tools))),
    readPause(tools),
    readConsentHealth(tools),
  ]);
  return { kinds: kindsHealth, pausedUntil, consent };
}

export async function readKindHealth(
  kind: Kind,
  { archive, log, now }: Pick<HealthTools, "archive" | "log" | "now">,
): Promise<KindHealth> {
  let last: Manifest | undefined;
  for await (const { manifest } of readFormers(archive, { kind, now, log })) {
    last ??= manifest;
    if (isGood(manifest)) {
      return { kind, last, lastGood: manifest, isOverdue: isOld(manifest, now) };
    }
  }
  return { kind, last, lastGood: undefined, isOverdue: true };
}

function isOld({ finishedAt }: Manifest, now: Date): boolean {
  return now.getTime() - Date.parse(finishedAt) > overdueAfterMs;
}

async function readPause({
  secrets,
  state,
  now,
}: Pick<HealthTools, "secrets" | "state" | "now">): Promise<Date | undefined> {
  const client = await unlessMissing(() => secrets.readClient());
  if (client === undefined) {
    return undefined;
  }
  const { until } = await openPauses(state, { clientId: client.clientId });
  return until !== undefined && until > now ? until : undefined;
}

export async function readConsentHealth({
  secrets,
}: Pick<HealthTools, "secrets">): Promise<ConsentHealth | undefined> {
  const credentials = await unlessMissing(() => secrets.read());
  if (credentials === undefined) {
    return undefined;
  }
  const { consent } = credentials;
  return { consent, endsAt: consent === undefined ? undefined : findConsentEnd(consent) };
}

/** What is not set up yet is no failure of whoever asks how things are. */
async function unlessMissing<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SettingsError) {
      return undefined;
    }
    throw error;
  }
}
