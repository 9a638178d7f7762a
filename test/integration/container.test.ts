import { createHash, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { BlobServiceClient, type ContainerClient } from "@azure/storage-blob";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { openContainer } from "../../src/lib/archive/container.ts";
import { createCredential } from "../../src/lib/azure/credential.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { connectionStringFor } from "../azure/azurite.ts";
import { type Identity, startIdentity } from "../azure/identity.ts";
import { type ChooseFate, type Fate, startProxy } from "../azure/proxy.ts";
import { testContainer } from "../azure/test-container.ts";
import { everythingIn, failureOf } from "../setup/failure.ts";

const json = { contentType: "application/json" };
const pass: Fate = { kind: "pass" };
const isCommit = (url: string) => url.includes("comp=blocklist");

// The SDK looks for the identity once in a process, so that one endpoint serves all tests here.
let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
  vi.stubEnv("IDENTITY_ENDPOINT", identity.environment.IDENTITY_ENDPOINT);
  vi.stubEnv("IDENTITY_HEADER", identity.environment.IDENTITY_HEADER);
});
afterAll(() => identity.stop());

test("a blob bears its content type, its MD5 and its hash, in a container that the first write makes", async () => {
  const client = testContainer(inject("azurite").connectionString);

  const { sha256 } = await openContainer(client).write("a/b.csv", Readable.from(["x"]), {
    contentType: "text/csv; charset=utf-8",
  });

  expect(await client.getBlockBlobClient("a/b.csv").getProperties()).toMatchObject({
    contentType: "text/csv; charset=utf-8",
    contentMD5: createHash("md5").update("x").digest(),
    metadata: { sha256 },
  });
});

test("the location is the container's URL without its signature", () => {
  const client = testContainer(inject("azurite").connectionString, "spotify");
  const signed = new BlobServiceClient(`${inject("azurite").url}?sv=2024&sig=hush`).getContainerClient(
    "spotify",
  );

  expect(openContainer(client).location).toBe(`${inject("azurite").url}/spotify`);
  expect(openContainer(signed).location).toBe(`${inject("azurite").url}/spotify`);
});

test("the managed identity writes and reads", async () => {
  const credential = createCredential(identity.environment);
  const service = new BlobServiceClient(inject("azurite").url, credential);
  const archive = openContainer(service.getContainerClient(`test-${randomUUID()}`));

  await archive.write("a.json", Readable.from(["{}"]), json);

  expect(await text(archive.read("a.json"))).toBe("{}");
  expect(identity.requests).toEqual([{ resource: "https://storage.azure.com", clientId: null }]);
});

describe("on a bad network", () => {
  test("a commit whose answer is lost is repeated by the client and counts as success", async () => {
    const lost = once("PUT", isCommit, { kind: "lose answer" });
    const archive = openContainer(await containerBehind(lost.chooseFate));

    const kept = await archive.write("a.json", Readable.from(["{}"]), json);

    expect(lost.times()).toBe(1);
    expect(kept.bytes).toBe(2);
    expect(await text(archive.read("a.json"))).toBe("{}");
  });

  test("a lost answer does not make another's content pass for ours", async () => {
    const archive = openContainer(
      await containerBehind(once("PUT", isCommit, { kind: "lose answer" }).chooseFate),
    );
    await archive.write("a.json", Readable.from(["{}"]), json);

    await expect(archive.write("a.json", Readable.from(["[]"]), json)).rejects.toThrow(/other content/);
  });

  test("a block whose answer is lost is sent again", async () => {
    const lost = once("PUT", (url) => url.includes("comp=block&"), { kind: "lose answer" });
    const archive = openContainer(await containerBehind(lost.chooseFate));

    await archive.write("a.json", Readable.from(["{}"]), json);

    expect(lost.times()).toBe(1);
    expect(await text(archive.read("a.json"))).toBe("{}");
  });

  test("a download that breaks midway goes on where it broke", async () => {
    const cut = once("GET", (url) => url.includes("large.json"), {
      kind: "cut answer",
      afterBytes: 1_000_000,
    });
    const archive = openContainer(await containerBehind(cut.chooseFate));
    const content = "0123456789".repeat(300_000);
    await archive.write("large.json", Readable.from([content]), json);

    const read = await buffer(archive.read("large.json"));

    expect(cut.times()).toBe(1);
    expect(read.equals(Buffer.from(content))).toBe(true);
  });

  test("a download that breaks again and again is given up", async () => {
    const archive = openContainer(
      await containerBehind(({ method }) =>
        method === "GET" ? { kind: "cut answer", afterBytes: 10 } : pass,
      ),
    );
    await archive.write("a.json", Readable.from(["0123456789".repeat(100)]), json);

    const error = await failureOf(buffer(archive.read("a.json")));

    expect(error.message).toMatch(/^Could not read a\.json from .*the connection broke 6 times/);
  });

  test("a service that stays busy is told of, and nothing is listed", async () => {
    const busy: ChooseFate = ({ url }) =>
      isCommit(url) ? { kind: "answer", status: 503, code: "ServerBusy" } : pass;
    const archive = openContainer(await containerBehind(busy));

    await expect(archive.write("a.json", Readable.from(["{}"]), json)).rejects.toThrow(
      /^Could not write a\.json to https:\/\/127.*: 503 ServerBusy\. .*run again later/,
    );
    expect(await Readable.from(archive.list("")).toArray()).toEqual([]);
  });
});

