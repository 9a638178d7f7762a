import { describe, expect, onTestFinished, test } from "vitest";
import { makeDemoLibrary } from "../fake-spotify/demo-library.ts";
import { askForToken, openFakeClient } from "../fake-spotify/fake-client.ts";
import { type FakeSpotifyOptions, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { lieAboutTotal, type Misbehaviour, PREMIUM_REQUIRED } from "../fake-spotify/faults.ts";
import { editPlaylist } from "../fake-spotify/library.ts";
import { READ_SCOPES } from "../fake-spotify/scopes.ts";

async function startFake(options: Partial<FakeSpotifyOptions> = {}) {
  const fake = await startFakeSpotify({ library: makeDemoLibrary(), ...options });
  onTestFinished(() => fake.stop());
  return { fake, ...(await openFakeClient(fake)) };
}

describe("tokens", () => {
  test("no refresh token comes with an access token", async () => {
    const { fake } = await startFake();
    const answer = await askForToken(fake);
    expect(answer.json).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 3600,
      scope: READ_SCOPES.join(" "),
    });
  });

  test("with rotation one comes, and the old one dies", async () => {
    const { fake } = await startFake();
    const { refreshToken: old } = fake.credentials;
    fake.tokens.rotatesRefreshTokens = true;
    expect((await askForToken(fake)).json).toMatchObject({ refresh_token: fake.credentials.refreshToken });
    expect(fake.credentials.refreshToken).not.toBe(old);
    const again = await askForToken(fake, {
      headers: {},
      form: { grant_type: "refresh_token", refresh_token: old, client_id: fake.credentials.clientId },
    });
    expect([again.status, again.json]).toMatchObject([400, { error: "invalid_grant" }]);
  });

  test("the client id alone will do, as after PKCE", async () => {
    const { fake } = await startFake();
    const { clientId, refreshToken } = fake.credentials;
    const form = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: clientId };
    expect((await askForToken(fake, { headers: {}, form })).status).toBe(200);
  });

  test("an unknown client is refused", async () => {
    const { fake } = await startFake();
    const answer = await askForToken(fake, { headers: { Authorization: "Basic bm9ib2R5Om5vdGhpbmc=" } });
    expect([answer.status, answer.json]).toMatchObject([400, { error: "invalid_client" }]);
  });

  test.each(["Refresh token expired", "Refresh token revoked"] as const)(
    "invalid_grant: %s",
    async (refusal) => {
      const { fake } = await startFake();
      fake.tokens.refusal = refusal;
      const answer = await askForToken(fake);
      expect([answer.status, answer.json]).toEqual([
        400,
        { error: "invalid_grant", error_description: refusal },
      ]);
    },
  );

  test("nobody is let in without a token, with an unknown one, or with one that is over", async () => {
    let now = Date.now();
    const { fake, ask } = await startFake({ expiresInSeconds: 60, now: () => now });
    expect((await fetch(`${fake.apiUrl}/me`)).status).toBe(401);
    expect((await fetch(`${fake.apiUrl}/me`, { headers: { Authorization: "Bearer none" } })).status).toBe(
      401,
    );
    expect((await ask("/me")).status).toBe(200);
    now += 60_000;
    expect((await ask("/me")).json).toEqual({ error: { status: 401, message: "The access token expired" } });
  });

  test("access tokens can die in the middle of a run", async () => {
    const { fake, ask } = await startFake();
    fake.misbehave({
      when: ({ index }) => index === 2,
      does: { kind: "event", happen: () => fake.tokens.revokeAccessTokens() },
    });
    expect((await ask("/me")).status).toBe(200);
    expect((await ask("/me")).status).toBe(401);
    expect((await ask("/me")).status).toBe(401);
    const { ask: askAnew } = await openFakeClient(fake);
    expect((await askAnew("/me")).status).toBe(200);
  });
});

