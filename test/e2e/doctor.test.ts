import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { renderConsent } from "../../src/lib/consent/consent.ts";
import { backupScopes } from "../../src/lib/spotify/authorization.ts";
import { startIdentity } from "../azure/identity.ts";
import { startKeyVault } from "../azure/key-vault.ts";
import { runCommandLine, settingsFor } from "./command-line.ts";
import { startUser } from "./user.ts";

const nodeOptions = [
  "--disable-warning=ExperimentalWarning",
  "--import",
  new URL("../azure/vault-name.ts", import.meta.url).href,
];

test("doctor tells a new user that all works, and what is still to be done", async () => {
  const { run, cwd } = await startUser();

  const { exitCode, stdout, stderr } = await run(["doctor"]);

  expect([exitCode, stderr]).toEqual([0, ""]);
  const lines = stdout.trimEnd().split("\n");
  expect(lines[0]).toMatch(/^✓ version {4}spotify-exporter \d+\.\d+\.\d+ on Node\.js \d+\.\d+\.\d+$/);
  expect(lines).toContain(`✓ settings   5 in the environment, 0 in ${cwd}/local.settings.json`);
  expect(lines).toContain(`✓ storage    ${cwd}/exports can be written to and listed`);
  expect(stdout).toMatch(/^! consent .*by hand\n {13}.*spotify-exporter login$/m);
  expect(stdout).toMatch(/^! library .*\n {13}Make one with: spotify-exporter export library$/m);
  expect(lines.at(-1)).toBe("Nothing is broken: 3 warnings, 13 ok, 5 skipped.");
});

test("doctor tells of a settings file that cannot be read, and looks at the rest", async () => {
  const { run, fake, cwd } = await startUser();
  await writeFile(join(cwd, "local.settings.json"), "{");

  const { exitCode, stdout, stderr } = await run(["doctor", "--json", "--out", "mine"], settingsFor(fake));

  expect([exitCode, stderr]).toEqual([2, ""]);
  const { findings, counts } = JSON.parse(stdout);
  expect(counts).toEqual({ ok: 3, warning: 2, failed: 1, skipped: 15 });
  expect(findings[1]).toEqual({
    check: "settings",
    state: "failed",
    text: "local.settings.json:1:2: close brace expected",
    advice: `Settings are read from the environment and from "Values" of ${cwd}/local.settings.json.`,
    cause: "settings",
  });
  expect(findings).toContainEqual(
    expect.objectContaining({ check: "storage", text: `${cwd}/mine can be written to and listed` }),
  );
});

test("doctor finds an app in Azure well, without a key", async () => {
  const { doctor } = await startInAzure();

  const { exitCode, stdout, stderr } = await doctor();

  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout.split("\n").filter((line) => !line.startsWith("✓"))).toEqual([
    expect.stringMatching(/^! library {4}no snapshot yet$/),
    "             Make one with: spotify-exporter export library",
    "! playlists  no snapshot yet",
    "             Make one with: spotify-exporter export playlists",
    "– restore    no consent to put things back; only a restore needs one",
    "– channels   none is set: nobody is told when a backup fails",
    "Nothing is broken: 2 warnings, 19 ok, 2 skipped.",
    "",
  ]);
  expect(stdout).toMatch(/^✓ schedule {3}CHECK_SCHEDULE: At 09:00 \(UTC\), next .* 09:00 UTC \(in .*\)$/m);
});

test("doctor finds nothing else in Azure where it gives no tokens, and says so", async () => {
  const { doctor, identity } = await startInAzure();
  identity.refuse(400);

  const { exitCode, stdout } = await doctor();

  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /^✗ identity {3}Azure does not know the managed identity\n {13}Azure gave no access token .* turn on the app's managed identity; /m,
  );
  for (const check of ["secrets", "storage", "state", "queue"]) {
    expect(stdout).toMatch(new RegExp(`^– ${check} +Azure gives no token to reach it with$`, "m"));
  }
  expect(stdout).toContain("Not all is well: 1 failed, ");
});

/** A user whose secrets and backups are in Azure, reached by a managed identity. */
async function startInAzure() {
  const { fake, cwd } = await startUser();
  const identity = await startIdentity();
  onTestFinished(() => identity.stop());
  const { clientId, clientSecret, refreshToken } = fake.credentials;
  const vault = await startKeyVault(inject("certificate"), {
    "Spotify-ClientID": clientId,
    "Spotify-ClientSecret": clientSecret,
    "Spotify-RefreshToken": refreshToken,
  });
  onTestFinished(() => vault.stop());
  const consent = { givenAt: new Date(), scopes: backupScopes, accountId: fake.library.profile.id };
  vault.properties.set("Spotify-RefreshToken", { tags: { ...renderConsent(consent) } });
  const env = {
    ...identity.environment,
    NODE_EXTRA_CA_CERTS: inject("certificate").certFile,
    KEY_VAULT_URL: vault.url,
    EXPORT_STORAGE_URL: inject("azurite").url,
    EXPORT_CONTAINER: `test-${randomUUID()}`,
    AzureWebJobsStorage__queueServiceUri: inject("azurite").queueUrl,
    LIBRARY_SCHEDULE: "0 0 2 * * 0",
    PLAYLISTS_SCHEDULE: "0 30 2 * * 0",
    CHECK_SCHEDULE: "0 0 9 * * *",
    SPOTIFY_API_URL: fake.apiUrl,
    SPOTIFY_ACCOUNTS_URL: fake.accountsUrl,
  };
  return { identity, doctor: () => runCommandLine(["doctor"], { cwd, env, nodeOptions }) };
}