describe("a refusal says what was tried, what came back and what to do", () => {
  const refusals: readonly { status: number; code: string; advice: RegExp }[] = [
    { status: 403, code: "AuthorizationPermissionMismatch", advice: /"Storage Blob Data Contributor"/ },
    { status: 403, code: "AuthorizationFailure", advice: /firewall/ },
    { status: 403, code: "KeyBasedAuthenticationNotPermitted", advice: /EXPORT_STORAGE_URL/ },
    { status: 401, code: "NoAuthenticationInformation", advice: /tenant/ },
    { status: 409, code: "ContainerBeingDeleted", advice: /wait a minute/ },
    { status: 418, code: "SomethingNew", advice: /Check the storage account/ },
  ];

  test.each(refusals)("$status $code", async ({ status, code, advice }) => {
    const archive = openContainer(await containerBehind(() => ({ kind: "answer", status, code })));

    const attempts = [
      () => archive.write("a.json", Readable.from(["{}"]), json),
      () => text(archive.read("a.json")),
      () => Readable.from(archive.list("")).toArray(),
      () => archive.remove("a.json"),
    ];

    for (const attempt of attempts) {
      const error = await failureOf(attempt());
      expect(error).toBeInstanceOf(ArchiveError);
      expect(error.message).toContain(`${archive.location}: ${status} ${code}. `);
      expect(error.message).toMatch(advice);
    }
  });

  test("an existing container is written to by a role that may make none", async () => {
    const existing = testContainer(inject("azurite").connectionString);
    await existing.create();
    const mayNotCreate: ChooseFate = ({ method, url }) =>
      method === "PUT" && url.includes("restype=container")
        ? { kind: "answer", status: 403, code: "AuthorizationPermissionMismatch" }
        : pass;
    const archive = openContainer(await containerBehind(mayNotCreate, existing.containerName));
    const missing = openContainer(await containerBehind(mayNotCreate));

    await archive.write("a.json", Readable.from(["{}"]), json);

    expect(await text(archive.read("a.json"))).toBe("{}");
    await expect(missing.write("a.json", Readable.from(["{}"]), json)).rejects.toThrow(/Data Contributor/);
  });

  test("nobody listens", async () => {
    const archive = openContainer(testContainer(connectionStringFor("https://127.0.0.1:1/devstoreaccount1")));

    await expect(archive.write("a.json", Readable.from(["{}"]), json)).rejects.toThrow(
      /^Could not write a\.json to https:\/\/127\.0\.0\.1:1\/.*ECONNREFUSED.*Check the address/,
    );
  });

  test("the name leads nowhere", async () => {
    // No resolver needs to be asked for it: a label has 63 characters at most.
    const host = `${"a".repeat(64)}.invalid`;
    const archive = openContainer(testContainer(connectionStringFor(`https://${host}`)));

    await expect(Readable.from(archive.list("")).toArray()).rejects.toThrow(/ENOTFOUND.*Check the name/);
  });

  test("a wrong key, which is in no part of the error", async () => {
    const wrongKey = Buffer.from("a wrong key that nobody must see").toString("base64");
    const archive = openContainer(testContainer(connectionStringFor(inject("azurite").url, wrongKey)));

    const error = await failureOf(archive.write("a.json", Readable.from(["{}"]), json));

    expect(error.message).toMatch(/Check the key/);
    expect(everythingIn(error)).not.toContain(wrongKey);
  });

  test("a shared access signature, which is in no part of the error", async () => {
    const signed = new BlobServiceClient(`${inject("azurite").url}?sv=2024-11-04&sig=hush%2Fhush`);
    const archive = openContainer(signed.getContainerClient("spotify"));

    const error = await failureOf(archive.write("a.json", Readable.from(["{}"]), json));

    expect(error).toBeInstanceOf(ArchiveError);
    expect(everythingIn(error)).not.toMatch(/hush/);
  });

  test("an identity that gets no token", async () => {
    identity.refuse(403);
    // Tokens are kept for the whole process by who they are for: this client ID has none yet.
    const credential = createCredential({ ...identity.environment, AZURE_CLIENT_ID: randomUUID() });
    const archive = openContainer(
      new BlobServiceClient(inject("azurite").url, credential).getContainerClient("spotify"),
    );

    const error = await failureOf(archive.write("a.json", Readable.from(["{}"]), json));

    expect(error).toBeInstanceOf(ArchiveError);
    expect(error.message).toMatch(/Azure gave no access token.*managed identity/);
    expect(everythingIn(error)).not.toContain(identity.environment.IDENTITY_HEADER);
  });
});

async function containerBehind(chooseFate: ChooseFate, name?: string): Promise<ContainerClient> {
  const { url: target } = inject("azurite");
  const proxy = await startProxy({ target, certificate: inject("certificate"), chooseFate });
  onTestFinished(() => proxy.stop());
  return testContainer(connectionStringFor(proxy.url), name);
}

/** The first request that fits meets its fate, all others pass. */
function once(
  method: string,
  fits: (url: string) => boolean,
  fate: Fate,
): { chooseFate: ChooseFate; times(): number } {
  let times = 0;
  return {
    chooseFate: (request) => {
      if (times > 0 || request.method !== method || !fits(request.url)) {
        return pass;
      }
      times++;
      return fate;
    },
    times: () => times,
  };
}
