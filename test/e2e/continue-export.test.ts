import { randomUUID } from "node:crypto";
import { InvocationContext, type Timer } from "@azure/functions";
import { BlobServiceClient } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { continueExport } from "../../src/functions/continueExport.ts";
import { exportLibrary } from "../../src/functions/exportLibrary.ts";
import { exportPlaylists } from "../../src/functions/exportPlaylists.ts";
import { openContainer } from "../../src/lib/archive/container.ts";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { MessageError } from "../../src/lib/continuation/message.ts";
import { QueueError } from "../../src/lib/continuation/queue-error.ts";
import { ConsentError, SettingsError } from "../../src/lib/errors.ts";
import { queueConnectionStringFor } from "../azure/azurite.ts";
import { type Identity, startIdentity } from "../azure/identity.ts";
import { type ChooseFate, startProxy } from "../azure/proxy.ts";
import { exportMinimum } from "../export/minimum.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { type FakeSpotify, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { Misbehaviour } from "../fake-spotify/faults.ts";
import { everythingIn, failureOf } from "../setup/failure.ts";
import { fakeSecrets } from "../setup/secrets.ts";
import { startChannels } from "../tell/channel-server.ts";
import { expectNoSecrets } from "../tell/expect-no-secrets.ts";

const handlers = { library: exportLibrary, playlists: exportPlaylists };
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
let container: string;
let logged: { readonly level: string; readonly line: string }[] = [];

beforeEach(async () => {
  await queue().deleteIfExists();
  fake = await startFakeSpotify({ library: makeSmallLibrary() });
  onTestFinished(() => fake.stop());
  container = `test-${randomUUID()}`;
  logged = [];
  const { clientId, clientSecret, refreshToken } = fake.credentials;
  stubAppSettings({
    ...identity.environment,
    AzureWebJobsStorage: undefined,
    AzureWebJobsStorage__accountName: undefined,
    AzureWebJobsStorage__queueServiceUri: inject("azurite").queueUrl,
    SPOTIFY_CLIENT_ID: clientId,
    SPOTIFY_CLIENT_SECRET: clientSecret,
    SPOTIFY_REFRESH_TOKEN: refreshToken,
    EXPORT_STORAGE_URL: inject("azurite").url,
    EXPORT_CONTAINER: container,
    SPOTIFY_API_URL: fake.apiUrl,
    SPOTIFY_ACCOUNTS_URL: fake.accountsUrl,
  });
  onTestFinished(() => {
    expect(logged.map(({ line }) => line).join("\n")).not.toMatch(fakeSecrets);
    vi.unstubAllEnvs();
  });
});

describe.each([
  ["by identity", (url: string) => ({ AzureWebJobsStorage__queueServiceUri: url })],
  [
    "by connection string",
    (url: string) => ({
      AzureWebJobsStorage: queueConnectionStringFor(url),
      AzureWebJobsStorage__queueServiceUri: undefined,
    }),
  ],
])("with the host's storage reached %s", (_, settingsFor) => {
  test("a timer's export that Spotify pauses ends well, and a message waits hidden until Spotify allows more", async () => {
    const { url, sent } = await startQueueBehind();
    stubAppSettings(settingsFor(url));
    pauseWith({ retryAfter: 3_600 });
    const before = Date.now();

    await exportLibrary(timer, contextOf("exportLibrary"));

    expect(sent).toEqual([{ hidden: expect.any(Number), expires: "-1" }]);
    expect(sent[0]?.hidden).toBeGreaterThan(3_600 - (Date.now() - before) / 1_000 - 1);
    expect(sent[0]?.hidden).toBeLessThanOrEqual(3_601);
    expect(await visibleMessages()).toEqual([]);
    expect((await queue().getProperties()).approximateMessagesCount).toBe(1);
    expect(warnings()).toContainEqual(
      expect.objectContaining({ message: "export paused", kind: "library", until: expect.any(String) }),
    );
    expect(await manifests()).toEqual([]);
  });

  test("the message, once it is seen, goes on with the export and publishes it", async () => {
    stubAppSettings(settingsFor(inject("azurite").queueUrl));
    pauseWith({ retryAfter: 0 });
    await exportPlaylists(timer, contextOf("exportPlaylists"));
    fake.behave();

    const [message, ...more] = await visibleMessages();
    expect(more).toEqual([]);
    expect(message).toEqual({
      kind: "playlists",
      pausedAt: expect.any(String),
      until: expect.any(String),
    });
    await goOn(message);

    expect(await manifests()).toMatchObject([{ kind: "playlists", status: "complete" }]);
  });
});

