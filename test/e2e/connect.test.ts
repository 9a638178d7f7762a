import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { backupScopes, restoreScopes } from "../../src/lib/spotify/authorization.ts";
import { writeText } from "../export/archive-files.ts";
import { makeManifest } from "../manifest.ts";
import {
  type ConnectableApp,
  expectNothingStored,
  openBrowser,
  otherUser,
  startConnectableApp,
} from "./connectable-app.ts";

let connectable: ConnectableApp;
beforeAll(async () => {
  connectable = await startConnectableApp();
});
beforeEach(() => connectable.reset());
afterAll(() => connectable.stop());

test("who opens the link and agrees is connected, and the consent lies in the vault with its date, scopes and end", async () => {
  const { app, vault, fake, state } = connectable;
  const browser = openBrowser(connectable);

  const { page, link } = await browser.openConnect();
  expect(page.status).toBe(200);
  expect(page.text).toContain(`<pre>https://${app.host}/api/callback</pre>`);
  expect(page.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Secure-spotify-exporter-connect=[\w-]{43}; max-age=600; path=\/api\/callback; secure; samesite=lax; httponly$/,
    ),
  ]);
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    response_type: "code",
    redirect_uri: `https://${app.host}/api/callback`,
    scope: backupScopes.join(" "),
    show_dialog: "true",
    code_challenge_method: "S256",
  });
  const before = Date.now();
  const done = await browser.comeBack(await browser.agree(link));

  expect(done.status).toBe(200);
  expect(done.text).toContain("Connected to Spotify");
  expect(done.text).toMatch(/Next library backup<\/dt><dd>Sunday.* \d{4}, 02:00 UTC/);
  expect(done.text).toMatch(/Next playlists backup<\/dt><dd>Sunday.* \d{4}, 02:30 UTC/);
  expect(browser.cookie).toBe("");
  expect(vault.secrets.get("Spotify-RefreshToken")).toBe(fake.credentials.refreshToken);
  const { tags = {}, attributes } = vault.properties.get("Spotify-RefreshToken") ?? {};
  expect(tags).toMatchObject({
    consentScopes: backupScopes.join(" "),
    consentAccount: fake.library.profile.id,
  });
  const givenAt = Date.parse(tags["consentGivenAt"] ?? "");
  expect(givenAt).toBeGreaterThanOrEqual(before);
  const daysUntilEnd = ((attributes?.exp ?? 0) * 1_000 - givenAt) / 86_400_000;
  expect(daysUntilEnd).toBeGreaterThan(180);
  expect(daysUntilEnd).toBeLessThan(185);
  // What is kept of the attempt is of no use to anybody.
  const secret = new RegExp(link.searchParams.get("state") ?? "");
  for await (const { name } of state.list("")) {
    expect(name + Buffer.concat(await Array.fromAsync(state.read(name))).toString()).not.toMatch(secret);
  }
});

test.each(["connect", "status"])("nobody gets at /api/%s without the key", async (name) => {
  const { app, vault } = connectable;
  const before = vault.requests.length;

  for (const query of ["", "?code=", "?code=guessed"]) {
    expect((await fetch(`${app.url}/api/${name}${query}`)).status).toBe(401);
  }
  expect(vault.requests.length).toBe(before);
  expect(
    (await fetch(`${app.url}/api/${name}`, { headers: { "x-functions-key": app.key } })).status,
  ).not.toBe(401);
});

test("another account than the one backed up so far is refused, unless it is asked for", async () => {
  const { vault, fake, archive } = connectable;
  const id = "2026-11-22T02-00-00Z";
  const account = { id: "alice", display_name: "Alice <b>" };
  await writeText(archive, `library/${id}/manifest.json`, JSON.stringify(makeManifest({ id, account })));
  fake.tokens.signedIn = otherUser.id;
  const browser = openBrowser(connectable);

  const asked = await browser.openConnect();
  expect(asked.page.text).toContain("The library of <strong>Alice &lt;b&gt;</strong> is backed up here");
  const refused = await browser.comeBack(await browser.agree(asked.link));
  expect(refused.status).toBe(409);
  expect(refused.text).toContain("Bob &quot;&amp;&quot; &lt;i&gt;Co&lt;/i&gt;");
  expect(refused.text).toContain("Alice &lt;b&gt;");
  expectNothingStored(connectable);

  const again = await browser.openConnect("&account=another");
  const done = await browser.comeBack(await browser.agree(again.link));
  expect(done.status).toBe(200);
  expect(done.text).toContain("Bob &quot;&amp;&quot; &lt;i&gt;Co&lt;/i&gt;");
  expect(vault.properties.get("Spotify-RefreshToken")?.tags).toMatchObject({ consentAccount: "bob" });
});

test("before there is a snapshot, the account of the last consent counts", async () => {
  const { fake, vault } = connectable;
  const browser = openBrowser(connectable);
  await browser.comeBack(await browser.agree((await browser.openConnect()).link));
  const stored = vault.secrets.get("Spotify-RefreshToken");
  fake.tokens.signedIn = otherUser.id;

  const refused = await browser.comeBack(await browser.agree((await browser.openConnect()).link));

  expect(refused.status).toBe(409);
  expectNothingStored(connectable, stored);
});

test("what Spotify allows beside what was asked for, since it was given before, is no part of the consent", async () => {
  const { vault } = connectable;
  const browser = openBrowser(connectable);
  const { link } = await browser.openConnect();
  link.searchParams.set("scope", [...restoreScopes, "streaming"].join(" "));

  expect((await browser.comeBack(await browser.agree(link))).status).toBe(200);

  const { tags = {} } = vault.properties.get("Spotify-RefreshToken") ?? {};
  expect(tags["consentScopes"]).toBe(backupScopes.join(" "));
});

test("a renewed consent takes the place of the old one and begins six new months", async () => {
  const { vault, fake } = connectable;
  const browser = openBrowser(connectable);
  await browser.comeBack(await browser.agree((await browser.openConnect()).link));
  const first = vault.properties.get("Spotify-RefreshToken")?.tags?.["consentGivenAt"] ?? "";

  await browser.comeBack(await browser.agree((await browser.openConnect()).link));

  expect(vault.secrets.get("Spotify-RefreshToken")).toBe(fake.credentials.refreshToken);
  const second = vault.properties.get("Spotify-RefreshToken")?.tags?.["consentGivenAt"] ?? "";
  expect(Date.parse(second)).toBeGreaterThan(Date.parse(first));
});
