import { SecretClient } from "@azure/keyvault-secrets";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { createCredential } from "../../src/lib/azure/credential.ts";
import { SettingsError } from "../../src/lib/errors.ts";
import { openKeyVault } from "../../src/lib/secrets/key-vault.ts";
import { Secret } from "../../src/lib/secrets/secret.ts";
import type { SecretStore } from "../../src/lib/secrets/secret-store.ts";
import { type Identity, startIdentity } from "../azure/identity.ts";
import { failure, type KeyVault, startKeyVault, type VaultAnswer } from "../azure/key-vault.ts";
import { everythingIn, failureOf } from "../setup/failure.ts";

const full = {
  "Spotify-ClientID": "an-id",
  "Spotify-ClientSecret": "hush-secret",
  "Spotify-RefreshToken": "hush-token",
};

// The SDK looks for the identity once in a process, so that one endpoint serves all tests here.
let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
  vi.stubEnv("IDENTITY_ENDPOINT", identity.environment.IDENTITY_ENDPOINT);
  vi.stubEnv("IDENTITY_HEADER", identity.environment.IDENTITY_HEADER);
});
afterAll(() => identity.stop());

let vault: KeyVault;
beforeEach(async () => {
  vault = await startKeyVault(inject("certificate"), full);
  return () => vault.stop();
});

function openStore(url = vault.url, credential = createCredential(identity.environment)): SecretStore {
  return openKeyVault(
    new SecretClient(url, credential, { retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 } }),
  );
}

test("the credentials are read through the managed identity, which the vault asks for", async () => {
  const { clientId, clientSecret, refreshToken } = await openStore().read();

  expect([clientId, clientSecret.reveal(), refreshToken.reveal()]).toEqual(Object.values(full));
  expect(vault.requests.some(({ authorized }) => !authorized)).toBe(true);
  expect(identity.requests).toEqual([{ resource: "https://vault.azure.net", clientId: null }]);
});

test("every secret that is missing is named at once", async () => {
  vault.secrets.delete("Spotify-ClientSecret");
  vault.secrets.set("Spotify-RefreshToken", "");

  const error = await failureOf(openStore().read());

  expect(error).toBeInstanceOf(SettingsError);
  expect(error.message.split("\n")).toEqual([
    `The secret Spotify-ClientSecret is missing in ${vault.url}. Set it to the client secret of your Spotify app.`,
    `The secret Spotify-RefreshToken is missing in ${vault.url}. Run \`spotify-exporter login\`.`,
  ]);
});

const consent = { givenAt: new Date("2026-08-31T10:00:00Z"), scopes: ["a", "b"], accountId: "alice" };

test("a new refresh token is stored and read back", async () => {
  const store = openStore();

  await store.saveRefreshToken(new Secret("hush-new"), consent);

  expect((await store.read()).refreshToken.reveal()).toBe("hush-new");
});

test("the end of the consent, its date, scopes and account are attributes of the secret", async () => {
  await openStore().saveRefreshToken(new Secret("hush-new"), consent);

  // Six months after the last day of August there is no such day.
  const endsAt = Date.parse("2027-02-28T10:00:00Z") / 1_000;
  expect(vault.properties.get("Spotify-RefreshToken")).toEqual({
    attributes: { exp: endsAt },
    tags: { consentGivenAt: "2026-08-31T10:00:00.000Z", consentScopes: "a b", consentAccount: "alice" },
  });
  expect((await openStore().read()).consent).toEqual(consent);
});

test("a token that Spotify gave for another one keeps the attributes of the consent", async () => {
  const store = openStore();
  await store.saveRefreshToken(new Secret("hush-new"), consent);
  const before = vault.properties.get("Spotify-RefreshToken");

  expect(await store.replaceRefreshToken(new Secret("hush-newer"), await store.read())).toBe(true);
  expect(vault.secrets.get("Spotify-RefreshToken")).toBe("hush-newer");
  expect(vault.properties.get("Spotify-RefreshToken")).toEqual(before);
});

test("a new login does not lose against a run that began before it", async () => {
  const store = openStore();
  const used = await store.read();
  await store.saveRefreshToken(new Secret("hush-new"), consent);

  expect(await store.replaceRefreshToken(new Secret("hush-old-2"), used)).toBe(false);
  expect(vault.secrets.get("Spotify-RefreshToken")).toBe("hush-new");
});

