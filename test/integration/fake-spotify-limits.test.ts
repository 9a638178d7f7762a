import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { askForToken, type FakeAnswer, openFakeClient } from "../fake-spotify/fake-client.ts";
import { type FakeSpotifyOptions, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { createLimits } from "../fake-spotify/limits.ts";
import { makeLibrary } from "../fake-spotify/make-playlist.ts";

const START = Date.UTC(2026, 10, 1);

/** A fake whose clock stands still until it is moved; `askAt` gives the status and the seconds to wait. */
async function startFake(options: Partial<FakeSpotifyOptions>) {
  const clock = { now: START };
  const fake = await startFakeSpotify({ library: makeLibrary(), now: () => clock.now, ...options });
  onTestFinished(() => fake.stop());
  const { ask } = await openFakeClient(fake);
  const askAt = async (seconds: number) => {
    clock.now = START + seconds * 1_000;
    return brief(await ask("/me"));
  };
  return { fake, ask, askAt };
}

function brief({ status, headers }: FakeAnswer) {
  const retryAfter = headers.get("retry-after");
  return retryAfter === null ? status : `${status}, wait ${retryAfter}`;
}

describe("the rate limit", () => {
  test("refuses in Spotify's words, without a reason", async () => {
    const { ask } = await startFake({ rateLimit: { requests: 1 } });
    await ask("/me");
    const answer = await ask("/me");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "30"]);
    expect(answer.json).toEqual({ error: { status: 429, message: "API rate limit exceeded" } });
  });

  test("rolls: a slot is free again 30 seconds after its own request", async () => {
    const { askAt } = await startFake({ rateLimit: { requests: 2 } });
    expect([await askAt(0), await askAt(20), await askAt(25)]).toEqual([200, 200, "429, wait 5"]);
    expect([await askAt(30), await askAt(30), await askAt(50)]).toEqual([200, "429, wait 20", 200]);
  });

  test("rounds the wait up to whole seconds", async () => {
    const { askAt } = await startFake({ rateLimit: { requests: 1, windowMs: 2_500 } });
    expect([await askAt(0), await askAt(0), await askAt(2.499)]).toEqual([200, "429, wait 3", "429, wait 1"]);
    expect(await askAt(2.5)).toBe(200);
  });

  test("does not count what it refuses", async () => {
    const { askAt } = await startFake({ rateLimit: { requests: 1, windowMs: 10_000 } });
    expect([await askAt(0), await askAt(4), await askAt(9)]).toEqual([200, "429, wait 6", "429, wait 1"]);
    expect(await askAt(10)).toBe(200);
  });

  test("counts requests as they arrive, also those that are still being answered", async () => {
    const { ask } = await startFake({ rateLimit: { requests: 4 }, latencyMs: 30 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask("/me")));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(6);
  });

  test("leaves the token endpoint alone", async () => {
    const { fake, askAt } = await startFake({ rateLimit: { requests: 1 }, quota: { requests: 1 } });
    expect([await askAt(0), await askAt(0)]).toEqual([200, "429, wait 86400"]);
    expect((await askForToken(fake)).status).toBe(200);
  });

  test("leaves scripted faults their turn", async () => {
    const { fake, askAt } = await startFake({ rateLimit: { requests: 1 } });
    fake.misbehave({ when: ({ index }) => index === 2, does: { kind: "answer", status: 502, body: "" } });
    expect([await askAt(0), await askAt(1), await askAt(1)]).toEqual([200, 502, "429, wait 29"]);
  });

  test("holds in every window, and who waits as told is let through", () => {
    const arbitraryLimit = fc.record({
      requests: fc.integer({ min: 1, max: 5 }),
      windowMs: fc.integer({ min: 1, max: 20_000 }),
    });
    const pauses = fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(arbitraryLimit, pauses, (rateLimit, waits) => {
        let now = START;
        const meetLimits = createLimits({ rateLimit, now: () => now });
        const passed: number[] = [];
        for (const wait of waits) {
          now += wait;
          const refusal = meetLimits();
          if (refusal !== undefined) {
            now += Number(refusal.headers?.["Retry-After"]) * 1_000;
            expect(meetLimits()).toBeUndefined();
          }
          passed.push(now);
        }
        for (const [index, time] of passed.entries()) {
          const inWindow = passed.slice(0, index + 1).filter((other) => other > time - rateLimit.windowMs);
          expect(inWindow.length).toBeLessThanOrEqual(rateLimit.requests);
        }
      }),
    );
  });
});

