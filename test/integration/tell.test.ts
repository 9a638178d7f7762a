import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { ArchiveError, ExporterError } from "../../src/lib/errors.ts";
import { Secret } from "../../src/lib/secrets/secret.ts";
import type { ChannelUrls } from "../../src/lib/secrets/secret-store.ts";
import type { TellEvent } from "../../src/lib/tell/event.ts";
import { createTeller, type TellerTools } from "../../src/lib/tell/teller.ts";
import { toSnapshotEvent } from "../../src/lib/tell/to-event.ts";
import { archives } from "../export/archives.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { makeManifest } from "../manifest.ts";
import { fakeSecrets } from "../setup/secrets.ts";
import { recordLog } from "../spotify-client.ts";
import { type Behaviour, type ChannelServer, startChannels } from "../tell/channel-server.ts";

const failed: TellEvent = { type: "failed", task: "library", failure: "It could not be done." };
const ended: TellEvent = { type: "consent-ended", task: "library" };
const paused = (untilDay: number, task: "library" | "playlists" = "playlists"): TellEvent => ({
  type: "paused",
  task,
  until: new Date(Date.UTC(2026, 10, untilDay)),
  progress: undefined,
  goesOn: "by itself",
});
const snapshot = toSnapshotEvent(makeManifest({ kind: "playlists" }));
const noChannels: ChannelUrls = { discord: undefined, webhook: undefined, ping: undefined };

describe("an event", () => {
  test("goes to every channel that is set, by POST", async () => {
    const { tell, server } = await startTeller();

    await tell(snapshot);

    expect(server.sent("discord")).toEqual([
      {
        method: "POST",
        path: "/api/webhooks/1/hush-discord",
        contentType: "application/json",
        body: expect.stringContaining('"allowed_mentions":{"parse":[]}'),
      },
    ]);
    expect(server.sent("webhook")).toMatchObject([
      { method: "POST", path: "/hook?key=hush-webhook", contentType: "application/json" },
    ]);
    expect(server.events()).toEqual(["success"]);
    expect(server.sent("ping")).toEqual([
      {
        method: "POST",
        path: "/hush-ping",
        contentType: "text/plain; charset=utf-8",
        body: "The backup of the playlists is complete",
      },
    ]);
  });

  test("goes nowhere, and nothing is noted, where no channel is set", async () => {
    const { tell, state, logged } = await startTeller({ urls: noChannels });

    await tell(snapshot);

    expect(await Array.fromAsync(state.list(""))).toEqual([]);
    expect(logged).toEqual([]);
  });
});

test("a webhook's URL is taken as it stands, with the slash at its end that some frameworks insist on", async () => {
  const { server, urls, restart } = await startTeller();
  const webhook = new Secret(server.urls.webhook.replace("?", "/?"));

  await restart({ urls: { ...urls, webhook } }).tell(snapshot);

  expect(server.sent("webhook").map(({ path }) => path)).toEqual(["/hook/?key=hush-webhook"]);
});

test("a dead man's switch is told of the start, and its URL may end with a slash or a query", async () => {
  const { server, urls } = await startTeller();
  const { pathname, origin } = new URL(server.urls.ping);
  const ping = new Secret(`${origin}${pathname}/?create=1`);
  const { teller } = await startTeller({ urls: { ...urls, discord: undefined, webhook: undefined, ping } });

  await teller.begin();
  await teller.tell(failed);

  expect(server.sent("ping").map(({ path }) => path)).toEqual([
    "/hush-ping/start?create=1",
    "/hush-ping/fail?create=1",
  ]);
});

describe.each<[string, Behaviour, string]>([
  ["hangs", { kind: "hang" }, "no answer within 0.2 s"],
  ["sends an answer that never ends", { kind: "drip" }, "no answer within 0.2 s"],
  ["cuts the connection", { kind: "reset" }, "the connection failed (ECONNRESET)"],
  ["refuses", { kind: "answer", status: 403 }, "it answered 403"],
  ["is broken", { kind: "answer", status: 500, body: "hush-discord" }, "it answered 500"],
  [
    "redirects",
    { kind: "answer", status: 302, headers: { location: "/hush-webhook" } },
    "it answered 302, a redirect, which is not followed: set the URL to where that leads",
  ],
  [
    "is busy for longer than there is time",
    { kind: "answer", status: 429, headers: { "retry-after": "3600" } },
    "it answered 429",
  ],
  ["is busy and does not say for how long", { kind: "answer", status: 429 }, "it answered 429"],
])("a channel that %s", (_, behaviour, failure) => {
  test("is logged without its URL, and holds nobody up", async () => {
    const { tell, server, logged } = await startTeller({ timeoutMs: 200 });
    server.behave(behaviour);

    await tell(failed);

    expect(logged).toHaveLength(3);
    expect(logged).toContainEqual({ message: "message not delivered", channel: "discord", failure });
    expect(server.sent("discord")).toHaveLength(1);
  });
});

