import { describe, expect, onTestFinished, test } from "vitest";
import { renderManifest, sealManifest } from "../../src/lib/archive/manifest-seal.ts";
import { toSnapshotId } from "../../src/lib/archive/snapshot.ts";
import { type Consent, findConsentEnd } from "../../src/lib/consent/consent.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { type CheckTools, checkBackups } from "../../src/lib/health/check-backups.ts";
import { Secret } from "../../src/lib/secrets/secret.ts";
import type { SecretStore } from "../../src/lib/secrets/secret-store.ts";
import { createSender } from "../../src/lib/spotify/sender.ts";
import { createTokenSource } from "../../src/lib/spotify/token.ts";
import { openPauses } from "../../src/lib/state/pauses.ts";
import { tellOutcome } from "../../src/lib/tell/tell-outcome.ts";
import { createTeller } from "../../src/lib/tell/teller.ts";
import { writeText } from "../export/archive-files.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { makeManifest } from "../manifest.ts";
import { failureOf } from "../setup/failure.ts";
import { recordLog } from "../spotify-client.ts";
import { startChannels } from "../tell/channel-server.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const givenAt = new Date("2026-03-02T09:30:00Z");
const consent: Consent = { givenAt, scopes: [], accountId: "me" };
const endsAt = findConsentEnd(consent);

test("in the last weeks of a consent it is told 30, 7 and 1 days before its end, whatever other days there are", async () => {
  const { checkOn, told } = await startChecks();
  const days = Array.from({ length: 60 }, (_, index) => new Date(endsAt.getTime() - (60 - index) * dayMs));

  for (const day of days) {
    await checkOn(day);
  }

  expect(told("consent-ending").map(({ consent }) => consent.daysLeft)).toEqual([30, 7, 1]);
});

test("thresholds that passed while nobody looked are told as one", async () => {
  const { checkOn, told } = await startChecks();

  await checkOn(new Date(endsAt.getTime() - 5 * dayMs));
  await checkOn(new Date(endsAt.getTime() - 4 * dayMs));

  expect(told("consent-ending").map(({ consent }) => consent.daysLeft)).toEqual([5]);
});

test("each time that there is no good backup for more than 8 days it is told once", async () => {
  const { checkOn, publishOn, told } = await startChecks();
  const dayOf = (day: number) => new Date(givenAt.getTime() + day * dayMs);
  for (const day of [0, 7, 30]) {
    await publishOn(dayOf(day));
  }

  const firstTold: number[] = [];
  for (let day = 1; day <= 45; day += 1) {
    const before = told("overdue").length;
    await checkOn(dayOf(day));
    firstTold.push(...(told("overdue").length > before ? [day] : []));
  }

  expect(firstTold).toEqual([16, 39]);
  expect(told("overdue")).toHaveLength(4);
});

describe("what Spotify says of the refresh token", () => {
  test("counts only where it is clear: its disturbances are logged, and told nobody", async () => {
    const { checkOn, told, fake, logged } = await startChecks();
    fake.misbehave({
      service: "token",
      times: Number.POSITIVE_INFINITY,
      does: { kind: "answer", status: 503, body: "" },
    });

    await checkOn(new Date(givenAt.getTime() + dayMs));

    expect(told()).toEqual([]);
    expect(logged).toContainEqual(
      expect.objectContaining({ message: "spotify could not be asked whether the consent holds" }),
    );
    expect(logged).toContainEqual(
      expect.objectContaining({ message: "backups checked", consent: "not asked" }),
    );
  });

  test("is told again where the token was taken in between, as after an outage", async () => {
    const { checkOn, told, fake } = await startChecks();
    const refusals = [
      "Refresh token revoked",
      "Refresh token revoked",
      undefined,
      "Refresh token revoked",
    ] as const;
    for (const [day, refusal] of refusals.entries()) {
      fake.tokens.refusal = refusal;
      await checkOn(new Date(givenAt.getTime() + day * dayMs));
    }

    expect(told("consent-ended")).toHaveLength(2);
  });

  test("is not asked for while Spotify wants quiet", async () => {
    const { checkOn, fake, state } = await startChecks();
    const now = new Date(givenAt.getTime() + dayMs);
    const pauses = await openPauses(state, { clientId: fake.credentials.clientId });
    await pauses.remember({ from: now, until: new Date(now.getTime() + dayMs) });

    await checkOn(now);

    expect(fake.requests.token).toEqual([]);
  });
});

