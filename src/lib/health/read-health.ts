import { isSameAccount } from "../archive/account.ts";
import type { Archive } from "../archive/archive.ts";
import { isGood, type Kind, kinds, type Manifest } from "../archive/manifest.ts";
import { type Consent, findConsentEnd } from "../consent/consent.ts";
import type { Log } from "../log.ts";
import { readFormers } from "../remember/formers.ts";
import { readIfSet } from "../secrets/read-if-set.ts";
import type { SecretStore } from "../secrets/secret-store.ts";
import { openPauses, type PausedRun } from "../state/pauses.ts";

/** What is known of the backups of one kind. */
export interface KindHealth {
  readonly kind: Kind;
  /** The newest snapshot, whatever became of it. */
  readonly last: Manifest | undefined;
  /** The newest that is complete and not suspect. */
  readonly lastGood: Manifest | undefined;
  /**
   * Whether no good one is young enough: since the last one, or where there never was any, since the first snapshot or the consent,
   * too much time has passed.
   */
  readonly isOverdue: boolean;
}

/** Whether the backups happen, and for how long they can. */
export interface Health {
  readonly kinds: readonly KindHealth[];
  /** Until when Spotify allows no requests; undefined where it does, or where the app is not known. */
  readonly pausedUntil: Date | undefined;
  /** The runs that wait for that. */
  readonly pausedRuns: readonly PausedRun[];
  /** Undefined where there is no refresh token. */
  readonly consent: ConsentHealth | undefined;
}

export interface ConsentHealth {
  /** Undefined where the token was saved by hand, so that nobody knows when it ends. */
  readonly consent: Consent | undefined;
  readonly endsAt: Date | undefined;
}

/** A weekly backup and a day to spare: for longer there is none only if something is wrong. */
export const overdueAfterDays = 8;
const overdueAfterMs = overdueAfterDays * 24 * 60 * 60 * 1_000;

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
  const consent = await readConsentHealth(tools);
  const [kindsHealth, pause] = await Promise.all([
    Promise.all(kinds.map((kind) => readKindHealth(kind, { ...tools, consent: consent?.consent }))),
    readPause(tools),
  ]);
  return { kinds: kindsHealth, ...pause, consent };
}

/** @param tools.consent of whose snapshots alone count, where it is known */
export async function readKindHealth(
  kind: Kind,
  tools: Pick<HealthTools, "archive" | "log" | "now"> & { readonly consent?: Consent | undefined },
): Promise<KindHealth> {
  const { archive, log, now, consent } = tools;
  const account = consent === undefined ? undefined : { id: consent.accountId };
  let last: Manifest | undefined;
  let first: Manifest | undefined;
  for await (const { manifest } of readFormers(archive, { kind, now, log })) {
    if (account !== undefined && !isSameAccount(manifest.account, account)) {
      continue;
    }
    last ??= manifest;
    first = manifest;
    if (isGood(manifest)) {
      return { kind, last, lastGood: manifest, isOverdue: isOverdue(manifest.finishedAt, now) };
    }
  }
  return {
    kind,
    last,
    lastGood: undefined,
    isOverdue: isOverdue(first?.startedAt ?? consent?.givenAt.toISOString(), now),
  };
}

function isOverdue(since: string | undefined, now: Date): boolean {
  return since === undefined || now.getTime() - Date.parse(since) > overdueAfterMs;
}

async function readPause({
  secrets,
  state,
  now,
}: Pick<HealthTools, "secrets" | "state" | "now">): Promise<Pick<Health, "pausedUntil" | "pausedRuns">> {
  const client = await readIfSet(() => secrets.readClient());
  if (client === undefined) {
    return { pausedUntil: undefined, pausedRuns: [] };
  }
  const { until, listPausedRuns } = await openPauses(state, { clientId: client.clientId });
  return {
    pausedUntil: until !== undefined && until > now ? until : undefined,
    pausedRuns: await listPausedRuns(now),
  };
}

export async function readConsentHealth({
  secrets,
}: Pick<HealthTools, "secrets">): Promise<ConsentHealth | undefined> {
  const credentials = await readIfSet(() => secrets.read());
  if (credentials === undefined) {
    return undefined;
  }
  const { consent } = credentials;
  return { consent, endsAt: consent === undefined ? undefined : findConsentEnd(consent) };
}
