import type { Archive } from "../archive/archive.ts";
import { ConsentError, PausedError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { SecretStore } from "../secrets/secret-store.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";
import type { TokenSource } from "../spotify/token.ts";
import type { TellEvent } from "../tell/event.ts";
import type { Teller } from "../tell/teller.ts";
import { type ConsentVerdict, findAlarms } from "./find-alarms.ts";
import { type Health, readHealth } from "./read-health.ts";

export interface CheckTools {
  readonly archive: Archive;
  readonly state: Archive;
  readonly secrets: SecretStore;
  readonly tokens: TokenSource;
  readonly log: Log;
  readonly now: () => Date;
}

/**
 * Looks whether there is a recent good backup of each kind, and whether the consent still holds, and tells what is wrong. For that
 * the access token is renewed, which Spotify's quota does not count: a consent that was revoked shows days before the next backup.
 *
 * @throws {ExporterError} where it could not look: then it is not known that all is well
 */
export async function checkBackups(tools: CheckTools, teller: Teller): Promise<void> {
  const { log } = tools;
  const now = tools.now();
  const health = await readHealth({ ...tools, now });
  const verdict = await askForConsent(health, tools);
  await teller.settle(["check-failed", ...(verdict === "accepted" ? (["consent-ended"] as const) : [])]);
  const alarms = findAlarms(health, verdict, now);
  for (const alarm of alarms) {
    logAlarm(alarm, log);
    await teller.tell(alarm);
  }
  await teller.tidy();
  log.info("backups checked", {
    lastGood: Object.fromEntries(health.kinds.map(({ kind, lastGood }) => [kind, lastGood?.id ?? null])),
    pausedUntil: health.pausedUntil,
    consentEndsAt: health.consent?.endsAt,
    consent: verdict ?? "not asked",
    alarms: alarms.length,
  });
}

/** Only a clear refusal is one: Spotify's own disturbances are told nobody, and while it wants quiet it is not asked. */
async function askForConsent(
  { consent, pausedUntil }: Health,
  { tokens, log }: Pick<CheckTools, "tokens" | "log">,
): Promise<ConsentVerdict> {
  if (consent === undefined || pausedUntil !== undefined) {
    return undefined;
  }
  try {
    await tokens.getToken();
    return "accepted";
  } catch (error) {
    if (error instanceof ConsentError) {
      return "refused";
    }
    if (error instanceof SpotifyError || error instanceof PausedError) {
      log.warn("spotify could not be asked whether the consent holds", { reason: error.message });
      return undefined;
    }
    throw error;
  }
}

function logAlarm(alarm: TellEvent, log: Log): void {
  switch (alarm.type) {
    case "overdue":
      log.warn("backup overdue", { kind: alarm.task, lastGood: alarm.lastGood?.id ?? null });
      return;
    case "consent-ending":
      log.warn("consent ends soon", { daysLeft: alarm.daysLeft, endsAt: alarm.endsAt });
      return;
    case "consent-ended":
      log.warn("consent ended");
  }
}