test("a check that cannot look fails each day, and tells it once until it can", async () => {
  const { checkOn, told, breakArchive } = await startChecks();
  const outcomes: boolean[] = [];
  for (const [day, isBroken] of [true, true, false, true].entries()) {
    breakArchive(isBroken);
    const check = checkOn(new Date(givenAt.getTime() + day * dayMs));
    outcomes.push(isBroken ? (await failureOf(check)) instanceof ArchiveError : (await check) === undefined);
  }

  expect(outcomes).toEqual([true, true, true, true]);
  expect(told("failed").map(({ task }) => task)).toEqual(["check", "check"]);
});

/** Daily checks of an archive in memory, at times of the test's choice, with a webhook that is told of them. */
async function startChecks() {
  const fake = await startFakeSpotify({ library: makeSmallLibrary() });
  onTestFinished(() => fake.stop());
  const channels = await startChannels();
  const secrets = createSecrets(fake.credentials, channels.urls.webhook);
  const archive = createMemoryArchive();
  const state = createMemoryArchive();
  const { log, logged } = recordLog();
  const signal = new AbortController().signal;
  let isBroken = false;

  async function checkOn(now: Date): Promise<void> {
    const sender = createSender({
      log,
      signal,
      sleep: async () => {},
      requestsPer30s: Number.POSITIVE_INFINITY,
    });
    const tools: CheckTools = {
      archive: {
        ...archive,
        list: (prefix) => {
          if (isBroken) {
            throw new ArchiveError("Could not list.");
          }
          return archive.list(prefix);
        },
      },
      state,
      secrets,
      tokens: createTokenSource({ accountsUrl: fake.accountsUrl, secrets, sender, log }),
      log,
      now: () => now,
    };
    const teller = createTeller({
      readChannels: secrets.readChannels,
      openState: () => state,
      log,
      signal,
    });
    await tellOutcome({ task: "check", teller }, () => checkBackups(tools, teller).then(() => undefined));
  }

  async function publishOn(at: Date): Promise<void> {
    const id = toSnapshotId(at);
    for (const kind of ["library", "playlists"] as const) {
      const [startedAt, finishedAt] = [at.toISOString(), at.toISOString()];
      const manifest = sealManifest(makeManifest({ kind, id, startedAt, finishedAt, files: [] }));
      await writeText(archive, `${kind}/${id}/manifest.json`, renderManifest(manifest));
    }
  }

  return {
    fake,
    state,
    logged,
    checkOn,
    publishOn,
    breakArchive: (broken: boolean) => {
      isBroken = broken;
    },
    /** The documents that the webhook was sent, but for those about backups that never were unless asked for. */
    told: (event?: string) =>
      channels
        .sent("webhook")
        .map(({ body }) => JSON.parse(body))
        .filter((document) =>
          event === undefined ? document.event !== "overdue" : document.event === event,
        ),
  };
}

function createSecrets(
  { clientId, clientSecret, refreshToken }: { clientId: string; clientSecret: string; refreshToken: string },
  webhook: string,
): SecretStore {
  const client = { clientId, clientSecret: new Secret(clientSecret) };
  return {
    location: "the memory of this test",
    readClient: async () => client,
    read: async () => ({ ...client, refreshToken: new Secret(refreshToken), consent }),
    readChannels: async () => ({ discord: undefined, webhook: new Secret(webhook), ping: undefined }),
    saveRefreshToken: async () => {},
    replaceRefreshToken: async () => true,
    forgetRefreshToken: async () => false,
  };
}