test.each(["library", "playlists"] as const)(
  "an export of the %s that was paused half-way asks hardly anything twice",
  async (kind) => {
    const minimum = exportMinimum(kind, fake.library);
    const half = Math.floor(minimum / 2);
    pauseWith({ retryAfter: 0, after: half });
    await handlers[kind](timer, contextOf(kind));
    fake.behave();
    expect(await manifests()).toEqual([]);

    const [message] = await visibleMessages();
    await goOn(message);

    expect(await manifests()).toMatchObject([{ kind, status: "complete" }]);
    // Asked twice are whose account it is, and what was refused: at most as many as are in flight.
    expect(fake.requests.api.length).toBeLessThanOrEqual(minimum + 5);
  },
);

test("while a pause lasts the other timer asks nothing, and its message waits for the same time", async () => {
  pauseWith({ retryAfter: 3_600, after: 5 });
  await exportLibrary(timer, contextOf("exportLibrary"));
  const asked = fake.requests.api.length + fake.requests.token.length;

  await exportPlaylists(timer, contextOf("exportPlaylists"));

  expect(fake.requests.api.length + fake.requests.token.length).toBe(asked);
  const pauses = warnings().filter(({ message }) => message === "export paused");
  expect(pauses.map(({ kind }) => kind)).toEqual(["library", "playlists"]);
  expect(pauses[1]?.["until"]).toBe(pauses[0]?.["until"]);
  expect((await queue().getProperties()).approximateMessagesCount).toBe(2);
});

test("an export that is paused again leaves another message", async () => {
  pauseWith({ retryAfter: 0 });
  await exportLibrary(timer, contextOf("exportLibrary"));
  const [first] = await visibleMessages();

  await goOn(first);

  const [second, ...more] = await visibleMessages();
  expect(more).toEqual([]);
  expect(second).toMatchObject({ kind: "library" });
  expect(pausedAtOf(second)).toBeGreaterThan(pausedAtOf(first));
});

test("a message that comes twice publishes once", async () => {
  const message = toMessage("library");
  await goOn(message);
  const asked = fake.requests.api.length;

  await goOn(message);

  expect(fake.requests.api).toHaveLength(asked);
  expect(await manifests()).toHaveLength(1);
});

test("a wait longer than Azure hides a message goes in hops, without asking Spotify", async () => {
  const { url, sent } = await startQueueBehind();
  stubAppSettings({ AzureWebJobsStorage__queueServiceUri: url });

  await goOn(toMessage("library", { untilMs: Date.now() + 10 * dayMs }));

  expect(sent).toEqual([{ hidden: (7 * dayMs) / 1_000, expires: "-1" }]);
  expect([...fake.requests.api, ...fake.requests.token]).toEqual([]);
});

test("a message that comes too early is sent on as it is", async () => {
  const message = toMessage("library", { untilMs: Date.now() + 500 });

  await goOn(message);

  expect(await vi.waitUntil(() => visibleMessages().then((seen) => seen[0]), { timeout: 5_000 })).toEqual(
    message,
  );
  expect(fake.requests.api).toEqual([]);
});

test.each<["complete" | "partial", readonly Misbehaviour[]]>([
  ["complete", []],
  ["partial", [{ kind: "answer", status: 400, body: "no" }]],
])(
  "where another run has published a %s snapshot since, nothing is asked of Spotify",
  async (status, faults) => {
    const message = toMessage("library");
    for (const does of faults) {
      fake.misbehave({ when: ({ path }) => path === "/me/albums", times: Number.POSITIVE_INFINITY, does });
    }
    await exportLibrary(timer, contextOf("exportLibrary"));
    expect(await manifests()).toMatchObject([{ kind: "library", status }]);
    const asked = fake.requests.api.length;

    await goOn(message);

    expect(fake.requests.api).toHaveLength(asked);
    expect(await manifests()).toHaveLength(1);
  },
);

