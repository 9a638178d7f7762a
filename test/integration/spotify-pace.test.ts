import { describe, expect, test } from "vitest";
import { PausedError } from "../../src/lib/errors.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import type { Fault, Misbehaviour } from "../fake-spotify/faults.ts";
import { failureOf } from "../setup/failure.ts";
import { startClient } from "../spotify-client.ts";
import { createVirtualClock } from "../virtual-clock.ts";

const badGateway: Misbehaviour = { kind: "answer", status: 502, body: "Bad gateway." };
const spentQuota: Misbehaviour = { kind: "rate-limit", retryAfter: 50_000, reason: "QUOTA_EXCEEDED" };

/** The client and the fake on one virtual clock, with an access token at hand and 30 s gone since it was fetched. */
async function startRun(...[fakeOptions, options]: Parameters<typeof startClient>) {
  let isIdle = () => true;
  const clock = createVirtualClock({ isIdle: () => isIdle() });
  const client = await startClient(fakeOptions, { ...options, virtualClock: clock });
  const { api, token } = client.fake.requests;
  isIdle = () =>
    client.counts().sent === api.length + token.length &&
    [...api.slice(-50), ...token].every(({ status }) => status !== null);
  await client.get("/me");
  await clock.sleep(30_000);
  const startMs = clock.now();
  const sentBefore = client.fake.requests.api.length;
  return {
    ...client,
    sleep: clock.sleep,
    /** Milliseconds since the run was ready. */
    elapsed: () => clock.now() - startMs,
    /** The statuses of what was answered since. */
    statuses: () => client.fake.requests.api.slice(sentBefore).map(({ status }) => status),
    /** One of several requests that can be told apart. */
    getPage: (offset: number) => client.get("/me/tracks", { limit: 1, offset }),
  };
}

type Run = Awaited<ReturnType<typeof startRun>>;

/** Four workers that share so many requests. */
async function work({ get }: Run, requests: number): Promise<void> {
  let left = requests;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (left > 0) {
        left -= 1;
        await get("/me");
      }
    }),
  );
}

function onPage(offset: number, does: Misbehaviour, times = 1): Fault {
  return { when: ({ query }) => query.get("offset") === String(offset), times, does };
}

describe("the pace of a run", () => {
  test("keeps within a limit that it knows, and uses all of it", async () => {
    const run = await startRun({ rateLimit: { requests: 90 } }, { requestsPer30s: 90 });
    await work(run, 600);
    expect(new Set(run.statuses())).toEqual(new Set([200]));
    expect(run.elapsed()).toBeLessThanOrEqual((1.1 * 600 * 1_000) / 3);
  });

  test("finds a limit that is lower than thought, at the cost of few refusals", async () => {
    const run = await startRun(
      { rateLimit: { requests: 40 } },
      { requestsPer30s: 90, waitBudgetMs: 3_600_000 },
    );
    await work(run, 1_000);
    const refused = run.statuses().filter((status) => status === 429).length;
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThanOrEqual(0.03 * 1_000);
    expect(run.elapsed()).toBeLessThanOrEqual((1.5 * 1_000 * 30_000) / 40);
  });

  test("is regained when the refusals end", async () => {
    const run = await startRun({}, { requestsPer30s: 90 });
    for (let times = 1; times <= 3; times += 1) {
      run.fake.misbehave({ does: { kind: "rate-limit", retryAfter: 5 } });
      await work(run, 10);
    }
    const slowMs = run.elapsed();
    await work(run, 20);
    expect(run.elapsed() - slowMs).toBeGreaterThan(12_000);
    await work(run, 900);
    const regainedMs = run.elapsed();
    await work(run, 300);
    expect(run.elapsed() - regainedMs).toBeLessThanOrEqual((1.1 * 300 * 1_000) / 3);
  });

  test("does not show in a small run", async () => {
    const run = await startRun({ rateLimit: { requests: 90 } }, { requestsPer30s: 90 });
    await work(run, 25);
    expect(run.elapsed()).toBe(0);
  });

  test("costs nothing of the budget for waiting", async () => {
    const run = await startRun({}, { requestsPer30s: 6, waitBudgetMs: 5_000 });
    run.fake.misbehave({ when: ({ index }) => index === 20, does: badGateway });
    await work(run, 24);
    expect(run.elapsed()).toBeGreaterThan(90_000);
    expect(run.statuses()).toContain(502);
  });
});

