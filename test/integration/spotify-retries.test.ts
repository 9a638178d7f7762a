import { describe, expect, test } from "vitest";
import { PausedError } from "../../src/lib/errors.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import type { Misbehaviour } from "../fake-spotify/faults.ts";
import { everythingIn, failureOf } from "../setup/failure.ts";
import { readAll, startClient } from "../spotify-client.ts";

const badGateway: Misbehaviour = { kind: "answer", status: 502, body: "Bad gateway." };

describe("what passes", () => {
  test.each<[string, Misbehaviour, string]>([
    ["an answer of 502", badGateway, "502 Bad Gateway"],
    ["a reset", { kind: "reset" }, "the connection failed"],
    ["a body short of its length", { kind: "truncated", how: "content-length" }, "the connection failed"],
    ["a body whose chunks never end", { kind: "truncated", how: "chunked" }, "the connection failed"],
    [
      "a body whose chunks end too early",
      { kind: "truncated", how: "chunked-ended" },
      "an answer that is no whole JSON",
    ],
    ["silence", { kind: "hang", when: "before-headers" }, "no answer in time"],
    ["silence in the middle of a body", { kind: "hang", when: "half-body" }, "no answer in time"],
  ])("%s is waited out, told and counted", async (_, does, failure) => {
    const { fake, spotify, waits, counts, logged } = await startClient({}, { timeoutMs: 150 });
    fake.misbehave({ when: ({ path }) => path === "/me/tracks", does });

    expect(await readAll(spotify.readSavedTracks())).toHaveLength(fake.library.tracks.length);
    expect(waits).toEqual([375]);
    expect(logged).toEqual([
      {
        message: "spotify request failed, trying again",
        request: "GET /me/tracks",
        failure: expect.stringContaining(failure),
        waitMs: 375,
      },
    ]);
    const { api, token } = fake.requests;
    expect(counts()).toEqual({ sent: api.length + token.length, retried: 1, throttledMs: 0 });
  });

  test("the requests after a hang use a connection that works", async () => {
    const { fake, get } = await startClient({}, { timeoutMs: 100 });
    fake.misbehave({ times: 3, does: { kind: "hang", when: "half-body" } });

    const profiles = await Promise.all([get("/me"), get("/me"), get("/me"), get("/me")]);
    expect(new Set(profiles.map((profile) => JSON.stringify(profile))).size).toBe(1);
  });
});

test("an answer larger than any of Spotify's is not read to its end", async () => {
  const { fake, get, waits } = await startClient();
  const body = `"${" ".repeat(64 * 1024 * 1024)}"`;
  fake.misbehave({ does: { kind: "answer", status: 200, body } });

  await expect(get("/me")).resolves.toMatchObject({ id: fake.library.profile.id });
  expect(waits).toEqual([375]);
});

describe("what does not pass", () => {
  test.each<[string, Misbehaviour, string, number | undefined]>([
    ["502", badGateway, "502 Bad Gateway", 502],
    ["a reset", { kind: "reset" }, "the connection failed (ECONNRESET)", undefined],
    [
      "a page that is no JSON",
      { kind: "answer", status: 200, body: "<html>a login page</html>" },
      "an answer that is no whole JSON",
      undefined,
    ],
  ])("%s five times fails the request alone", async (_, does, failure, status) => {
    const { fake, get, waits, logged } = await startClient();
    fake.misbehave({ when: ({ path }) => path === "/me/tracks", times: Infinity, does });

    const error = await failureOf(get("/me/tracks", { limit: 50, offset: 7 }));
    expect(error).toBeInstanceOf(SpotifyError);
    expect(error).toMatchObject({ status });
    expect(error.message).toContain(`GET /me/tracks failed 5 times; the last time: ${failure}.`);
    expect(waits).toEqual([375, 750, 1_500, 3_000]);
    expect(JSON.stringify(logged)).not.toContain("offset");
    expect(everythingIn(error)).not.toContain("login page");
    await expect(get("/me")).resolves.toMatchObject({ id: fake.library.profile.id });
  });

  test("a server that is gone is told by the code of the failure", async () => {
    const { fake, get } = await startClient();
    await get("/me");
    await fake.stop();

    const { message } = await failureOf(get("/me/tracks", { limit: 50 }));
    expect(message).toBe(
      "GET /me/tracks failed 5 times; the last time: the connection failed (ECONNREFUSED). " +
        "Check the network and try again.",
    );
  });

  test.each([400, 404, 501])("an answer of %i is not asked for again", async (status) => {
    const { fake, get, waits } = await startClient();
    fake.misbehave({ does: { kind: "answer", status, body: {} } });

    expect(await failureOf(get("/me"))).toMatchObject({ status });
    expect([fake.requests.api.length, waits]).toEqual([1, []]);
  });
});

describe("429", () => {
  test("a short Retry-After is honoured and counted", async () => {
    const { fake, get, waits, counts, logged } = await startClient();
    fake.misbehave({ times: 2, does: { kind: "rate-limit", retryAfter: 7 } });

    await get("/me");
    expect(waits).toEqual([7_125, 7_125]);
    expect(counts()).toEqual({ sent: 4, retried: 2, throttledMs: 14_250 });
    expect(logged[0]).toEqual({
      message: "spotify rate limited",
      request: "GET /me",
      failure: "429 Too Many Requests",
      waitMs: 7_125,
    });
  });

  test("it may come more often than a failure may", async () => {
    const { fake, get } = await startClient();
    fake.misbehave({ times: 20, does: { kind: "rate-limit", retryAfter: 1 } });

    await expect(get("/me")).resolves.toBeTruthy();
  });

  test.each<[string, Extract<Misbehaviour, { kind: "rate-limit" }>, string]>([
    ["a wait of hours", { kind: "rate-limit", retryAfter: 52_531 }, "2026-11-22T16:35:31.000Z"],
    [
      "a spent quota",
      { kind: "rate-limit", retryAfter: 30, reason: "QUOTA_EXCEEDED" },
      "2026-11-22T02:00:30.000Z",
    ],
    [
      "a wait beyond all reason",
      { kind: "rate-limit", retryAfter: "9".repeat(30) },
      "2027-11-22T02:00:00.000Z",
    ],
    [
      "a spent quota without a time",
      { kind: "rate-limit", reason: "QUOTA_EXCEEDED" },
      "2026-11-23T02:00:00.000Z",
    ],
  ])("%s pauses the run until a stated time", async (_, does, until) => {
    const { fake, get, waits } = await startClient();
    fake.misbehave({ times: Infinity, does });

    const error = await failureOf(get("/me/tracks", { limit: 50 }));
    expect(error).toBeInstanceOf(PausedError);
    expect(error).toMatchObject({ until: new Date(until) });
    expect(error.message).toBe(
      `Spotify allows no more requests until ${until} (it answered GET /me/tracks with 429).`,
    );
    expect([fake.requests.api.length, waits]).toEqual([1, []]);
  });

  test("short waits that come too often pause the run, too", async () => {
    const { fake, get, waits, clock } = await startClient();
    fake.misbehave({ times: Infinity, does: { kind: "rate-limit", retryAfter: 250 } });

    const error = await failureOf(get("/me"));
    expect(waits).toEqual([250_125, 250_125]);
    expect(error).toBeInstanceOf(PausedError);
    expect(error).toMatchObject({ until: new Date(clock.nowMs + 250_000) });
  });
});
