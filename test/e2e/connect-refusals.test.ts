import { createHmac, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { failure } from "../azure/key-vault.ts";
import { listNames } from "../export/archive-files.ts";
import { USER_NOT_REGISTERED } from "../fake-spotify/faults.ts";
import {
  type Browser,
  type ConnectableApp,
  expectNothingStored,
  openBrowser,
  startConnectableApp,
} from "./connectable-app.ts";

const markup = '<script>alert("x")</script>"\'><img src=x onerror=alert(1)>';

let connectable: ConnectableApp;
beforeAll(async () => {
  connectable = await startConnectableApp();
});
beforeEach(() => connectable.reset());
afterAll(() => connectable.stop());

/** A browser whose user has agreed, and where Spotify sends it back to. */
async function agree(): Promise<{ readonly browser: Browser; readonly answer: URL }> {
  const browser = openBrowser(connectable);
  const answer = await browser.agree((await browser.openConnect()).link);
  return { browser, answer };
}

function change(answer: URL, query: Readonly<Record<string, string | undefined>>): URL {
  const changed = new URL(answer);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) {
      changed.searchParams.delete(name);
    } else {
      changed.searchParams.set(name, value);
    }
  }
  return changed;
}

test("an answer that is not this browser's is refused, asks nothing of the vault and ends no attempt", async () => {
  const { browser, answer } = await agree();
  const { cookie } = browser;
  const asked = connectable.vault.requests.length;
  const foreign: readonly [Readonly<Record<string, string | undefined>>, Record<string, string>][] = [
    [{ state: "wrong" }, { cookie }],
    [{ state: markup }, { cookie }],
    [{ state: undefined }, { cookie }],
    [{ error: markup, code: undefined, state: undefined }, { cookie }],
    [{}, {}],
    [{}, { cookie: `__Secure-spotify-exporter-connect=${randomBytes(32).toString("base64url")}` }],
    [{}, { cookie: "__Secure-spotify-exporter-connect=x; y" }],
  ];
  for (const [query, headers] of foreign) {
    const refused = await browser.comeBack(change(answer, query), headers);

    expect(refused.status).toBe(400);
    expect(refused.text).not.toMatch(/alert|onerror/);
    expect(refused.headers.getSetCookie()).toEqual([]);
  }
  expect(connectable.vault.requests.length).toBe(asked);
  expectNothingStored(connectable);
  expect((await browser.comeBack(answer, { cookie })).status).toBe(200);
});

test("an answer is good once: loaded again it is refused, and what was stored stays", async () => {
  const { browser, answer } = await agree();
  const { cookie } = browser;
  expect((await browser.comeBack(answer)).status).toBe(200);
  const stored = connectable.vault.secrets.get("Spotify-RefreshToken");

  expect((await browser.comeBack(answer)).status).toBe(400);
  expect((await browser.comeBack(answer, { cookie })).status).toBe(410);
  // Nor does it come to life with another code.
  const other = await agree();
  const code = other.answer.searchParams.get("code") ?? "";
  expect((await browser.comeBack(change(answer, { code }), { cookie })).status).toBe(410);
  expectNothingStored(connectable, stored);
});

test("of many answers with one state that come at once, one is taken", async () => {
  const { browser, answer } = await agree();
  const { cookie } = browser;
  const before = connectable.fake.requests.token.length;

  const pages = await Promise.all(Array.from({ length: 8 }, () => browser.comeBack(answer, { cookie })));

  const statuses = pages.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, ...Array(7).fill(410)]);
  expect(connectable.fake.requests.token.length - before).toBe(1);
  expect(connectable.vault.secrets.get("Spotify-RefreshToken")).toBe(
    connectable.fake.credentials.refreshToken,
  );
});

test("an attempt that was begun somewhere else, without the key, is none", async () => {
  const secret = randomBytes(32).toString("base64url");
  const state = createHmac("sha256", secret).update("state").digest("base64url");
  const { browser, answer } = await agree();

  const refused = await browser.comeBack(change(answer, { state }), {
    cookie: `__Secure-spotify-exporter-connect=${secret}`,
  });

  expect(refused.status).toBe(410);
  expectNothingStored(connectable);
});