describe("the quota", () => {
  test("is refused with its reason and a wait of hours", async () => {
    const { ask } = await startFake({ quota: { requests: 1 } });
    await ask("/me");
    const answer = await ask("/me");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "86400"]);
    expect(answer.json).toEqual({
      error: { status: 429, message: "API rate limit exceeded", reason: "QUOTA_EXCEEDED" },
    });
  });

  test("is given anew at the end of a window that began with its first request", async () => {
    const { askAt } = await startFake({ quota: { requests: 2, windowMs: 100_000 } });
    expect([await askAt(50), await askAt(140), await askAt(141)]).toEqual([200, 200, "429, wait 9"]);
    expect([await askAt(150), await askAt(151), await askAt(151)]).toEqual([200, 200, "429, wait 99"]);
  });

  test("begins no new window before the next request comes", async () => {
    const { askAt } = await startFake({ quota: { requests: 1, windowMs: 100_000 } });
    expect([await askAt(0), await askAt(170), await askAt(171)]).toEqual([200, 200, "429, wait 99"]);
  });

  test("is not spent by what the rate limit refuses, nor the other way round", async () => {
    const { askAt } = await startFake({
      quota: { requests: 2, windowMs: 100_000 },
      rateLimit: { requests: 1, windowMs: 30_000 },
    });
    expect([await askAt(0), await askAt(10), await askAt(30)]).toEqual([200, "429, wait 20", 200]);
    expect([await askAt(61), await askAt(99), await askAt(100)]).toEqual([
      "429, wait 39",
      "429, wait 1",
      200,
    ]);
  });
});

describe("the most requests in flight", () => {
  test("is one for who asks one after the other, whatever the size of the answer", async () => {
    const { fake, ask } = await startFake({});
    expect(fake.requests.mostInFlight).toBe(0);
    for (let asked = 0; asked < 20; asked += 1) {
      await ask("/me/tracks");
    }
    expect(fake.requests.mostInFlight).toBe(1);
  });

  test("is as many as were under way at once, and stays so afterwards", async () => {
    const { fake, ask } = await startFake({ latencyMs: 50 });
    await Promise.all(Array.from({ length: 7 }, () => ask("/me")));
    await Promise.all(Array.from({ length: 3 }, () => ask("/me")));
    expect(fake.requests.mostInFlight).toBe(7);
  });

  test("does not count requests for tokens, and forgets connections that broke", async () => {
    const { fake, ask } = await startFake({ latencyMs: 20 });
    fake.misbehave({ times: 3, does: { kind: "reset" } });
    for (let asked = 0; asked < 3; asked += 1) {
      await expect(ask("/me")).rejects.toThrow();
    }
    await Promise.all([ask("/me"), askForToken(fake), askForToken(fake)]);
    expect(fake.requests.mostInFlight).toBe(1);
  });
});

test.each([
  [["--rate-limit", "1"], undefined],
  [["--quota", "1"], "QUOTA_EXCEEDED"],
])("the fake as a process of its own limits, too: %s", async (limit, reason) => {
  const main = new URL("../fake-spotify/main.ts", import.meta.url).pathname;
  const args = [main, ...limit, "--latency", "1", "--until-stdin-closes"];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill();
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { apiUrl } = JSON.parse(String(line));
  // Without a token, since the limits come first.
  expect((await fetch(`${apiUrl}/me`)).status).toBe(401);
  const refused = await fetch(`${apiUrl}/me`);
  expect(await refused.json()).toEqual({
    error: { status: 429, message: "API rate limit exceeded", ...(reason && { reason }) },
  });
  child.stdin.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});
