import { describe, expect, test } from "vitest";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import type { Misbehaviour } from "../fake-spotify/faults.ts";
import { failureOf } from "../setup/failure.ts";
import { startClient } from "../spotify-client.ts";

const badGateway: Misbehaviour = { kind: "answer", status: 502, body: "Bad gateway." };
const minuteMs = 60_000;

describe("the budget for waiting", () => {
  test("once it is spent, a request that fails is given up at once, and the others go on", async () => {
    const { fake, get, waits } = await startClient({}, { waitBudgetMs: minuteMs });
    fake.misbehave({ when: ({ index }) => index % 5 !== 0, times: Infinity, does: badGateway });

    // Each request costs four waits, of 375, 750, 1,500 and 3,000 ms; the eleventh cannot afford its last.
    for (let requests = 1; requests <= 10; requests += 1) {
      await get("/me");
    }
    const error = await failureOf(get("/me"));
    expect(error).toMatchObject({ name: "SpotifyError", status: 502 });
    expect(error.message).toBe("GET /me failed 4 times; the last time: 502 Bad Gateway.");
    expect(waits).toHaveLength(43);
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(58_875);

    // What is left of the minute, 1,125 ms, is spent on one more; then four of five requests fail, never five in a row.
    const outcomes = await Array.fromAsync({ length: 50 }, () =>
      get("/me").then(
        () => "answered",
        (failure: unknown) => (failure instanceof SpotifyError ? "failed" : "ended"),
      ),
    );
    expect(new Set(outcomes)).toEqual(new Set(["answered", "failed"]));
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(minuteMs);
  });

  test("once it is spent, nothing more is sent after five failures in a row", async () => {
    const { fake, get, waits } = await startClient({}, { waitBudgetMs: 0 });
    fake.misbehave({ when: ({ index }) => index !== 5, times: Infinity, does: badGateway });

    for (let failures = 1; failures <= 4; failures += 1) {
      expect(await failureOf(get("/me"))).toBeInstanceOf(SpotifyError);
    }
    await get("/me");
    for (let failures = 1; failures <= 5; failures += 1) {
      const { message } = await failureOf(get("/me"));
      expect(message).toBe("GET /me failed: 502 Bad Gateway.");
    }
    const error = await failureOf(get("/me/tracks", { limit: 50 }));
    expect(error).toBeInstanceOf(SpotifyError);
    expect(error.message).toBe(
      "GET /me/tracks was not sent: the run has waited as long as it may, and 5 requests in a row have failed since. " +
        "Check the network and try again later.",
    );
    expect(fake.requests.api).toHaveLength(10);
    expect(waits).toEqual([]);
  });

  test("while there is some, failures in a row are failures of their requests alone", async () => {
    const { fake, get } = await startClient();
    fake.misbehave({ times: Infinity, does: badGateway });

    for (let failures = 1; failures <= 7; failures += 1) {
      expect(await failureOf(get("/me"))).toBeInstanceOf(SpotifyError);
    }
  });

  test.each([3_600_000, -3_600_000])(
    "a clock that is set by %i ms meanwhile costs no more than an answer that never came",
    async (jumpMs) => {
      const { fake, get, clock, waits } = await startClient({}, { waitBudgetMs: 2.5 * minuteMs });
      const happen = () => {
        clock.nowMs += jumpMs;
      };
      fake.misbehave({ times: 4, does: { kind: "event", happen } });
      fake.misbehave({ times: 4, does: badGateway });

      await get("/me");
      expect(waits).toEqual([375, 750, 1_500, 3_000]);
    },
  );

  test("the time that broken answers took is part of it", async () => {
    const { fake, get, clock, waits } = await startClient({}, { waitBudgetMs: minuteMs });
    fake.misbehave({
      times: Infinity,
      does: {
        kind: "event",
        happen: () => {
          clock.nowMs += 29_000;
        },
      },
    });
    fake.misbehave({ times: Infinity, does: badGateway });

    expect(await failureOf(get("/me"))).toBeInstanceOf(SpotifyError);
    expect(waits).toEqual([375, 750]);
  });

  test("the time that good answers took is not", async () => {
    const { fake, get, clock } = await startClient({}, { waitBudgetMs: minuteMs });
    await get("/me");
    fake.misbehave({
      times: 2,
      does: {
        kind: "event",
        happen: () => {
          clock.nowMs += 2 * minuteMs;
        },
      },
    });

    await get("/me");
    await expect(get("/me")).resolves.toBeTruthy();
  });
});
