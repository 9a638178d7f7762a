import type { Archive } from "../archive/archive.ts";
import { kinds } from "../archive/manifest.ts";
import { findBackedUpAccount } from "../consent/backed-up-account.ts";
import { version } from "../version.ts";
import { checkAccount } from "./check-account.ts";
import { checkApp } from "./check-app.ts";
import { checkChannels } from "./check-channels.ts";
import { checkClock } from "./check-clock.ts";
import { checkConsent, checkScopes } from "./check-consent.ts";
import { checkIdentity } from "./check-identity.ts";
import { checkPause } from "./check-pause.ts";
import { checkRestore } from "./check-restore.ts";
import { checkSchedules } from "./check-schedules.ts";
import { checkSecrets, type SecretsResult } from "./check-secrets.ts";
import { checkSettings } from "./check-settings.ts";
import { checkSnapshots } from "./check-snapshots.ts";
import { checkArchive, checkQueue } from "./check-storage.ts";
import { checkToken } from "./check-token.ts";
import type { DoctorTools } from "./doctor-tools.ts";
import { type Finding, type Obstacle, skip } from "./finding.ts";

/**
 * Looks at everything that a user can get wrong, and tells each finding as it comes. What one failure makes impossible is
 * skipped, with the reason. Spotify is sent four requests at the most where it is well, and none while it wants quiet.
 */
export async function* examine(tools: DoctorTools): AsyncGenerator<Finding, void> {
  const { nodeVersion, settings, log } = tools;
  const now = tools.now();
  yield { check: "version", state: "ok", text: `spotify-exporter ${version} on Node.js ${nodeVersion}` };
  yield* checkSettings(settings);
  const identity = await checkIdentity(tools.identity);
  yield identity;
  const reached = identity.state === "failed" ? withoutIdentity(tools) : tools;
  const { finding: found, secrets, credentials, client } = await checkSecrets(reached.secrets);
  yield found;
  const { finding: storage, archive } = await checkArchive("storage", reached.archive);
  yield storage;
  const { finding: state, archive: stateArchive } = await checkArchive("state", reached.state);
  yield state;
  yield await checkQueue(reached.queue);
  const pause = await checkPause(stateArchive, { client, now });
  yield pause;
  const quiet = pause.state === "warning" ? { why: "Spotify wants quiet, and is not asked" } : undefined;
  yield* examineSpotify({ ...reached, spotify: quiet ?? reached.spotify }, { archive, credentials, now });
  yield* checkSchedules(settings.values, now);
  const consent = "why" in credentials ? undefined : credentials.consent;
  for (const kind of kinds) {
    yield "why" in archive ? skip(kind, archive) : await checkSnapshots(kind, { archive, consent, log, now });
  }
  yield await checkRestore(reached.restoreSecrets, { client, now });
  yield await checkChannels(secrets);
}

async function* examineSpotify(
  tools: DoctorTools,
  {
    archive,
    credentials,
    now,
  }: {
    readonly archive: Archive | Obstacle;
    readonly credentials: SecretsResult["credentials"];
    readonly now: Date;
  },
): AsyncGenerator<Finding, void> {
  const { secrets, log } = tools;
  const spotify = "why" in credentials ? credentials : tools.spotify;
  const token = await checkToken(spotify);
  yield* token.findings;
  if ("why" in credentials) {
    yield skip("scopes", credentials);
    yield skip("consent", credentials);
  } else {
    const { consent } = credentials;
    const told = "why" in spotify ? undefined : spotify.tokens.readScopes();
    yield checkScopes(told ?? consent?.scopes);
    yield checkConsent(consent, { isAccepted: token.isAccepted, now });
  }
  if ("why" in spotify || !token.isAccepted) {
    const obstacle = "why" in spotify ? spotify : { why: "Spotify gives no access" };
    yield skip("account", obstacle);
    yield skip("app", obstacle);
  } else {
    const account = await checkAccount(spotify.get, async () =>
      "why" in archive || "why" in secrets ? undefined : findBackedUpAccount({ archive, secrets, log, now }),
    );
    yield account.finding;
    yield account.isAnswered ? await checkApp(spotify.get) : skip("app", { why: "Spotify gives no access" });
  }
  yield "why" in spotify ? skip("clock", spotify) : checkClock(spotify.clock);
}

/** The same tools where Azure knows nobody: what is reached by identity is out of reach. */
function withoutIdentity(tools: DoctorTools): DoctorTools {
  const obstacle = { why: "Azure gives no token to reach it with" };
  const reaches = "why" in tools.identity ? [] : tools.identity.reaches;
  return { ...tools, ...Object.fromEntries(reaches.map((part) => [part, obstacle])) };
}
