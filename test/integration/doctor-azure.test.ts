import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, inject, onTestFinished, test, vi } from "vitest";
import { toDoctorExitCode } from "../../src/cli/doctor.ts";
import { type Identity, startIdentity } from "../azure/identity.ts";
import { failure, type KeyVault, startKeyVault } from "../azure/key-vault.ts";
import { type ChooseFate, startProxy } from "../azure/proxy.ts";
import { type Patient, startPatient } from "../patient.ts";
import { fakeSecrets } from "../setup/secrets.ts";

// The SDK looks for the identity once in a process, so that one endpoint serves all tests here.
let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
  vi.stubEnv("IDENTITY_ENDPOINT", identity.environment.IDENTITY_ENDPOINT);
  vi.stubEnv("IDENTITY_HEADER", identity.environment.IDENTITY_HEADER);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await identity.stop();
});

let vault: KeyVault;
let patient: Patient;

beforeEach(async () => {
  patient = await startPatient();
  const { clientId, clientSecret, refreshToken } = patient.fake.credentials;
  vault = await startKeyVault(inject("certificate"), {
    "Spotify-ClientID": clientId,
    "Spotify-ClientSecret": clientSecret,
    "Spotify-RefreshToken": refreshToken,
    "Notify-Ping": "https://ping.example/hush",
  });
  onTestFinished(() => vault.stop());
  Object.assign(patient.environment, {
    ...identity.environment,
    KEY_VAULT_URL: vault.url,
    EXPORT_STORAGE_URL: inject("azurite").url,
    EXPORT_CONTAINER: `test-${randomUUID()}`,
    AzureWebJobsStorage__queueServiceUri: inject("azurite").queueUrl,
    SPOTIFY_CLIENT_ID: undefined,
    SPOTIFY_CLIENT_SECRET: undefined,
  });
});

test("in Azure everything is reached by identity, and told apart", async () => {
  const { of, text, findings } = await patient.examine();

  const url = `${inject("azurite").url}/${patient.environment["EXPORT_CONTAINER"]}`;
  expect(of("identity")).toBe("✓ identity   the managed identity, to whom Azure gives tokens");
  expect(of("secrets")).toBe(
    `✓ secrets    client ID, client secret and refresh token are in ${vault.url.slice(0, -1)}`,
  );
  expect(of("storage")).toBe(`✓ storage    ${url} can be written to and listed`);
  expect(of("state")).toBe(`✓ state      ${url}-state can be written to and listed`);
  expect(of("queue")).toBe(
    "✓ queue      the queue continue-export of the function app's own storage is there",
  );
  expect(of("channels")).toBe("✓ channels   set: a dead man's switch");
  expect(of("library")).toMatch(/^! library {4}no snapshot yet\n/);
  expect(toDoctorExitCode(findings)).toBe(0);
  expect(text).not.toMatch(fakeSecrets);
  expect(text).not.toContain("hush");
});

interface Refusal {
  readonly exitCode: number;
  readonly refuse: () => unknown;
  readonly told: Readonly<
    Partial<Record<"secrets" | "storage" | "state" | "queue" | "token" | "channels", RegExp>>
  >;
}

const refusals: Readonly<Record<string, Refusal>> = {
  "a vault on which the identity has no role": {
    exitCode: 1,
    refuse: () => vault.answer({ status: 403, body: failure("Forbidden", "Caller is not authorized.") }),
    told: {
      secrets:
        /^✗ secrets .*demo\.vault\.azure\.net:\d+ cannot be read\n *Could not read Spotify-\w+ .*: 403 Forbidden\. Give the identity the role "Key Vault Secrets User" on the vault; a new role takes some minutes to count\.$/,
      token: /^– token {6}the secrets cannot be read$/,
      storage: /^✓/,
      channels: /^– channels {3}the secrets cannot be read$/,
    },
  },
  "a vault behind a firewall": {
    exitCode: 1,
    refuse: () =>
      vault.answer({
        status: 403,
        body: failure(
          "Forbidden",
          "Client address is not authorized and caller is not a trusted service: firewall",
        ),
      }),
    told: { secrets: /^✗ .*\n.*Let this machine through the vault's firewall\.$/ },
  },
  "a vault whose name is wrong": {
    exitCode: 1,
    refuse: () => Object.assign(patient.environment, { KEY_VAULT_URL: "https://nowhere.invalid" }),
    told: {
      secrets:
        /^✗ secrets .*https:\/\/nowhere\.invalid\/? cannot be read\n.*Check the name in the address, and the network\.$/,
    },
  },
  "secrets that are missing, or only kept free": {
    exitCode: 2,
    refuse: () => {
      vault.secrets.set("Spotify-ClientSecret", "not-set");
      vault.secrets.delete("Spotify-RefreshToken");
    },
    told: {
      secrets:
        /^✗ secrets .*\n *The secret Spotify-ClientSecret is missing in .*\. Set it to .*\n *The secret Spotify-RefreshToken is missing in .*Run `spotify-exporter login`\.$/,
      token: /^– token {6}credentials are missing$/,
      channels: /^✓/,
    },
  },
  "a container for what the exporter keeps in which nobody may write": {
    exitCode: 1,
    refuse: () =>
      refuseStorage(
        "EXPORT_STORAGE_URL",
        "url",
        ({ method, url }) => method === "PUT" && url.includes("-state"),
      ),
    told: {
      storage: /^✓/,
      state:
        /^✗ state .*-state cannot be used\n.*403 AuthorizationPermissionMismatch.*"Storage Blob Data Contributor"/,
      token: /^✓/,
    },
  },
  "a queue in which nobody may write": {
    exitCode: 1,
    refuse: () => refuseStorage("AzureWebJobsStorage__queueServiceUri", "queueUrl", () => true),
    told: {
      storage: /^✓/,
      queue:
        /^✗ queue {6}a paused export could not go on by itself\n *Could not make the queue continue-export: 403 .*"Storage Queue Data Contributor"/,
    },
  },
  "a vault that takes no new token": {
    exitCode: 1,
    refuse: () => {
      patient.fake.tokens.rotatesRefreshTokens = true;
      vault.answerWrites({ status: 403, body: failure("Forbidden") });
    },
    told: { token: /^✗ token .*could not be renewed\n.*"Key Vault Secrets Officer"/ },
  },
};

test.each(Object.entries(refusals))("%s", async (_, { exitCode, refuse, told }) => {
  await refuse();

  const { of, text, findings } = await patient.examine();

  for (const [check, line] of Object.entries(told)) {
    const finding = findings.find((candidate) => candidate.check === check);
    expect(finding && of(finding.check)).toMatch(line);
  }
  expect(toDoctorExitCode(findings)).toBe(exitCode);
  expect(text).not.toMatch(fakeSecrets);
});

/** Puts somebody in front of one of the services of storage who refuses some requests. */
async function refuseStorage(
  setting: string,
  service: "url" | "queueUrl",
  isRefused: (request: Parameters<ChooseFate>[0]) => boolean,
): Promise<void> {
  const proxy = await startProxy({
    target: inject("azurite")[service],
    certificate: inject("certificate"),
    chooseFate: (request) =>
      isRefused(request)
        ? { kind: "answer", status: 403, code: "AuthorizationPermissionMismatch" }
        : { kind: "pass" },
  });
  onTestFinished(() => proxy.stop());
  patient.environment[setting] = proxy.url;
}
