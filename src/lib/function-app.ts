import type { InvocationContext } from "@azure/functions";
import { z } from "zod";
import type { Surroundings } from "./assemble.ts";
import { reportSparsely } from "./export/progress.ts";
import type { Log, LogDetails } from "./log.ts";
import { localSettingsFile } from "./secrets/local-values.ts";

/** How long the host lets an invocation run, as host.json says. */
export const functionTimeoutMs = 60 * 60 * 1_000;

/** What is left of that time to publish in once nothing more is asked. */
const publishingMs = 10 * 60 * 1_000;

/**
 * What a function app gives to an export: the app settings, logs that belong to the invocation, and the invocation's
 * time, which is taken to begin now.
 */
export function inFunctionApp(context: InvocationContext): Surroundings {
  const log = createInvocationLog(context);
  return {
    deadline: new Date(Date.now() + functionTimeoutMs - publishingMs),
    environment: process.env,
    localSettingsFile,
    log,
    onProgress: reportSparsely((event) => log.info("progress", { ...event }), { intervalMs: 30_000 }),
    signal: new AbortController().signal,
  };
}

/** The worker hands over a 64-bit number as it is decoded: a number, or the two halves of one. */
const wholeNumber = z.union([z.number(), z.object({ low: z.number() }).transform(({ low }) => low)]);
const queueTrigger = z.object({ dequeueCount: wholeNumber });

/** How often the message that triggered the invocation was tried, this time included, where the host says so. */
export function countTries({ triggerMetadata }: InvocationContext): number | undefined {
  return queueTrigger.safeParse(triggerMetadata).data?.dequeueCount;
}

/** One JSON object a line, so that Application Insights can be asked for any detail with `parse_json`. */
function createInvocationLog(context: InvocationContext): Log {
  const toLine = (message: string, details?: LogDetails) => JSON.stringify({ message, ...details });
  return {
    info: (message, details) => context.info(toLine(message, details)),
    warn: (message, details) => context.warn(toLine(message, details)),
  };
}