describe("what Spotify answers instead of a code that it takes is told, and nothing is stored", () => {
  test.each<[string, Readonly<Record<string, string | undefined>>, number, RegExp]>([
    ["a declined consent", { code: undefined, error: "access_denied" }, 403, /You declined/],
    ["another error", { code: undefined, error: "server_error" }, 502, /Spotify sent an error/],
    ["an error of markup", { code: undefined, error: markup }, 502, /Spotify sent an error/],
    ["an error beside a code", { error: "x" }, 502, /Spotify sent an error/],
    ["neither code nor error", { code: undefined }, 502, /Spotify sent an error/],
    ["a code that it does not take", { code: "forged" }, 400, /did not accept/],
    ["a code of markup", { code: markup }, 400, /did not accept/],
  ])("%s", async (_, query, status, words) => {
    const { browser, answer } = await agree();

    const refused = await browser.comeBack(change(answer, query));

    expect(refused.status).toBe(status);
    expect(refused.text).toMatch(words);
    expect(refused.text).not.toMatch(/alert|onerror/);
    expect(browser.cookie).toBe("");
    expectNothingStored(connectable);
  });

  test("a consent to less than a backup needs names what is missing", async () => {
    const browser = openBrowser(connectable);
    const { link } = await browser.openConnect();
    const scopes = (link.searchParams.get("scope") ?? "").replace("playlist-read-collaborative ", "");

    const refused = await browser.comeBack(await browser.agree(change(link, { scope: scopes })));

    expect(refused.status).toBe(403);
    expect(refused.text).toContain("<li><code>playlist-read-collaborative</code></li></ul>");
    expectNothingStored(connectable);
  });

  test("an account that is not on the app's allow-list is told what to do", async () => {
    const { browser, answer } = await agree();
    connectable.fake.misbehave({ does: USER_NOT_REGISTERED });

    const refused = await browser.comeBack(answer);

    expect(refused.status).toBe(403);
    expect(refused.text).toContain("User Management");
    expectNothingStored(connectable);
  });

  test("a Spotify that asks for hours of patience", async () => {
    const { browser, answer } = await agree();
    connectable.fake.misbehave({ service: "token", does: { kind: "rate-limit", retryAfter: 50_000 } });

    const refused = await browser.comeBack(answer);

    expect(refused.status).toBe(503);
    expect(Date.parse(refused.headers.get("retry-after") ?? "")).toBeGreaterThan(Date.now() + 49_000_000);
    expectNothingStored(connectable);
  });
});

describe("a vault that does not keep the consent is told, with nothing of it", () => {
  test.each([
    [403, "Forbidden", 500, "Key Vault Secrets Officer"],
    [429, "Throttled", 503, "run again later"],
    [503, "ServiceUnavailable", 503, "run again later"],
  ])("%i %s", async (status, code, answered, advice) => {
    const { browser, answer } = await agree();
    connectable.vault.answerWrites({ status, headers: { "retry-after-ms": "1" }, body: failure(code) });

    const refused = await browser.comeBack(answer);

    expect(refused.status).toBe(answered);
    expect(refused.text).toContain(advice);
    expect(refused.headers.has("retry-after")).toBe(answered === 503);
    expectNothingStored(connectable);
  });

  test.each([
    [403, 500, "Key Vault Secrets User"],
    [429, 503, "run again later"],
    [503, 503, "run again later"],
  ])("%i when it is asked for the app's credentials", async (status, answered, advice) => {
    connectable.vault.answer(
      Array(20).fill({ status, headers: { "retry-after-ms": "1" }, body: failure(`Status${status}`) }),
    );

    const { page } = await openBrowser(connectable).openConnect();

    expect(page.status).toBe(answered);
    expect(page.text).toContain(advice);
  });

  test("credentials that are not set yet are named", async () => {
    connectable.vault.secrets.set("Spotify-ClientID", "not-set");

    const { page } = await openBrowser(connectable).openConnect();

    expect(page.status).toBe(500);
    expect(page.text).toContain("The secret Spotify-ClientID is missing");
    expect(await listNames(connectable.state)).toEqual([]);
  });
});
