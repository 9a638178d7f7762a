import { randomUUID } from "node:crypto";
import { InvocationContext, type Timer } from "@azure/functions";
import { BlobServiceClient, type ContainerClient } from "@azure/storage-blob";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { exportLibrary } from "../../src/functions/exportLibrary.ts";
import { exportPlaylists } from "../../src/functions/exportPlaylists.ts";
import { openContainer } from "../../src/lib/archive/container.ts";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { ArchiveError, ConsentError, SettingsError } from "../../src/lib/errors.ts";
import { type Identity, startIdentity } from "../azure/identity.ts";
import { type KeyVault, startKeyVault } from "../azure/key-vault.ts";
import { type ChooseFate, startProxy } from "../azure/proxy.ts";
import { expectHonest } from "../export/honesty.ts";
import { exportMinimum } from "../export/minimum.ts";
import { makeDemoLibrary } from "../fake-spotify/demo-library.ts";
import { type FakeSpotify, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { everythingIn, failureOf } from "../setup/failure.ts";
import { fakeSecrets } from "../setup/secrets.ts";

const timer: Timer = {
  schedule: { adjustForDST: true },
  scheduleStatus: { last: "", next: "", lastUpdated: "" },
  isPastDue: false,
};
const handlers = { exportLibrary, exportPlaylists };

// The SDK looks for the identity once in a process, so that one endpoint serves all tests here.
let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

let fake: FakeSpotify;
let vault: KeyVault;
let logged: string[] = [];

beforeEach(async () => {
  fake = await startFakeSpotify({ library: makeDemoLibrary() });
  onTestFinished(() => fake.stop());
  const { clientId, clientSecret, refreshToken } = fake.credentials;
  vault = await startKeyVault(inject("certificate"), {
    "Spotify-ClientID": clientId,
    "Spotify-ClientSecret": clientSecret,
    "Spotify-RefreshToken": refreshToken,
  });
  onTestFinished(() => vault.stop());
  logged = [];
  stubAppSettings({
    ...identity.environment,
    KEY_VAULT_URL: vault.url,
    AzureWebJobsStorage__queueServiceUri: inject("azurite").queueUrl,
    EXPORT_STORAGE_URL: inject("azurite").url,
    EXPORT_CONTAINER: `test-${randomUUID()}`,
    SPOTIFY_API_URL: fake.apiUrl,
    SPOTIFY_ACCOUNTS_URL: fake.accountsUrl,
  });
  onTestFinished(() => {
    expect(logged.join("\n")).not.toMatch(fakeSecrets);
    vi.unstubAllEnvs();
  });
});

describe("an export in a function app", () => {
  test("goes from the timer to blobs in the container spotify, in its identity's name", async () => {
    stubAppSettings({ EXPORT_CONTAINER: undefined });
    await invoke("exportLibrary");
    await invoke("exportPlaylists");

    const container = containerNamed("spotify");
    const manifests = await manifestsIn(container);
    expect(manifests.map(({ kind, status }) => [kind, status])).toEqual([
      ["library", "complete"],
      ["playlists", "complete"],
    ]);
    const types = new Map<string, Set<string | undefined>>();
    for await (const { name, properties } of container.listBlobsFlat()) {
      const extension = name.replace(/.*\./, "");
      types.set(extension, (types.get(extension) ?? new Set()).add(properties.contentType));
    }
    expect(Object.fromEntries(types)).toEqual({
      csv: new Set(["text/csv; charset=utf-8"]),
      jpg: new Set(["image/jpeg"]),
      json: new Set(["application/json"]),
    });
    expect(new Set(identity.requests.map(({ resource }) => resource))).toEqual(
      new Set(["https://vault.azure.net", "https://storage.azure.com"]),
    );
  });

  test("writes the manifest last", async () => {
    const committed: string[] = [];
    const url = await startStorageBehind(({ method, url }) => {
      if (method === "PUT" && url.includes("comp=blocklist")) {
        committed.push(new URL(url, inject("azurite").url).pathname);
      }
      return { kind: "pass" };
    });
    stubAppSettings({ EXPORT_STORAGE_URL: url });

    await invoke("exportPlaylists");

    const published = committed.filter((path) => path.includes("/playlists/20"));
    expect(published).toHaveLength(4);
    expect(committed.at(-1)).toMatch(/\/manifest\.json$/);
    expect(committed.slice(0, -1).join("\n")).not.toContain("manifest.json");
  });

  test("keeps what the next one needs not read again in a container of its own", async () => {
    const name = process.env["EXPORT_CONTAINER"] ?? "";
    await invoke("exportLibrary");
    await invoke("exportPlaylists");
    const first = fake.requests.api.length;
    expect(first).toBe(exportMinimum("library", fake.library) + exportMinimum("playlists", fake.library));

    await invoke("exportLibrary");
    await invoke("exportPlaylists");

    expect(fake.requests.api.length - first).toBeLessThan(first / 2);
    expect(await manifestsIn(containerNamed(name))).toHaveLength(4);
    const kept: string[] = [];
    for await (const blob of containerNamed(`${name}-state`).listBlobsFlat()) {
      kept.push(blob.name);
    }
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.filter((blob) => !blob.includes("/parts/"))).toEqual([]);
  });

  test("logs what it did, a JSON object a line", async () => {
    await invoke("exportPlaylists");

    const lines = logged.map((line): unknown => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({ message: "snapshot published", kind: "playlists", status: "complete" }),
    );
  });

  test("stores a refresh token that Spotify replaced in the vault", async () => {
    fake.tokens.rotatesRefreshTokens = true;

    await invoke("exportLibrary");

    expect(vault.secrets.get("Spotify-RefreshToken")).toBe(fake.credentials.refreshToken);
    expect(fake.credentials.refreshToken).toBe("fake-refresh-token-2");
  });

  test("reads the vault anew at each invocation, so that a new consent counts at once", async () => {
    vault.secrets.set("Spotify-RefreshToken", "an old one");
    expect(await failureOf(invoke("exportLibrary"))).toBeInstanceOf(ConsentError);

    vault.secrets.set("Spotify-RefreshToken", fake.credentials.refreshToken);
    await invoke("exportLibrary");
  });
});

