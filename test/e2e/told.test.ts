import { randomUUID } from "node:crypto";
import { InvocationContext, type Timer } from "@azure/functions";
import { BlobServiceClient } from "@azure/storage-blob";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { checkBackups } from "../../src/functions/checkBackups.ts";
import { exportLibrary } from "../../src/functions/exportLibrary.ts";
import { exportPlaylists } from "../../src/functions/exportPlaylists.ts";
import { ArchiveError, ConsentError, ExporterError, SettingsError } from "../../src/lib/errors.ts";
import { connectionStringFor } from "../azure/azurite.ts";
import { type Identity, startIdentity } from "../azure/identity.ts";
import { type KeyVault, startKeyVault } from "../azure/key-vault.ts";
import { startProxy } from "../azure/proxy.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { type FakeSpotify, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { failureOf } from "../setup/failure.ts";
import { type ChannelServer, startChannels } from "../tell/channel-server.ts";
import { expectNoSecrets } from "../tell/expect-no-secrets.ts";

const handlers = { exportLibrary, exportPlaylists, checkBackups };
const dayMs = 24 * 60 * 60 * 1_000;
const timer: Timer = {
  schedule: { adjustForDST: true },
  scheduleStatus: { last: "", next: "", lastUpdated: "" },
  isPastDue: false,
};

// The SDK looks for the identity once in a process, so that one endpoint serves all tests here.
let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

let fake: FakeSpotify;
let vault: KeyVault;
let channels: ChannelServer;
let container: string;
let logged: string[] = [];

beforeEach(async () => {
  fake = await startFakeSpotify({ library: makeSmallLibrary() });
  onTestFinished(() => fake.stop());
  channels = await startChannels();
  const { clientId, clientSecret, refreshToken } = fake.credentials;
  vault = await startKeyVault(inject("certificate"), {
    "Spotify-ClientID": clientId,
    "Spotify-ClientSecret": clientSecret,
    "Spotify-RefreshToken": refreshToken,
    "Notify-DiscordWebhook": channels.urls.discord,
    "Notify-Webhook": channels.urls.webhook,
    "Notify-Ping": channels.urls.ping,
  });
  onTestFinished(() => vault.stop());
  logged = [];
  container = `test-${randomUUID()}`;
  stubAppSettings({
    ...identity.environment,
    KEY_VAULT_URL: vault.url,
    AzureWebJobsStorage__queueServiceUri: inject("azurite").queueUrl,
    EXPORT_STORAGE_CONNECTION_STRING: inject("azurite").connectionString,
    EXPORT_CONTAINER: container,
    SPOTIFY_API_URL: fake.apiUrl,
    SPOTIFY_ACCOUNTS_URL: fake.accountsUrl,
  });
  onTestFinished(() => {
    expectNoSecrets(channels, logged);
    vi.unstubAllEnvs();
  });
});

describe("a scheduled export", () => {
  test("tells each snapshot with its figures, and the switch of its beginning and its end", async () => {
    await invoke("exportLibrary");
    await invoke("exportPlaylists");

    expect(channels.events()).toEqual(["success", "success"]);
    expect(channels.signals()).toEqual(["/start", "", "/start", ""]);
    const [library] = channels.sent("webhook").map(({ body }) => JSON.parse(body));
    expect(library).toMatchObject({
      format: "spotify-exporter-event/1",
      task: "library",
      snapshot: { status: "complete", sections: { tracks: { total: 60, exported: 60 } } },
    });
    const [, playlists] = channels.sent("discord").map(({ body }) => JSON.parse(body).embeds[0]);
    expect(playlists).toMatchObject({ title: "The backup of the playlists is complete" });
    expect(playlists.fields).toContainEqual({
      name: "In the backup",
      value: expect.stringContaining("Playlist entries"),
    });
  });

  test("that is partial is told so, and is no success to the switch", async () => {
    fake.misbehave({
      when: ({ path }) => path === "/me/albums",
      times: Number.POSITIVE_INFINITY,
      does: { kind: "answer", status: 400, body: "no" },
    });

    await invoke("exportLibrary");

    expect([channels.events(), channels.signals()]).toEqual([["partial"], ["/start", "/fail"]]);
    expect(channels.sent("discord")[0]?.body).toContain("Saved albums");
  });

  test("that ends for want of a consent is told once, until there is one again", async () => {
    fake.tokens.refusal = "Refresh token expired";
    for (const name of ["exportLibrary", "exportPlaylists", "exportLibrary"] as const) {
      expect(await failureOf(invoke(name))).toBeInstanceOf(ConsentError);
    }
    expect(await failureOf(invoke("exportLibrary"))).toBeInstanceOf(ConsentError);
    expect(channels.events()).toEqual(["consent-ended"]);
    expect(channels.signals()).toEqual(Array.from({ length: 4 }, () => ["/start", "/fail"]).flat());

    fake.tokens.refusal = undefined;
    await invoke("exportLibrary");
    fake.tokens.refusal = "Refresh token revoked";
    await failureOf(invoke("exportPlaylists"));

    expect(channels.events()).toEqual(["consent-ended", "success", "consent-ended"]);
  });

  test("that fails is told each time, with the reason", async () => {
    stubAppSettings({ PLAYLIST_TYPE: "mine" });
    const error = await failureOf(invoke("exportLibrary"));
    await failureOf(invoke("exportLibrary"));

    expect(error).toBeInstanceOf(SettingsError);
    expect(channels.events()).toEqual(["failed", "failed"]);
    expect(JSON.parse(channels.sent("webhook")[0]?.body ?? "")).toMatchObject({ failure: error.message });
  });

  test("is none the worse for channels that are broken", async () => {
    channels.behave({ kind: "reset" });

    await invoke("exportLibrary");

    expect(messagesOf("message not delivered").map(({ channel }) => channel)).toEqual([
      "ping",
      "discord",
      "webhook",
      "ping",
    ]);
    expect(messagesOf("snapshot published")).toHaveLength(1);
  });
});

