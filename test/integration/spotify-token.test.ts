import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ArchiveError, ConsentError, SettingsError } from "../../src/lib/errors.ts";
import { Secret } from "../../src/lib/secrets/secret.ts";
import type { SecretStore } from "../../src/lib/secrets/secret-store.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import type { Misbehaviour } from "../fake-spotify/faults.ts";
import { failureOf } from "../setup/failure.ts";
import { startClient } from "../spotify-client.ts";

const unauthorized: Misbehaviour = {
  kind: "answer",
  status: 401,
  body: { error: { status: 401, message: "Invalid access token" } },
};

describe("an access token", () => {
  test("is fetched once for however many requests", async () => {
    const { fake, get } = await startClient();

    await Promise.all(Array.from({ length: 20 }, () => get("/me")));
    await get("/me");
    expect(fake.requests.token).toHaveLength(1);
    expect(fake.requests.api).toHaveLength(21);
  });

  test("is replaced a minute before it ends, and not earlier", async () => {
    const { fake, get, clock } = await startClient();
    const startMs = clock.nowMs;
    await get("/me");

    clock.nowMs = startMs + 59 * 60_000 - 1;
    await get("/me");
    expect(fake.requests.token).toHaveLength(1);

    clock.nowMs = startMs + 59 * 60_000;
    await get("/me");
    expect(fake.requests.token).toHaveLength(2);
    expect(fake.requests.api.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test("of a short life is replaced at half of it", async () => {
    const { fake, get, clock } = await startClient({ expiresInSeconds: 60 });
    await get("/me");

    clock.nowMs += 29_999;
    await get("/me");
    expect(fake.requests.token).toHaveLength(1);

    clock.nowMs += 1;
    await get("/me");
    expect(fake.requests.token).toHaveLength(2);
  });

  test("that dies in the middle of a run is replaced once, for all requests under way", async () => {
    const { fake, get } = await startClient();
    await get("/me");
    fake.tokens.revokeAccessTokens();

    await Promise.all(Array.from({ length: 5 }, () => get("/me")));
    expect(fake.requests.token).toHaveLength(2);
    expect(fake.requests.api.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(fake.requests.api).toHaveLength(11);
  });

  test("refused without reason is replaced, and the request succeeds", async () => {
    const { fake, get, waits } = await startClient();
    fake.misbehave({ does: unauthorized });

    await expect(get("/me")).resolves.toMatchObject({ id: fake.library.profile.id });
    expect(waits).toEqual([]);
  });

  test("refused twice fails the request, and no third is asked for", async () => {
    const { fake, get } = await startClient();
    fake.misbehave({ times: Infinity, does: unauthorized });

    const error = await failureOf(get("/me"));
    expect(error).toBeInstanceOf(SpotifyError);
    expect(error.message).toBe(
      "Spotify answered GET /me with 401 Unauthorized (Invalid access token). " +
        "It does not accept a fresh access token; authorise again with: spotify-exporter login",
    );
    expect([fake.requests.token.length, fake.requests.api.length]).toEqual([2, 2]);
  });

  test("is asked for again after failures that pass", async () => {
    const { fake, get, waits } = await startClient();
    fake.misbehave({ service: "token", times: 2, does: { kind: "answer", status: 503, body: "" } });

    await expect(get("/me")).resolves.toBeTruthy();
    expect(waits).toEqual([375, 750]);
  });
});

describe("a new refresh token", () => {
  test("is stored before the access token beside it is used", async () => {
    const events: string[] = [];
    const { fake, get, secrets } = await startClient(
      {},
      {
        toSecrets: (store) => ({
          ...store,
          replaceRefreshToken: async (token, used) => {
            await nextTurn();
            const isStored = await store.replaceRefreshToken(token, used);
            events.push("stored");
            return isStored;
          },
        }),
      },
    );
    fake.tokens.rotatesRefreshTokens = true;
    fake.misbehave({ times: Infinity, does: { kind: "event", happen: () => events.push("asked") } });

    await Promise.all([get("/me"), get("/me")]);
    expect(events).toEqual(["stored", "asked", "asked"]);
    expect((await secrets.read()).refreshToken.reveal()).toBe(fake.credentials.refreshToken);
  });

  test("takes the place of the old one, which is never sent again", async () => {
    const { fake, get } = await startClient();
    fake.tokens.rotatesRefreshTokens = true;

    for (let refreshes = 0; refreshes < 3; refreshes += 1) {
      await get("/me");
      fake.tokens.revokeAccessTokens();
    }
    // The fake refuses every refresh token but the newest.
    expect(fake.requests.token.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(fake.credentials.refreshToken).toBe("fake-refresh-token-4");
  });

  test("that cannot be stored ends the run before anything is asked", async () => {
    const failure = new ArchiveError("the vault is closed");
    const { fake, get } = await startClient(
      {},
      { toSecrets: (store) => ({ ...store, replaceRefreshToken: () => Promise.reject(failure) }) },
    );
    fake.tokens.rotatesRefreshTokens = true;

    await expect(get("/me")).rejects.toBe(failure);
    expect(fake.requests.api).toEqual([]);
  });

  test("that is the old one again is not stored", async () => {
    const { fake, get } = await startClient(
      {},
      {
        toSecrets: (store) => ({ ...store, replaceRefreshToken: () => Promise.reject(new Error("stored")) }),
      },
    );
    const { refreshToken } = fake.credentials;
    fake.misbehave({
      service: "token",
      does: { kind: "edited", edit: (body) => Object.assign({}, body, { refresh_token: refreshToken }) },
    });

    await expect(get("/me")).resolves.toBeTruthy();
  });
});

describe("a refused refresh", () => {
  test.each(["Refresh token expired", "Refresh token revoked"] as const)(
    "(%s) asks for a new consent, and is not tried twice",
    async (refusal) => {
      const { fake, get } = await startClient();
      fake.tokens.refusal = refusal;

      const error = await failureOf(get("/me"));
      expect(error).toBeInstanceOf(ConsentError);
      expect(error.message).toBe(
        `Spotify no longer accepts the refresh token kept in the memory of this test (${refusal}). Consents end six ` +
          "months after they are given, or when they are revoked. Authorise again with: spotify-exporter login " +
          "(from a clone: npm start -- login)",
      );
      expect(fake.requests.token).toHaveLength(1);
    },
  );

  test("of a token that another run has had replaced meanwhile is met with the new one, once", async () => {
    const { fake, get } = await startClient({}, { toSecrets: (store) => readStaleFirst(store) });

    await expect(get("/me")).resolves.toMatchObject({ id: fake.library.profile.id });
    expect(fake.requests.token.map(({ status }) => status)).toEqual([400, 200]);
  });

  test("of a token whose new one another run is about to store is met with that", async () => {
    const { fake, get } = await startClient({}, { toSecrets: (store) => readStaleFirst(store, 2) });

    await expect(get("/me")).resolves.toMatchObject({ id: fake.library.profile.id });
    expect(fake.requests.token.map(({ status }) => status)).toEqual([400, 200]);
  });

  test("of the new one, too, asks for a new consent", async () => {
    const { fake, get } = await startClient({}, { toSecrets: (store) => readStaleFirst(store) });
    fake.tokens.refusal = "Refresh token revoked";

    expect(await failureOf(get("/me"))).toBeInstanceOf(ConsentError);
    expect(fake.requests.token.map(({ status }) => status)).toEqual([400, 400]);
  });

  test("with what a rotation gave meanwhile stores the newest token", async () => {
    const { fake, get, secrets } = await startClient({}, { toSecrets: (store) => readStaleFirst(store) });
    fake.tokens.rotatesRefreshTokens = true;

    await get("/me");
    expect((await secrets.read()).refreshToken.reveal()).toBe(fake.credentials.refreshToken);
  });

  test("of an unknown client is a wrong setting", async () => {
    const { fake, get } = await startClient(
      {},
      {
        toSecrets: (store) => ({
          ...store,
          read: async () => ({ ...(await store.read()), clientSecret: new Secret("another-secret") }),
        }),
      },
    );

    const error = await failureOf(get("/me"));
    expect(error).toBeInstanceOf(SettingsError);
    expect(error.message).toContain("Spotify does not know this client ID and secret (Invalid client).");
    expect(fake.requests.token).toHaveLength(1);
  });

  test("of any other kind says what came back", async () => {
    const { fake, get } = await startClient();
    fake.misbehave({ service: "token", does: { kind: "answer", status: 403, body: "Not from here." } });

    const { message } = await failureOf(get("/me"));
    expect(message).toBe("Spotify refused to give an access token: 403 Not from here.");
  });

  test("leaves the next request free to ask again", async () => {
    const { fake, get } = await startClient();
    fake.tokens.refusal = "Refresh token revoked";
    await failureOf(get("/me"));
    fake.tokens.refusal = undefined;

    await expect(get("/me")).resolves.toBeTruthy();
  });
});

/** As when another run has a token replaced between this run's reading of it and its use, or a bit later. */
function readStaleFirst(store: SecretStore, times = 1): SecretStore {
  let reads = 0;
  return {
    ...store,
    read: async () => {
      reads += 1;
      const credentials = await store.read();
      return reads <= times
        ? { ...credentials, refreshToken: new Secret("fake-refresh-token-0") }
        : credentials;
    },
  };
}