test("a channel that nobody listens at is logged with the reason alone", async () => {
  const { tell, logged } = await startTeller({
    urls: { ...noChannels, webhook: new Secret("http://127.0.0.1:1/hush-webhook") },
  });

  await tell(failed);

  expect(logged).toEqual([
    { message: "message not delivered", channel: "webhook", failure: "the connection failed (ECONNREFUSED)" },
  ]);
});

test.each([
  "not a URL: hush-webhook",
  "http://example.com/hush-webhook",
  "ftp://127.0.0.1/hush-webhook",
  "https://user:hush-webhook@example.com/",
  "https://example.com/#hush-webhook",
])("a URL to which no secret may be sent (%s) is asked nothing", async (url) => {
  const { tell, logged } = await startTeller({ urls: { ...noChannels, webhook: new Secret(url) } });

  await tell(failed);

  expect(logged).toEqual([
    {
      message: "message not delivered",
      channel: "webhook",
      failure:
        "its URL must begin with https:// (or, on this machine, http://127.0.0.1), without user and fragment",
    },
  ]);
});

test("a channel that answers well and then cuts off has got its message", async () => {
  const { tell, server, logged } = await startTeller();
  server.behave({ kind: "cut" });

  await tell(ended);
  await tell(ended);

  expect(server.sent("discord")).toHaveLength(1);
  expect(logged).toEqual([]);
});

describe("a channel that is busy for a moment", () => {
  const busy = { kind: "answer", status: 429, headers: { "retry-after": "2" } } as const;

  test("is waited for, and told once more", async () => {
    const waits: number[] = [];
    const { tell, server, logged } = await startTeller({
      sleep: async (ms) => waits.push(ms),
      only: "discord",
    });
    server.behave(busy, { kind: "answer", status: 204 });

    await tell(failed);

    expect([waits, server.sent("discord").length, logged]).toEqual([[2_000], 2, []]);
  });

  test("is not told a third time", async () => {
    const { tell, server, logged } = await startTeller({ sleep: async () => {}, only: "discord" });
    server.behave(busy);

    await tell(failed);

    expect(server.sent("discord")).toHaveLength(2);
    expect(logged).toMatchObject([{ failure: "it answered 429" }]);
  });
});

describe.each(archives)("what was told, noted in $kind", ({ openNew }) => {
  test("is not told again, by another process either", async () => {
    const first = await startTeller({ state: await openNew() });
    await first.tell(ended);

    await first.tell(ended);
    await first.restart().tell({ type: "consent-ended", task: "check" });

    expect(first.server.events()).toEqual(["consent-ended"]);
    expect(first.server.sent("discord")).toHaveLength(1);
    // The switch is told of each run, but not of the check.
    expect(first.server.signals()).toEqual(["/fail", "/fail"]);
  });
});

test("a run that pauses again and again tells it once, until it has published", async () => {
  const { tell, server, restart } = await startTeller();
  await tell(paused(23));
  await restart().tell(paused(24));
  await restart().tell(paused(25));
  await restart().tell(paused(25, "library"));
  await restart().tell(snapshot);
  await restart().tell(paused(30));

  expect(server.events()).toEqual(["paused", "paused", "success", "paused"]);
  expect(server.signals()).toEqual(["/log", "/log", "/log", "/log", "", "/log"]);
});

test("a consent that ended is told once, and that of a later one again", async () => {
  const { tell, server, teller } = await startTeller();
  await tell(ended);
  await tell(ended);
  await teller.settle(["consent-ended"]);
  await tell(ended);
  await tell(snapshot);
  await tell(ended);

  expect(server.events()).toEqual(["consent-ended", "consent-ended", "success", "consent-ended"]);
});

test("each failed run is told, each snapshot once, and each threshold of each consent once", async () => {
  const ending = (threshold: number, month: number): TellEvent => ({
    type: "consent-ending",
    givenAt: new Date(Date.UTC(2026, month)),
    endsAt: new Date(Date.UTC(2026, month + 6)),
    daysLeft: threshold,
    threshold,
  });
  const { tell, server } = await startTeller();
  const told = [failed, failed, snapshot, snapshot, ending(7, 1), ending(7, 1), ending(1, 1), ending(7, 6)];
  for (const event of told) {
    await tell(event);
  }

  expect(server.events()).toEqual([
    "failed",
    "failed",
    "success",
    "consent-ending",
    "consent-ending",
    "consent-ending",
  ]);
});

test("a channel that could not be reached is told the next time, and no other is told twice", async () => {
  const { tell, server, restart, urls } = await startTeller({ only: "discord" });
  const both = { ...urls, webhook: new Secret("http://127.0.0.1:1/hush-webhook") };
  await restart({ urls: both }).tell(ended);

  await restart({ urls: { ...urls, webhook: new Secret(server.urls.webhook) } }).tell(ended);

  expect([server.sent("discord").length, server.sent("webhook").length]).toEqual([1, 1]);
  await tell(ended);
  expect(server.sent("discord")).toHaveLength(1);
});