test("a snapshot of before the pause, or of the other kind, is no reason to stop", async () => {
  await exportLibrary(timer, contextOf("exportLibrary"));
  await exportPlaylists(timer, contextOf("exportPlaylists"));

  // The moment of the finish has milliseconds, the pause comes after it.
  await goOn(toMessage("library", { pausedAtMs: Date.now() + 1 }));

  const kinds = (await manifests()).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "library")).toHaveLength(2);
});

test.each<[string, unknown]>([
  ["text", "go on"],
  ["nothing", null],
  ["another kind", { ...toMessage("library"), kind: "videos" }],
  ["a time that is none", { ...toMessage("library"), until: "tomorrow" }],
  ["half a message", { kind: "library" }],
])("%s in the place of a message is told and fails, and nobody is asked", async (_, nonsense) => {
  const error = await failureOf(goOn(nonsense));

  expect(error).toBeInstanceOf(MessageError);
  expect(warnings()).toEqual([
    expect.objectContaining({
      message: expect.stringContaining("what was read is kept, and the next scheduled run goes on"),
      failure: error.message,
      poisonQueue: "continue-export-poison",
    }),
  ]);
  expect([...fake.requests.api, ...fake.requests.token]).toEqual([]);
});

test("a message may say more than this version knows", async () => {
  await goOn({ ...toMessage("library"), priority: "high" });

  expect(await manifests()).toMatchObject([{ kind: "library", status: "complete" }]);
});

describe("a run that fails", () => {
  test.each<[string, unknown, boolean]>([
    ["at its last try", 5, true],
    ["at its last try, counted in two halves", { low: 5, high: 0, unsigned: false }, true],
    ["before its last try", 4, false],
  ])("%s lets its error rise, and is told to be given up only then", async (_, dequeueCount, given) => {
    fake.tokens.refusal = "Refresh token expired";

    const error = await failureOf(goOn(toMessage("library"), { dequeueCount }));

    expect(error).toBeInstanceOf(ConsentError);
    const told = warnings().filter(({ poisonQueue }) => poisonQueue === "continue-export-poison");
    expect(told.map(({ failure }) => failure)).toEqual(given ? [error.message] : []);
  });

  test("for wrong settings at its last try is told as well", async () => {
    stubAppSettings({ EXPORT_STORAGE_URL: undefined });

    const error = await failureOf(goOn(toMessage("library"), { dequeueCount: 5 }));

    expect(error).toBeInstanceOf(SettingsError);
    expect(warnings()).toMatchObject([{ failure: error.message, poisonQueue: "continue-export-poison" }]);
  });
});

