import { expect, inject, onTestFinished, test } from "vitest";
import { connectionStringFor } from "../azure/azurite.ts";
import { startIdentity } from "../azure/identity.ts";
import { startKeyVault } from "../azure/key-vault.ts";
import { startProxy } from "../azure/proxy.ts";
import { vaultHost } from "../azure/vault-name.ts";
import { runFailingExport } from "./failed-export.ts";

const nodeOptions = [
  "--disable-warning=ExperimentalWarning",
  "--import",
  new URL("../azure/vault-name.ts", import.meta.url).href,
];

function trust(): Record<string, string> {
  return { NODE_EXTRA_CA_CERTS: inject("certificate").certFile };
}

async function startTestIdentity() {
  const identity = await startIdentity();
  onTestFinished(() => identity.stop());
  return identity;
}

test("a vault where nobody listens", { timeout: 60_000 }, async () => {
  const { environment } = await startTestIdentity();
  const env = { ...trust(), ...environment, KEY_VAULT_URL: `https://${vaultHost}:1/` };

  const { exitCode, stderr } = await runFailingExport({ env, nodeOptions });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /Could not read Spotify-.*demo\.vault\.azure\.net:1.*ECONNREFUSED.*Check the address/,
  );
});

test("an identity without a role on the vault", async () => {
  const { environment } = await startTestIdentity();
  const vault = await startKeyVault(inject("certificate"));
  onTestFinished(() => vault.stop());
  vault.answer({ status: 403, body: { error: { code: "Forbidden", message: "Caller is not authorized." } } });
  const env = { ...trust(), ...environment, KEY_VAULT_URL: vault.url };

  const { exitCode, stderr } = await runFailingExport({ env, nodeOptions });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/Could not read Spotify-.*403 Forbidden\. .*"Key Vault Secrets User"/);
});

test("secrets that are not in the vault are settings that are missing", async () => {
  const { environment } = await startTestIdentity();
  const vault = await startKeyVault(inject("certificate"), { "Spotify-ClientID": "an-id" });
  onTestFinished(() => vault.stop());
  const env = { ...trust(), ...environment, KEY_VAULT_URL: vault.url };

  const { exitCode, stderr } = await runFailingExport({ env, nodeOptions });

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/Spotify-ClientSecret is missing in (.|\n)*Spotify-RefreshToken is missing in /);
});

test.each([
  ["write", "PUT"],
  ["list", "GET"],
])("an identity that may not %s in the container", async (action, refused) => {
  const proxy = await startProxy({
    target: inject("azurite").url,
    certificate: inject("certificate"),
    chooseFate: ({ method }) =>
      method === refused
        ? { kind: "answer", status: 403, code: "AuthorizationPermissionMismatch" }
        : { kind: "pass" },
  });
  onTestFinished(() => proxy.stop());
  const env = { ...trust(), EXPORT_STORAGE_CONNECTION_STRING: connectionStringFor(proxy.url) };

  const { exitCode, stderr, fake } = await runFailingExport({ env });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`Could not ${action} .*403 AuthorizationPermissionMismatch.*"Storage Blob Data Contributor"`),
  );
  expect(fake.requests.api, "requests are spent before the role is missed").toEqual([]);
});

test("a key that the storage account does not take, and that nobody sees", async () => {
  const wrongKey = Buffer.from("a wrong key that nobody must see").toString("base64");
  const connectionString = connectionStringFor(inject("azurite").url, wrongKey);
  const env = { ...trust(), EXPORT_STORAGE_CONNECTION_STRING: connectionString };

  const { exitCode, stdout, stderr } = await runFailingExport({ args: ["--json"], env });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/Could not .*Check the key in the connection string/);
  expect(stdout + stderr).not.toContain(wrongKey);
});