describe("requests that are refused together", () => {
  test("wait together, and are charged and counted as one wait", async () => {
    const run = await startRun({}, { waitBudgetMs: 25_000 });
    run.fake.misbehave({ times: 4, does: { kind: "rate-limit", retryAfter: 20 } });
    await work(run, 40);
    expect(run.elapsed()).toBe(20_125);
    expect(run.statuses().filter((status) => status === 429)).toHaveLength(4);
    expect(run.counts()).toMatchObject({ retried: 4, throttledMs: 20_125 });
  });

  test("and asked to wait for different times wait for the longest", async () => {
    const run = await startRun({}, { waitBudgetMs: 25_000 });
    for (const retryAfter of [5, 20, 3]) {
      run.fake.misbehave(onPage(retryAfter, { kind: "rate-limit", retryAfter }));
    }
    await Promise.all([5, 20, 3].map(run.getPage));
    expect(run.elapsed()).toBe(20_125);
    expect(run.counts()).toMatchObject({ throttledMs: 20_125 });
  });

  test("or fail side by side are charged what one of them waits", async () => {
    const run = await startRun({}, { waitBudgetMs: 6_000 });
    const offsets = [1, 2, 3, 4];
    for (const offset of offsets) {
      run.fake.misbehave(onPage(offset, badGateway, 4));
    }
    await Promise.all(offsets.map(run.getPage));
    expect(run.elapsed()).toBe(5_625);
  });

  test("and lost together count as one loss", async () => {
    const run = await startRun({}, { waitBudgetMs: 0 });
    run.fake.misbehave({ times: Infinity, does: badGateway });
    const failTogether = () =>
      Promise.all(Array.from({ length: 8 }, (_, offset) => failureOf(run.getPage(offset))));
    for (let rounds = 1; rounds <= 5; rounds += 1) {
      for (const error of await failTogether()) {
        expect(error.message).toBe("GET /me/tracks failed: 502 Bad Gateway.");
      }
    }
    for (const error of await failTogether()) {
      expect(error).toBeInstanceOf(SpotifyError);
      expect(error.message).toContain("GET /me/tracks was not sent: the run has waited");
    }
    expect(run.statuses()).toHaveLength(40);
  });
});

test("requests that wait for their turn while Spotify proves to be away are not sent", async () => {
  const run = await startRun({}, { requestsPer30s: 6, waitBudgetMs: 0 });
  run.fake.misbehave({ times: Infinity, does: badGateway });

  const errors = await Promise.all(Array.from({ length: 9 }, (_, offset) => failureOf(run.getPage(offset))));
  // Two left at once and count as one loss.
  expect(errors.map(({ message }) => message.includes("was not sent"))).toEqual([
    ...[false, false, false, false, false, false],
    ...[true, true, true],
  ]);
  expect(run.statuses()).toHaveLength(6);
});