test.each<[string, (state: Archive) => Archive, number]>([
  ["read", (state) => ({ ...state, list: failList }), 1],
  ["written", (state) => ({ ...state, write: fail }), 3],
])("where the notes cannot be %s it is told all the same, and logged", async (_, breakState, lines) => {
  const { state } = await startTeller();
  const { tell, server, logged } = await startTeller({ state: breakState(state) });

  await tell(snapshot);

  expect(server.events()).toEqual(["success"]);
  expect(logged.length).toBeGreaterThan(0);
  expect(logged.length).toBeLessThanOrEqual(lines);
  expect(logged[0]).toEqual({
    message: "what was told cannot be noted, so it may be told again",
    failure: "The disk is gone.",
  });
});

test.each<[string, () => Promise<ChannelUrls>, string]>([
  [
    "refuses",
    () => Promise.reject(new ExporterError("Could not read Notify-Ping: 403.")),
    "Could not read Notify-Ping: 403.",
  ],
  ["never answers", () => new Promise(() => {}), "No answer within 0.1 s."],
  [
    "has a bug",
    () => Promise.reject(new TypeError("hush-ping")),
    "Something that should not happen (TypeError)",
  ],
])("a vault that %s is logged, asked once, and breaks nothing", async (_, readChannels, failure) => {
  let asked = 0;
  const { teller, logged } = await startTeller({
    timeoutMs: 100,
    readChannels: () => {
      asked += 1;
      return readChannels();
    },
  });

  await teller.begin();
  await teller.tell(snapshot);
  await teller.settle(["consent-ended"]);
  await teller.tidy();

  expect(asked).toBe(1);
  expect(logged).toHaveLength(4);
  expect(logged[0]).toEqual({
    message: "message not delivered",
    channel: "all",
    failure: expect.stringContaining(failure),
  });
  expect(await teller.test()).toEqual([{ channel: "all", failure: expect.stringContaining(failure) }]);
});

test("a program that is told to stop tells nobody anything more, and ends what is under way", async () => {
  const stop = new AbortController();
  const { tell, server, logged } = await startTeller({ signal: stop.signal });
  server.behave({ kind: "hang" });
  const telling = tell(failed);
  await expect.poll(() => server.sent("ping").length).toBe(1);

  stop.abort(new Error("Ctrl-C"));
  await telling;
  await tell(failed);

  expect(server.sent("ping")).toHaveLength(1);
  expect(logged).toContainEqual(expect.objectContaining({ failure: "the program was told to stop" }));
});

test("a test message reaches every channel, and says of each whether it did", async () => {
  const { teller, server, urls, restart } = await startTeller();

  expect(await teller.test()).toEqual(["discord", "webhook", "ping"].map((channel) => ({ channel })));
  expect([server.events(), server.signals()]).toEqual([["test"], ["/log"]]);

  const wrong = restart({ urls: { ...urls, discord: new Secret("http://127.0.0.1:1/hush-discord") } });
  expect(await wrong.test()).toEqual([
    { channel: "discord", failure: "the connection failed (ECONNREFUSED)" },
    { channel: "webhook", failure: undefined },
    { channel: "ping", failure: undefined },
  ]);
});

test("what was told more than a year ago is forgotten", async () => {
  const { tell, server, restart } = await startTeller();
  await tell(snapshot);
  const later = (days: number) => () => new Date(Date.now() + days * 24 * 60 * 60 * 1_000);

  await restart({ now: later(300) }).tidy();
  await tell(snapshot);
  expect(server.events()).toEqual(["success"]);

  await restart({ now: later(400) }).tidy();
  await tell(snapshot);
  expect(server.events()).toEqual(["success", "success"]);
});

/** A teller and the channels it knows. No URL of theirs may be in anything that is logged. */
async function startTeller({
  state: givenState,
  only,
  ...given
}: Partial<TellerTools> & {
  readonly urls?: ChannelUrls;
  readonly state?: Archive;
  /** Sets this channel alone. */
  readonly only?: keyof ChannelUrls;
} = {}) {
  const server = await startChannels();
  const state = givenState ?? openFolder(join(await temporaryFolder(), randomUUID()));
  const { log, logged } = recordLog();
  const urls = given.urls ?? toSecrets(server, only);

  function restart(changed: Partial<TellerTools> & { readonly urls?: ChannelUrls } = {}) {
    return createTeller({
      readChannels: async () => changed.urls ?? urls,
      openState: () => state,
      log,
      signal: new AbortController().signal,
      ...given,
      ...changed,
    });
  }

  const teller = restart();
  return {
    teller,
    server,
    state,
    urls,
    restart,
    get logged() {
      expect(JSON.stringify(logged)).not.toMatch(fakeSecrets);
      return logged;
    },
    tell: (event: TellEvent) => teller.tell(event),
  };
}

function toSecrets({ urls }: ChannelServer, only?: keyof ChannelUrls): ChannelUrls {
  const all = {
    discord: new Secret(urls.discord),
    webhook: new Secret(urls.webhook),
    ping: new Secret(urls.ping),
  };
  return only === undefined ? all : { ...noChannels, [only]: all[only] };
}

async function fail(): Promise<never> {
  throw new ArchiveError("The disk is gone.");
}

async function* failList(): AsyncGenerator<never, void> {
  yield await fail();
}