describe("misbehaviour", () => {
  test("an error comes as scripted, as often as scripted", async () => {
    const { fake, ask } = await startFake();
    fake.misbehave({ times: 2, does: { kind: "answer", status: 502, body: "Bad gateway." } });
    const statuses = [await ask("/me"), await ask("/me"), await ask("/me")].map(({ status }) => status);
    expect(statuses).toEqual([502, 502, 200]);
    expect(fake.requests.api.map(({ status }) => status)).toEqual(statuses);
  });

  test("faults pick their requests, of the API unless told, until forgotten", async () => {
    const { fake, ask } = await startFake();
    fake.misbehave({ when: ({ path }) => path === "/me/tracks", times: Infinity, does: PREMIUM_REQUIRED });
    fake.misbehave({ service: "token", does: { kind: "answer", status: 503, body: {} } });
    expect((await ask("/me")).status).toBe(200);
    const refused = await ask("/me/tracks?limit=1");
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("premium")]);
    expect(refused.headers.get("content-type")).toMatch("text/plain");
    expect((await askForToken(fake)).status).toBe(503);
    fake.behave();
    expect((await ask("/me/tracks?limit=1")).status).toBe(200);
  });

  test.each([
    [{ retryAfter: 3 }, "3", undefined],
    [{ retryAfter: 52_531, reason: "QUOTA_EXCEEDED" }, "52531", "QUOTA_EXCEEDED"],
    [{ retryAfter: "soon" }, "soon", undefined],
    [{}, null, undefined],
  ])("a rate limit of %o", async (limit, retryAfter, reason) => {
    const { fake, ask } = await startFake();
    fake.misbehave({ does: { kind: "rate-limit", ...limit } });
    const answer = await ask("/me");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, retryAfter]);
    expect(answer.json).toEqual({
      error: { status: 429, message: "API rate limit exceeded", ...(reason && { reason }) },
    });
  });

  test.each([
    { kind: "reset" },
    { kind: "truncated", how: "content-length" },
    { kind: "truncated", how: "chunked" },
  ] satisfies Misbehaviour[])("%o breaks the request, and the next is whole", async (does) => {
    const { fake, ask } = await startFake();
    fake.misbehave({ does });
    await expect(ask("/me/tracks")).rejects.toThrow();
    expect((await ask("/me/tracks")).status).toBe(200);
    expect(fake.requests.api.map(({ status }) => status)).toEqual([does.kind === "reset" ? null : 200, 200]);
  });

  test("a body can end early without the connection showing it", async () => {
    const { fake, ask } = await startFake();
    fake.misbehave({ does: { kind: "truncated", how: "chunked-ended" } });
    const answer = await ask("/me/tracks");
    expect(answer.status).toBe(200);
    expect(() => answer.json).toThrow(SyntaxError);
  });

  test.each(["before-headers", "half-body"] as const)(
    "a hang %s lasts until the server stops",
    async (when) => {
      const { fake, ask } = await startFake();
      fake.misbehave({ does: { kind: "hang", when } });
      const hanging = ask("/me/tracks").then(
        () => "answered",
        () => "broken",
      );
      await expect(Promise.race([hanging, ask("/me").then(() => "overtaken")])).resolves.toBe("overtaken");
      await fake.stop();
      await expect(hanging).resolves.toBe("broken");
    },
  );

  test("an answer can have another form, or no form at all", async () => {
    const { fake, ask } = await startFake();
    fake.misbehave({ does: { kind: "edited", edit: (body) => [body] } });
    fake.misbehave({ does: { kind: "answer", status: 200, body: "<html></html>" } });
    expect((await ask("/me")).json).toEqual([expect.objectContaining({ type: "user" })]);
    expect((await ask("/me")).text).toBe("<html></html>");
  });

  test("a total can lie, also one level down", async () => {
    const { fake, get } = await startFake();
    const playlist = fake.library.playlists[0];
    fake.misbehave({ times: 3, does: lieAboutTotal((total) => total + 5) });
    expect(await get("/me/tracks")).toMatchObject({ total: fake.library.tracks.length + 5 });
    expect(await get("/me/following?type=artist")).toMatchObject({
      artists: { total: fake.library.artists.length + 5 },
    });
    expect(await get(`/playlists/${playlist?.id}`)).toMatchObject({
      items: { total: (playlist?.entries.length ?? 0) + 5 },
    });
  });

  test("the library can change between two pages", async () => {
    const { fake, get } = await startFake();
    const playlist = fake.library.playlists[0];
    if (!playlist) {
      throw new Error("The demo library begins with a playlist.");
    }
    const { snapshotId } = playlist;
    const total = playlist.entries.length;
    fake.misbehave({
      when: ({ query }) => query.get("offset") === "20",
      does: { kind: "event", happen: () => editPlaylist(playlist, ({ entries }) => entries.shift()) },
    });
    expect(await get(`/playlists/${playlist.id}/items`)).toMatchObject({ total });
    expect(await get(`/playlists/${playlist.id}/items?offset=20`)).toMatchObject({ total: total - 1 });
    expect(playlist.snapshotId).not.toBe(snapshotId);
  });

  test("a mistake in a test's own fault comes to light when the server stops", async () => {
    const fake = await startFakeSpotify({ library: makeDemoLibrary() });
    const { ask } = await openFakeClient(fake);
    const happen = () => {
      throw new Error("a mistake");
    };
    fake.misbehave({ does: { kind: "event", happen } });
    await expect(ask("/me")).rejects.toThrow();
    await expect(fake.stop()).rejects.toThrow("The fake Spotify failed.");
  });
});

test("requests are counted, those for tokens apart", async () => {
  const { fake, ask } = await startFake();
  await ask("/me/tracks?limit=7");
  await ask("/me");
  expect(fake.requests.token).toMatchObject([{ index: 1, method: "POST", path: "/api/token", status: 200 }]);
  expect(fake.requests.api).toMatchObject([
    { index: 1, method: "GET", path: "/me/tracks", status: 200 },
    { index: 2, path: "/me" },
  ]);
  expect(fake.requests.api[0]?.query.get("limit")).toBe("7");
});