describe("a run that was paused", () => {
  test("sends nothing any more, and says the same to all, but takes what still succeeds", async () => {
    const run = await startRun({}, { requestsPer30s: 30 });
    run.fake.misbehave(onPage(2, badGateway));
    run.fake.misbehave(onPage(4, { kind: "rate-limit", retryAfter: 40 }));
    run.fake.misbehave(onPage(6, spentQuota));

    // Ten leave at once, the others wait for their turn.
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, offset) => run.getPage(offset)));
    const failed = outcomes.flatMap((outcome, offset) => (outcome.status === "rejected" ? [offset] : []));
    expect(failed).toEqual([2, 4, 6, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    const later = await failureOf(run.getPage(0));
    expect(later).toBeInstanceOf(PausedError);
    for (const outcome of outcomes) {
      expect(outcome.status === "rejected" ? outcome.reason : later).toBe(later);
    }
    expect(later).toMatchObject({ until: new Date(run.now() + 50_000_000) });
    expect([run.elapsed(), run.statuses().length]).toEqual([0, 10]);
  });

  test("does not give up what fails later", async () => {
    const { fake, get } = await startClient({}, { timeoutMs: 200, waitBudgetMs: 0 });
    fake.misbehave({ when: ({ path }) => path === "/me/albums", does: { kind: "hang", when: "half-body" } });
    fake.misbehave({ when: ({ path }) => path === "/me/tracks", does: spentQuota });

    const [later, first] = await Promise.all([failureOf(get("/me/albums")), failureOf(get("/me/tracks"))]);
    expect(first).toBeInstanceOf(PausedError);
    expect(later).toBe(first);
  });

  test("does not try again what failed before", async () => {
    const run = await startRun();
    run.fake.misbehave(onPage(1, badGateway, 4));
    run.fake.misbehave(onPage(2, spentQuota));

    // The third try has failed after 1.1 s, and the fourth would come at 2.6 s.
    const waiting = failureOf(run.getPage(1));
    await run.sleep(2_000);
    const error = await failureOf(run.getPage(2));
    expect(error).toBeInstanceOf(PausedError);
    expect(await waiting).toBe(error);
    expect([run.elapsed(), run.statuses()]).toEqual([2_000, [502, 502, 502, 429]]);
  });
});

describe("a run with a time of its own", () => {
  /** The fake's clock begins here, and half a minute passes before a run is ready. */
  const readyMs = Date.UTC(2026, 10, 22, 2, 0, 30);

  async function startTimed(ownMs: number, options: { readonly requestsPer30s?: number } = {}) {
    return startRun({}, { ...options, deadlineMs: readyMs + ownMs });
  }

  test.each<[string, Misbehaviour, number]>([
    ["Spotify's", { kind: "rate-limit", retryAfter: 20 }, 20_000],
    ["before another try", badGateway, 375],
  ])("is paused by a wait, %s, that would end too late", async (_, does, waitMs) => {
    const run = await startTimed(waitMs - 1);
    run.fake.misbehave({ does });

    const error = await failureOf(run.getPage(0));
    expect(error).toBeInstanceOf(PausedError);
    expect(error).toMatchObject({ until: new Date(readyMs + waitMs) });
    expect([run.elapsed(), run.statuses().length]).toEqual([0, 1]);
    expect(await failureOf(run.getPage(1))).toBe(error);
  });

  test("waits for what ends in time", async () => {
    const run = await startTimed(20_125);
    run.fake.misbehave({ does: { kind: "rate-limit", retryAfter: 20 } });

    await run.getPage(0);
    expect(run.elapsed()).toBe(20_125);
  });

  test("is paused by the pace as soon as the next one would leave too late, and can go on at once", async () => {
    const run = await startTimed(12_000, { requestsPer30s: 6 });
    const outcomes = await Promise.allSettled([0, 1, 2, 3, 4, 5].map(run.getPage));
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...["fulfilled", "fulfilled", "fulfilled", "fulfilled"],
      ...["rejected", "rejected"],
    ]);
    expect(run.elapsed()).toBe(10_000);
    const error = await failureOf(run.getPage(6));
    expect(error).toBeInstanceOf(PausedError);
    expect(error).toMatchObject({ until: new Date(readyMs + 10_000) });
    expect(error.message).toContain("The time that this run may take is over");
  });

  test("sends nothing once it has passed", async () => {
    const { fake, get, clock } = await startClient({}, { deadlineMs: Date.UTC(2026, 10, 22, 2, 10) });
    clock.nowMs += 600_000;
    await get("/me");
    clock.nowMs += 1;

    expect(await failureOf(get("/me"))).toMatchObject({ name: "PausedError", until: new Date(clock.nowMs) });
    expect(fake.requests.api).toHaveLength(1);
  });
});
