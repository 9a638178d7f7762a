import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Kind, Manifest } from "../../src/lib/archive/manifest.ts";
import { toSnapshotId } from "../../src/lib/archive/snapshot.ts";
import { renderConsent } from "../../src/lib/consent/consent.ts";
import { backupScopes } from "../../src/lib/spotify/authorization.ts";
import { openPauses } from "../../src/lib/state/pauses.ts";
import { version } from "../../src/lib/version.ts";
import { failure } from "../azure/key-vault.ts";
import { writeText } from "../export/archive-files.ts";
import { makeManifest } from "../manifest.ts";
import { fakeSecrets } from "../setup/secrets.ts";
import { type ConnectableApp, startConnectableApp } from "./connectable-app.ts";

const dayMs = 24 * 60 * 60 * 1_000;

let connectable: ConnectableApp;
beforeAll(async () => {
  connectable = await startConnectableApp();
});
beforeEach(() => connectable.reset());
afterAll(() => connectable.stop());

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * dayMs);
}

/** The vault holds a consent of so many days ago, or a token that was saved by hand. */
function connectAsOf(days: number | "by hand", given: { readonly scopes?: readonly string[] } = {}): void {
  const { vault, fake } = connectable;
  vault.secrets.set("Spotify-RefreshToken", fake.credentials.refreshToken);
  if (days !== "by hand") {
    const consent = { givenAt: daysAgo(days), scopes: backupScopes, accountId: "me", ...given };
    vault.properties.set("Spotify-RefreshToken", { tags: { ...renderConsent(consent) } });
  }
}

async function publish(kind: Kind, days: number, given: Partial<Manifest> = {}): Promise<string> {
  const at = daysAgo(days);
  const id = toSnapshotId(at);
  const times = { startedAt: at.toISOString(), finishedAt: at.toISOString() };
  const manifest = makeManifest({ kind, id, ...times, ...given });
  await writeText(connectable.archive, `${kind}/${id}/manifest.json`, JSON.stringify(manifest));
  return id;
}

const answer = z.looseObject({ ok: z.boolean(), problems: z.array(z.string()) });

async function readStatus() {
  const { app } = connectable;
  const response = await fetch(`${app.url}/api/status`, { headers: { "x-functions-key": app.key } });
  const text = await response.text();
  expect(text).not.toMatch(fakeSecrets);
  expect(text).not.toContain("fake-client-id");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  const document = answer.parse(JSON.parse(text));
  expect(response.status).toBe(document.ok ? 200 : 503);
  return document;
}

test("the status tells of the last snapshots, the next runs, the consent and the version", async () => {
  connectAsOf(10);
  const good = await publish("library", 2);
  const last = await publish("library", 1, {
    suspect: [{ section: "tracks", before: 6_000, now: 100, since: good }],
  });
  await publish("playlists", 3, {
    sections: { playlists: { total: 5, exported: 4, unavailable: 1, nulls: 0 } },
  });

  const status = await readStatus();

  expect(status).toMatchObject({
    ok: true,
    version,
    problems: [`The last snapshot of the library, ${last}, is suspect: it shrank (tracks from 6000 to 100).`],
    kinds: {
      library: {
        lastGood: { id: good, counts: { tracks: 6_000 } },
        last: { id: last, status: "complete", suspect: ["tracks"] },
        overdue: false,
        schedule: "At 02:00, only on Sunday (UTC)",
        nextRun: expect.stringMatching(/T02:00:00\.000Z$/),
      },
      playlists: { lastGood: { counts: { playlists: 4 } }, overdue: false },
    },
    pausedUntil: null,
    pausedRuns: [],
    consent: { account: "me", givenAt: expect.any(String), scopesMissing: [] },
  });
  const { daysLeft } = z.object({ consent: z.object({ daysLeft: z.number() }) }).parse(status).consent;
  expect(daysLeft).toBeGreaterThan(165);
  expect(daysLeft).toBeLessThan(178);
});

test("paused runs are told, with how far they have come", async () => {
  connectAsOf(1);
  const { state, fake } = connectable;
  const until = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000);
  const progress = { step: "Playlists", done: 24, total: 70 };
  const pauses = await openPauses(state, fake.credentials);
  await pauses.remember({ from: daysAgo(0), until, kind: "playlists", progress });

  expect(await readStatus()).toMatchObject({
    ok: true,
    pausedUntil: until.toISOString(),
    pausedRuns: [{ kind: "playlists", until: until.toISOString(), progress }],
  });
});

describe("a monitor is told", () => {
  test("the same by HEAD, as many ask for it", async () => {
    const { app } = connectable;
    const ask = () => fetch(`${app.url}/api/status?code=${app.key}`, { method: "HEAD" });

    expect((await ask()).status).toBe(503);
    connectAsOf(1);
    expect((await ask()).status).toBe(200);
  });

  test.each<[string, () => Promise<unknown>, RegExp | undefined]>([
    ["nothing while the consent is young and no backup has run yet", async () => connectAsOf(7.9), undefined],
    [
      "when there is no good snapshot eight days after the consent",
      async () => connectAsOf(8.1),
      /There is no good snapshot of the library yet/,
    ],
    [
      "when the last good snapshot is older than eight days, whatever came since",
      async () => {
        connectAsOf(20);
        await publish("library", 9);
        await publish("library", 1, { status: "partial" });
        await publish("playlists", 1);
      },
      /last good snapshot of the library is of .* more than 8 days ago/,
    ],
    [
      "when a new consent hides that no snapshot was ever good",
      async () => {
        connectAsOf(1);
        await publish("library", 9, { status: "partial" });
        await publish("playlists", 1);
      },
      /no good snapshot of the library yet/,
    ],
    [
      "when all good snapshots are another account's",
      async () => {
        connectAsOf(9);
        await publish("library", 1, { account: { id: "alice", display_name: null } });
        await publish("playlists", 1);
      },
      /no good snapshot of the library yet/,
    ],
    ["when nobody has agreed", async () => undefined, /Nobody has agreed yet/],
    [
      "when the consent has ended",
      async () => {
        connectAsOf(190);
        await publish("library", 1);
        await publish("playlists", 1);
      },
      /The consent ended on \d{4}-\d\d-\d\d\. Connect again/,
    ],
    [
      "when a token that was saved by hand has led to no snapshot",
      async () => connectAsOf("by hand"),
      /no good snapshot of the playlists yet/,
    ],
    [
      "when the vault refuses",
      async () => connectable.vault.answer(Array(20).fill({ status: 403, body: failure("Forbidden") })),
      /Key Vault Secrets User/,
    ],
  ])("%s", async (_, arrange, problem) => {
    await arrange();

    const { ok, problems } = await readStatus();

    expect(ok).toBe(problem === undefined);
    expect(problems.join("\n")).toMatch(problem ?? /^$/);
  });
});

describe("worth a word, but no alarm", () => {
  test.each<[string, () => void, RegExp]>([
    ["a consent that ends within a month", () => connectAsOf(160), /The consent ends on \d{4}-\d\d-\d\d/],
    [
      "a consent that lacks a scope",
      () => connectAsOf(1, { scopes: backupScopes.slice(1) }),
      /lacks user-library-read/,
    ],
    ["a token that was saved by hand", () => connectAsOf("by hand"), /Nobody knows when the consent ends/],
  ])("%s", async (_, connect, problem) => {
    connect();
    await publish("library", 1);
    await publish("playlists", 1);

    const { ok, problems } = await readStatus();

    expect(ok).toBe(true);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });
});