describe("through the channels", () => {
  test("a pause of 60 hours is told once, and after it the snapshot, whatever has restarted meanwhile", async () => {
    const hours60 = 60 * 60 * 60;
    const channels = await startToldChannels();
    // A message that is hidden cannot be had before its time, so the proxy lets it be seen at once.
    const { url, sent } = await startQueueBehind(({ url }) => ({
      kind: "pass",
      as: url.replace(/visibilitytimeout=\d+/, "visibilitytimeout=0"),
    }));
    stubAppSettings({
      AzureWebJobsStorage__queueServiceUri: url,
      EXPORT_STORAGE_URL: undefined,
      EXPORT_STORAGE_CONNECTION_STRING: inject("azurite").connectionString,
    });
    const half = Math.floor(exportMinimum("playlists", fake.library) / 2);
    pauseWith({ retryAfter: hours60, after: half });
    await exportPlaylists(timer, contextOf("exportPlaylists"));
    await exportPlaylists(timer, contextOf("exportPlaylists"));
    expect(sent.map(({ hidden }) => Math.round(hidden / 3_600))).toEqual([60, 60]);
    const [message, ...more] = await visibleMessages();
    fake.behave();

    // Every invocation reads and assembles everything anew, as after a restart.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + hours60 * 1_000 + 5_000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await goOn(message);
    await goOn(more[0]);

    expect(await manifests()).toMatchObject([{ kind: "playlists", status: "complete" }]);
    expect(fake.requests.api.length).toBeLessThanOrEqual(exportMinimum("playlists", fake.library) + 5);
    expect(channels.events()).toEqual(["paused", "success"]);
    // To the switch it is one run, which ends with the snapshot.
    expect(channels.signals()).toEqual(["/start", "/log", "/start", "/log", ""]);
  });

  test("a run that has only used up its own time is not told to be paused", async () => {
    const channels = await startToldChannels();
    pauseWith({ retryAfter: 0 });

    await exportLibrary(timer, contextOf("exportLibrary"));

    expect([channels.events(), channels.signals()]).toEqual([[], ["/start"]]);
  });

  test("a message that fails is told when it was tried for the last time, and then once", async () => {
    const channels = await startToldChannels();
    fake.misbehave({
      when: ({ path }) => path === "/me",
      times: Number.POSITIVE_INFINITY,
      does: { kind: "answer", status: 403, body: "User not registered in the Developer Dashboard." },
    });
    const message = toMessage("library");
    for (const dequeueCount of [1, 2, 3, 4]) {
      await failureOf(goOn(message, { dequeueCount }));
    }
    expect(channels.events()).toEqual([]);

    const error = await failureOf(goOn(message, { dequeueCount: 5 }));

    expect(channels.sent("webhook").map(({ body }) => JSON.parse(body))).toMatchObject([
      { event: "failed", task: "library", failure: error.message },
    ]);
    expect(channels.signals()).toEqual(["/fail"]);
  });

  test("a poison message is told, too", async () => {
    const channels = await startToldChannels();
    for (const dequeueCount of [1, 2, 3, 4, 5]) {
      expect(await failureOf(goOn({ kind: "videos" }, { dequeueCount }))).toBeInstanceOf(MessageError);
    }

    expect(channels.sent("webhook").map(({ body }) => JSON.parse(body))).toMatchObject([
      {
        event: "failed",
        task: "backup",
        failure: expect.stringContaining("See who else writes to that queue"),
      },
    ]);
  });
});

test("a pause whose message cannot be sent fails the invocation, and both are told", async () => {
  const { url } = await startQueueBehind(({ method }) =>
    method === "POST"
      ? { kind: "answer", status: 403, code: "AuthorizationPermissionMismatch" }
      : { kind: "pass" },
  );
  stubAppSettings({ AzureWebJobsStorage__queueServiceUri: url });
  pauseWith({ retryAfter: 3_600 });

  const error = await failureOf(exportLibrary(timer, contextOf("exportLibrary")));

  expect(error).toBeInstanceOf(QueueError);
  expect(error.message).toMatch(/^Spotify allows no more requests until .* will not go on by itself: /);
  expect(error.message).toMatch(/queue continue-export: 403 .*"Storage Queue Data Contributor"/);
  expect(everythingIn(error)).not.toMatch(fakeSecrets);
});

test("a key that is wrong is told without the key", async () => {
  const wrongKey = Buffer.from("hush".repeat(8)).toString("base64");
  stubAppSettings({ AzureWebJobsStorage: queueConnectionStringFor(inject("azurite").queueUrl, wrongKey) });
  pauseWith({ retryAfter: 3_600 });

  const error = await failureOf(exportLibrary(timer, contextOf("exportLibrary")));

  expect(error.message).toMatch(/40[03] .*Check the key in AzureWebJobsStorage/);
  expect(everythingIn(error)).not.toContain(wrongKey);
});

test("a connection string that is none is a wrong setting, and is not quoted", async () => {
  stubAppSettings({ AzureWebJobsStorage: "AccountName=me;AccountKey=hush" });

  const error = await failureOf(exportLibrary(timer, contextOf("exportLibrary")));

  expect(error).toBeInstanceOf(SettingsError);
  expect(error.message).toMatch(/^AzureWebJobsStorage is no whole connection string/);
  expect(everythingIn(error)).not.toContain("hush");
});

