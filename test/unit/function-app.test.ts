import { readFile } from "node:fs/promises";
import { InvocationContext } from "@azure/functions";
import { expect, test } from "vitest";
import { z } from "zod";
import { mostTries } from "../../src/lib/continuation/last-try.ts";
import { functionTimeoutMs, inFunctionApp } from "../../src/lib/function-app.ts";

const host = z
  .looseObject({
    functionTimeout: z.string(),
    extensions: z.strictObject({ queues: z.looseObject({ maxDequeueCount: z.number() }) }),
  })
  .parse(JSON.parse(await readFile(new URL("../../host.json", import.meta.url), "utf8")));

test("the time of an invocation is the one in host.json", () => {
  const [hours = 0, minutes = 0, seconds = 0] = host.functionTimeout.split(":").map(Number);

  expect(functionTimeoutMs).toBe(((hours * 60 + minutes) * 60 + seconds) * 1_000);
});

test("an invocation asks Spotify until ten minutes before its end", () => {
  const before = Date.now();

  const deadlineMs = inFunctionApp(new InvocationContext()).deadline?.getTime();

  expect(deadlineMs).toBeGreaterThanOrEqual(before + functionTimeoutMs - 600_000);
  expect(deadlineMs).toBeLessThanOrEqual(Date.now() + functionTimeoutMs - 600_000);
});

test("the host works through one message of the queue at a time, and tries it as often as the last try is told at", () => {
  expect(host.extensions.queues).toEqual({
    batchSize: 1,
    newBatchThreshold: 0,
    maxDequeueCount: mostTries,
    visibilityTimeout: "00:05:00",
    messageEncoding: "base64",
  });
});