describe.each(["exportLibrary", "exportPlaylists"] as const)("%s fails its invocation", (name) => {
  test("where Spotify no longer takes the refresh token", async () => {
    fake.tokens.refusal = "Refresh token expired";

    const error = await failureOf(invoke(name));

    expect(error).toBeInstanceOf(ConsentError);
    expect(everythingIn(error)).not.toMatch(fakeSecrets);
  });

  test("where the container may not be written to", async () => {
    const url = await startStorageBehind(({ method }) =>
      method === "PUT"
        ? { kind: "answer", status: 403, code: "AuthorizationPermissionMismatch" }
        : { kind: "pass" },
    );
    stubAppSettings({ EXPORT_STORAGE_URL: url });

    const error = await failureOf(invoke(name));

    expect(error).toBeInstanceOf(ArchiveError);
    expect(error.message).toContain("Storage Blob Data Contributor");
    expect(everythingIn(error)).not.toMatch(fakeSecrets);
  });

  test("where the container for what it keeps may not be written to, before Spotify is asked", async () => {
    const url = await startStorageBehind(({ method, url }) =>
      method === "PUT" && url.includes("-state")
        ? { kind: "answer", status: 403, code: "AuthorizationPermissionMismatch" }
        : { kind: "pass" },
    );
    stubAppSettings({ EXPORT_STORAGE_URL: url });

    const error = await failureOf(invoke(name));

    expect(error).toBeInstanceOf(ArchiveError);
    expect(error.message).toContain("Storage Blob Data Contributor");
    expect([...fake.requests.api, ...fake.requests.token]).toEqual([]);
  });

  test("where settings are wrong, and names them all before anybody is asked", async () => {
    stubAppSettings({
      AzureWebJobsStorage__queueServiceUri: undefined,
      EXPORT_STORAGE_URL: undefined,
      KEY_VAULT_URL: undefined,
      PLAYLIST_TYPE: "mine",
    });

    const error = await failureOf(invoke(name));

    expect(error).toBeInstanceOf(SettingsError);
    for (const setting of [
      "AzureWebJobsStorage__queueServiceUri",
      "EXPORT_STORAGE_URL",
      "SPOTIFY_CLIENT_ID",
      "SPOTIFY_CLIENT_SECRET",
      "PLAYLIST_TYPE",
    ]) {
      expect(error.message).toContain(setting);
    }
    expect([...fake.requests.api, ...fake.requests.token]).toEqual([]);
  });

  test("where storage is missing, whatever folder is named", async () => {
    stubAppSettings({ EXPORT_STORAGE_URL: undefined, EXPORT_FOLDER: "./exports" });

    const error = await failureOf(invoke(name));

    expect(error).toBeInstanceOf(SettingsError);
    expect(error.message).toMatch(/^EXPORT_STORAGE_URL is missing: .*EXPORT_STORAGE_CONNECTION_STRING\.$/);
  });
});

/** The app settings come as variables; an undefined one is absent. */
function stubAppSettings(settings: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(settings)) {
    vi.stubEnv(name, value);
  }
}

async function invoke(functionName: keyof typeof handlers): Promise<void> {
  const logHandler = (_level: string, ...args: unknown[]) => logged.push(args.map(String).join(" "));
  await handlers[functionName](timer, new InvocationContext({ functionName, logHandler }));
}

function containerNamed(name: string): ContainerClient {
  return BlobServiceClient.fromConnectionString(inject("azurite").connectionString).getContainerClient(name);
}

async function manifestsIn(container: ContainerClient) {
  const archive = openContainer(container);
  const snapshots = await Array.fromAsync(listSnapshots(archive));
  const manifests = snapshots.flatMap((snapshot) => ("manifest" in snapshot ? [snapshot.manifest] : []));
  expect(manifests).toHaveLength(snapshots.length);
  for (const manifest of manifests) {
    await expectHonest(archive, manifest);
  }
  return manifests;
}

async function startStorageBehind(chooseFate: ChooseFate): Promise<string> {
  const { url: target } = inject("azurite");
  const proxy = await startProxy({ target, certificate: inject("certificate"), chooseFate });
  onTestFinished(() => proxy.stop());
  return proxy.url;
}