describe("the daily check", () => {
  test("tells once that there is no backup, and nothing when there is one", async () => {
    await invoke("checkBackups");
    await invoke("checkBackups");

    expect(channels.events()).toEqual(["overdue", "overdue"]);
    expect(channels.signals()).toEqual([]);
    expect(messagesOf("backup overdue").map(({ kind, lastGood }) => [kind, lastGood])).toEqual([
      ["library", null],
      ["playlists", null],
      ["library", null],
      ["playlists", null],
    ]);

    await invoke("exportLibrary");
    await invoke("exportPlaylists");
    logged = [];
    await invoke("checkBackups");

    expect(channels.events()).toEqual(["overdue", "overdue", "success", "success"]);
    expect(logged.map((line) => JSON.parse(line).message)).toEqual(["backups checked"]);
    expect(messagesOf("backups checked")).toMatchObject([{ consent: "accepted", alarms: 0 }]);
  });

  test("tells once that the consent ends soon", async () => {
    setConsentEnd(25);
    await invoke("checkBackups");
    await invoke("checkBackups");

    expect(channels.events().filter((event) => event === "consent-ending")).toHaveLength(1);
    expect(messagesOf("consent ends soon").map(({ daysLeft }) => daysLeft)).toEqual([25, 25]);
  });

  test("finds a consent that was revoked, and tells it once", async () => {
    setConsentEnd(178);
    fake.tokens.refusal = "Refresh token revoked";

    await invoke("checkBackups");
    await invoke("checkBackups");
    await failureOf(invoke("exportLibrary"));

    expect(channels.events()).toEqual(["consent-ended"]);
    expect(messagesOf("consent ended")).toHaveLength(2);
    expect(fake.requests.api).toEqual([]);
  });

  test("that cannot look fails and tells it", async () => {
    const proxy = await startProxy({
      target: inject("azurite").url,
      certificate: inject("certificate"),
      chooseFate: () => ({ kind: "answer", status: 403, code: "AuthorizationPermissionMismatch" }),
    });
    onTestFinished(() => proxy.stop());
    stubAppSettings({ EXPORT_STORAGE_CONNECTION_STRING: connectionStringFor(proxy.url) });

    const error = await failureOf(invoke("checkBackups"));

    expect(error).toBeInstanceOf(ArchiveError);
    expect(JSON.parse(channels.sent("webhook")[0]?.body ?? "")).toMatchObject({
      event: "failed",
      task: "check",
      failure: error.message,
    });
  });
});

describe("in test mode", () => {
  test("an export is rehearsed, publishes and keeps nothing, and sends a test message to each channel", async () => {
    stubAppSettings({ TEST_MODE: "true" });

    await invoke("exportLibrary");
    await invoke("exportPlaylists");

    expect([channels.events(), channels.signals()]).toEqual([
      ["test", "test"],
      ["/log", "/log"],
    ]);
    expect(channels.sent("discord")).toHaveLength(2);
    expect(messagesOf("export rehearsed")).toMatchObject([
      { kinds: [{ kind: "library" }] },
      { kinds: [{ kind: "playlists" }] },
    ]);
    expect(await blobs()).toEqual([]);
  });

  test("a channel that cannot be reached fails the invocation", async () => {
    stubAppSettings({ TEST_MODE: "true" });
    channels.behave({ kind: "answer", status: 404 });

    const error = await failureOf(invoke("exportLibrary"));

    expect(error).toBeInstanceOf(ExporterError);
    expect(error.message).toMatch(
      /not delivered to discord \(it answered 404\), webhook \(it answered 404\), ping/,
    );
  });
});

/** The app settings come as variables; an undefined one is absent. */
function stubAppSettings(settings: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(settings)) {
    vi.stubEnv(name, value);
  }
}

/** Gives the refresh token in the vault a consent that ends so many days from now. */
function setConsentEnd(daysLeft: number): void {
  const givenAt = new Date(Date.now() + daysLeft * dayMs - 60_000);
  givenAt.setUTCMonth(givenAt.getUTCMonth() - 6);
  vault.properties.set("Spotify-RefreshToken", {
    tags: { consentGivenAt: givenAt.toISOString(), consentScopes: "user-library-read", consentAccount: "me" },
  });
}

async function invoke(functionName: keyof typeof handlers): Promise<void> {
  const logHandler = (_level: string, ...args: unknown[]) => logged.push(args.map(String).join(" "));
  await handlers[functionName](timer, new InvocationContext({ functionName, logHandler }));
}

function messagesOf(message: string): Record<string, unknown>[] {
  return logged.map((line) => JSON.parse(line)).filter((entry) => entry.message === message);
}

async function blobs(): Promise<readonly string[]> {
  const service = BlobServiceClient.fromConnectionString(inject("azurite").connectionString);
  const names: string[] = [];
  for (const name of [container, `${container}-state`]) {
    for await (const blob of service.getContainerClient(name).listBlobsFlat()) {
      names.push(blob.name);
    }
  }
  return names;
}
