import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { type Identity, startIdentity } from "../azure/identity.ts";
import { startKeyVault } from "../azure/key-vault.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { runCommandLine } from "./command-line.ts";

const values = {
  SPOTIFY_CLIENT_ID: "an-id",
  SPOTIFY_CLIENT_SECRET: "fake-client-secret",
  SPOTIFY_REFRESH_TOKEN: "fake-refresh-token-read",
  SPOTIFY_CONSENT: "x",
  SPOTIFY_RESTORE_TOKEN: "fake-refresh-token-write",
};

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

async function startUser() {
  const cwd = await temporaryFolder();
  const file = join(cwd, "local.settings.json");
  await writeFile(file, JSON.stringify({ Values: values }));
  const readValues = async () => JSON.parse(await readFile(file, "utf8")).Values;
  return { cwd, readValues };
}

test("logout forgets the token and its consent, says where the consent itself ends, and may be repeated", async () => {
  const { cwd, readValues } = await startUser();

  const first = await runCommandLine(["logout"], { cwd });

  expect(first).toMatchObject({ exitCode: 0, stderr: "" });
  expect(first.stdout).toContain("https://www.spotify.com/account/apps");
  const { SPOTIFY_REFRESH_TOKEN: _token, SPOTIFY_CONSENT: _consent, ...rest } = values;
  expect(await readValues()).toEqual(rest);
  const second = await runCommandLine(["logout"], { cwd });
  expect(second.exitCode).toBe(0);
  expect(second.stdout).toContain("There was no refresh token to forget");
});

test("logout --restore forgets the token that may write alone", async () => {
  const { cwd, readValues } = await startUser();

  const run = await runCommandLine(["logout", "--restore", "--json"], { cwd });

  expect(run.exitCode).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ purpose: "restore", forgotten: true });
  const { SPOTIFY_RESTORE_TOKEN: _token, ...rest } = values;
  expect(await readValues()).toEqual(rest);
});

test("logout empties the secret of a vault, and leaves the local token for restoring alone", async () => {
  const { cwd, readValues } = await startUser();
  const certificate = inject("certificate");
  const vault = await startKeyVault(certificate, { "Spotify-RefreshToken": "fake-refresh-token-vault" });
  onTestFinished(() => vault.stop());
  vault.properties.set("Spotify-RefreshToken", { tags: { consentAccount: "me" } });

  const run = await runCommandLine(["logout"], {
    cwd,
    env: {
      ...identity.environment,
      KEY_VAULT_URL: vault.url,
      NODE_EXTRA_CA_CERTS: certificate.certFile,
      NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import ${join(import.meta.dirname, "../azure/vault-name.ts")}`,
    },
  });

  expect(run).toMatchObject({ exitCode: 0, stderr: "" });
  expect(vault.secrets.get("Spotify-RefreshToken")).toBe("not-set");
  expect(vault.properties.get("Spotify-RefreshToken")?.tags ?? {}).toEqual({});
  expect(await readValues()).toEqual(values);
});