/** The app settings come as variables; an undefined one is absent. */
function stubAppSettings(settings: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(settings)) {
    vi.stubEnv(name, value);
  }
}

/** Channels that the app settings name. */
async function startToldChannels() {
  const channels = await startChannels();
  stubAppSettings(channels.settings);
  onTestFinished(() =>
    expectNoSecrets(
      channels,
      logged.map(({ line }) => line),
    ),
  );
  return channels;
}

/** Refuses all requests to the API that come after so many. */
function pauseWith({
  retryAfter,
  after = 0,
}: {
  readonly retryAfter: number;
  readonly after?: number;
}): void {
  fake.misbehave({
    when: ({ index }) => index > after,
    times: Number.POSITIVE_INFINITY,
    does: { kind: "rate-limit", reason: "QUOTA_EXCEEDED", retryAfter },
  });
}

function goOn(message: unknown, { dequeueCount = 1 }: { readonly dequeueCount?: unknown } = {}) {
  return continueExport(message, contextOf("continueExport", { dequeueCount }));
}

function contextOf(functionName: string, triggerMetadata?: Record<string, unknown>): InvocationContext {
  const logHandler = (level: string, ...args: unknown[]) =>
    logged.push({ level, line: args.map(String).join(" ") });
  return new InvocationContext({
    functionName,
    logHandler,
    ...(triggerMetadata === undefined ? {} : { triggerMetadata }),
  });
}

function warnings(): Record<string, unknown>[] {
  return logged.filter(({ level }) => level === "warning").map(({ line }) => JSON.parse(line));
}

/** A message as the host hands it over; without times, the pause began and ended a second ago. */
function toMessage(
  kind: "library" | "playlists",
  { pausedAtMs = Date.now() - 1_000, untilMs = pausedAtMs }: { pausedAtMs?: number; untilMs?: number } = {},
) {
  return { kind, pausedAt: new Date(pausedAtMs).toISOString(), until: new Date(untilMs).toISOString() };
}

function pausedAtOf(message: unknown): number {
  return typeof message === "object" && message !== null && "pausedAt" in message
    ? Date.parse(String(message.pausedAt))
    : Number.NaN;
}

function queue() {
  const { connectionString } = inject("azurite");
  return QueueServiceClient.fromConnectionString(connectionString).getQueueClient("continue-export");
}

/** Takes the messages whose time has come out of the queue, decoded and parsed as the host does it. */
async function visibleMessages(): Promise<unknown[]> {
  const { receivedMessageItems } = await queue().receiveMessages({ numberOfMessages: 32 });
  return receivedMessageItems.map(({ messageText }) =>
    JSON.parse(Buffer.from(messageText, "base64").toString()),
  );
}

async function manifests() {
  const { connectionString } = inject("azurite");
  const client = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container);
  const snapshots = await Array.fromAsync(listSnapshots(openContainer(client)));
  return snapshots.flatMap((snapshot) => ("manifest" in snapshot ? [snapshot.manifest] : []));
}

/** The queue service behind a proxy that notes how the messages are sent, since hidden ones cannot be looked at. */
async function startQueueBehind(chooseFate: ChooseFate = () => ({ kind: "pass" })) {
  const sent: { readonly hidden: number; readonly expires: string | null }[] = [];
  const proxy = await startProxy({
    target: inject("azurite").queueUrl,
    certificate: inject("certificate"),
    chooseFate(request) {
      const { pathname, searchParams } = new URL(request.url, inject("azurite").queueUrl);
      if (request.method === "POST" && pathname.endsWith("/continue-export/messages")) {
        sent.push({
          hidden: Number(searchParams.get("visibilitytimeout")),
          expires: searchParams.get("messagettl"),
        });
      }
      return chooseFate(request);
    },
  });
  onTestFinished(() => proxy.stop());
  return { url: proxy.url, sent };
}
