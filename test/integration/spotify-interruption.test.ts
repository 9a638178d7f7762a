import { describe, expect, onTestFinished, test } from "vitest";
import { createSender } from "../../src/lib/spotify/sender.ts";
import { makeDemoLibrary } from "../fake-spotify/demo-library.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { recordLog } from "../spotify-client.ts";

describe("a run that is told to stop", () => {
  async function startStoppable() {
    const fake = await startFakeSpotify({ library: makeDemoLibrary() });
    onTestFinished(() => fake.stop());
    const controller = new AbortController();
    const reason = new Error("the user pressed Ctrl-C");
    const { log } = recordLog();
    // Waits here are real: were one not cut short, the test would run out of time.
    const sender = createSender({
      signal: controller.signal,
      log: { ...log, warn: () => setImmediate(() => controller.abort(reason)) },
    });
    const request = { method: "GET", url: new URL(`${fake.apiUrl}/me`), headers: {} } as const;
    return { fake, controller, reason, sender, send: () => sender.send(request, "GET /me") };
  }

  test("ends in the middle of a wait, with the reason it was given", async () => {
    const { fake, send, reason } = await startStoppable();
    fake.misbehave({ does: { kind: "rate-limit", retryAfter: 300 } });

    await expect(send()).rejects.toBe(reason);
    expect(fake.requests.api).toHaveLength(1);
  });

  test.each(["before-headers", "half-body"] as const)(
    "ends in the middle of a request that hangs %s",
    async (when) => {
      const { fake, controller, send, reason, sender } = await startStoppable();
      fake.misbehave({ does: { kind: "event", happen: () => setImmediate(() => controller.abort(reason)) } });
      fake.misbehave({ does: { kind: "hang", when } });

      await expect(send()).rejects.toBe(reason);
      expect(sender.counts()).toEqual({ sent: 1, retried: 0, throttledMs: 0 });
    },
  );

  test("asks nothing any more", async () => {
    const { fake, controller, send, reason } = await startStoppable();
    controller.abort(reason);

    await expect(send()).rejects.toBe(reason);
    expect(fake.requests.api).toEqual([]);
  });
});