test("a token that is forgotten is missing, and so is a secret that was never set", async () => {
  const store = openStore();
  expect(await store.forgetRefreshToken()).toBe(true);
  expect(await store.forgetRefreshToken()).toBe(false);

  expect((await failureOf(store.read())).message).toMatch(/Spotify-RefreshToken is missing .* login/);
  expect(await store.readChannels()).toEqual({ discord: undefined, webhook: undefined, ping: undefined });
});

test("a vault that is busy is asked again", async () => {
  const busy = { status: 429, headers: { "retry-after": "0" } };
  vault.answer([busy, busy, { status: 503 }]);

  expect((await openStore().read()).clientId).toBe("an-id");
});

test("a vault that keeps another value than it was given is found out", async () => {
  const id = `${vault.url}secrets/Spotify-RefreshToken/0`;
  vault.answer({ status: 200, body: { value: "hush-old", id, attributes: {} } });

  const error = await failureOf(openStore().saveRefreshToken(new Secret("hush-new"), consent));

  expect(error.message).toMatch(/^Could not store Spotify-RefreshToken .*another value/);
  expectNoSecret(error);
});

describe("a refusal says what was tried, what came back and what to do, and holds no secret", () => {
  const refusals: readonly (VaultAnswer & { name: string; reads: RegExp; writes: RegExp })[] = [
    {
      name: "no role",
      status: 403,
      body: failure("Forbidden", "Caller is not authorized to perform action on resource."),
      reads: /403 Forbidden\. .*"Key Vault Secrets User"/,
      writes: /403 Forbidden\. .*"Key Vault Secrets Officer"/,
    },
    {
      name: "a firewall",
      status: 403,
      body: failure(
        "Forbidden",
        "Client address is not authorized and caller is not a trusted service (firewall).",
      ),
      reads: /vault's firewall/,
      writes: /vault's firewall/,
    },
    {
      name: "a disabled secret",
      status: 403,
      body: failure("Forbidden", "Operation get is not allowed on a disabled secret."),
      reads: /Enable the secret/,
      writes: /Enable the secret/,
    },
    { name: "a disturbance", status: 503, reads: /run again later/, writes: /run again later/ },
    { name: "a deleted secret", status: 409, body: failure("Conflict"), reads: /recover/, writes: /recover/ },
    {
      name: "an answer cut short",
      status: 200,
      body: '{"value":"hush-token","id":',
      reads: /could not be read/,
      writes: /could not be read/,
    },
  ];

  test.each(refusals)("$name", async ({ reads, writes, ...answer }) => {
    vault.answer(answer);

    const read = await failureOf(openStore().read());
    const write = await failureOf(openStore().saveRefreshToken(new Secret("hush-new"), consent));

    expect(read.message).toMatch(/^Could not read Spotify-/);
    expect(read.message).toMatch(reads);
    expect(write.message).toMatch(/^Could not store Spotify-RefreshToken /);
    expect(write.message).toMatch(writes);
    for (const error of [read, write]) {
      expectNoSecret(error);
    }
  });

  test("nobody listens", async () => {
    await vault.stop();

    const error = await failureOf(openStore().read());

    expect(error.message).toMatch(
      /^Could not read .*demo\.vault\.azure\.net.*ECONNREFUSED.*Check the address/,
    );
    expectNoSecret(error);
  });

  test("an address that is no vault's, whose challenge is not answered with a token", async () => {
    const asked = identity.requests.length;

    const error = await failureOf(openStore(vault.url.replace("demo.vault.azure.net", "localhost")).read());

    expect(error.message).toMatch(/^Could not read .*localhost.*Check KEY_VAULT_URL/);
    expect(identity.requests.length).toBe(asked);
    expect(vault.requests.every(({ authorized }) => !authorized)).toBe(true);
  });

  test("an identity that gets no token", async () => {
    identity.refuse(400);
    // Tokens are kept for the whole process by who they are for: this client ID has none yet.
    const credential = createCredential({ ...identity.environment, AZURE_CLIENT_ID: "no-such-identity" });

    const error = await failureOf(openStore(vault.url, credential).read());

    expect(error.message).toMatch(/Azure gave no access token.*managed identity/);
    expect(everythingIn(error)).not.toContain(identity.environment.IDENTITY_HEADER);
  });
});

function expectNoSecret(error: Error): void {
  expect(everythingIn(error)).not.toContain("hush");
}
