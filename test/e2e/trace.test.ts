import { createHmac, randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { mostVerbose } from "../azure/function-host.ts";
import { failure } from "../azure/key-vault.ts";
import { type ChannelServer, startChannels } from "../tell/channel-server.ts";
import { expectNoSecrets } from "../tell/expect-no-secrets.ts";
import { settingsFor } from "./command-line.ts";
import { type ConnectableApp, openBrowser, startConnectableApp } from "./connectable-app.ts";
import { startUser } from "./user.ts";

test("a function app that logs all it can tells no secret, from the first consent to a backup that fails", async () => {
  const channels = await startChannels();
  const connectable = await startConnectableApp({
    AzureWebJobsStorage__queueServiceUri: inject("azurite").queueUrl,
  });
  const { app, fake, vault } = connectable;
  try {
    await connectable.reset();
    setChannels(connectable, channels);
    fake.tokens.rotatesRefreshTokens = true;
    const browser = openBrowser(connectable);
    const answer = await browser.agree((await browser.openConnect()).link);
    const [, browserSecret = ""] = browser.cookie.split("=");
    const verifier = createHmac("sha256", browserSecret).update("verifier").digest("base64url");
    expect((await browser.comeBack(answer)).status).toBe(200);

    await start(connectable, ["exportLibrary", "exportPlaylists", "checkBackups"]);
    fake.tokens.refusal = "Refresh token revoked";
    await start(connectable, ["exportPlaylists", "checkBackups"]);
    fake.tokens.refusal = undefined;
    vault.answerWrites({ status: 403, body: failure("Forbidden") });
    await start(connectable, ["exportLibrary"]);
    fake.misbehave({ service: "token", does: { kind: "rate-limit", retryAfter: 200_000 } });
    await start(connectable, ["exportLibrary"]);
    const status = await (
      await fetch(`${app.url}/api/status`, { headers: { "x-functions-key": app.key } })
    ).text();

    const logged = app.logged.join("\n");
    expect(logged).toMatch(/azure:keyvault-secrets:info Request:/);
    expect(logged).toMatch(/azure:storage-blob:info Request:/);
    expect(channels.events()).toEqual(["success", "success", "consent-ended", "failed", "paused"]);
    expectNoSecrets(channels, [status]);
    for (const secret of [browserSecret, verifier]) {
      expect(logged + status).not.toContain(secret);
    }
  } finally {
    // Searches all that was logged for the other secrets.
    await connectable.stop();
  }
});

test("commands that log all they can tell no secret, and write none but to the file that is there for it", async () => {
  const channels = await startChannels();
  const { fake, run } = await startUser();
  fake.tokens.rotatesRefreshTokens = true;
  const env = {
    ...settingsFor(fake),
    ...channels.settings,
    ...mostVerbose,
    EXPORT_STORAGE_CONNECTION_STRING: inject("azurite").connectionString,
    EXPORT_CONTAINER: `test-${randomUUID()}`,
    NODE_EXTRA_CA_CERTS: inject("certificate").certFile,
  };
  for (const args of [["doctor"], ["export", "--dry-run"], ["export"]]) {
    const SPOTIFY_REFRESH_TOKEN = fake.credentials.refreshToken;
    const { exitCode, stdout, stderr } = await run(args, { ...env, SPOTIFY_REFRESH_TOKEN });

    expect([args, exitCode]).toEqual([args, 0]);
    expect(stderr).toMatch(/^azure:storage-blob:info Request:/m);
    expectNoSecrets(channels, [stdout, stderr]);
  }
});

function setChannels({ vault }: ConnectableApp, { urls }: ChannelServer): void {
  vault.secrets.set("Notify-DiscordWebhook", urls.discord);
  vault.secrets.set("Notify-Webhook", urls.webhook);
  vault.secrets.set("Notify-Ping", urls.ping);
}

async function start({ app }: ConnectableApp, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const headers = { "x-functions-key": app.key };
    const { status } = await fetch(`${app.url}/admin/functions/${name}`, { method: "POST", headers });
    expect(status).toBe(202);
  }
}
