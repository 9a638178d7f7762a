import type { InvocationContext } from "@azure/functions";
import type { Surroundings } from "./assemble.ts";
import { reportSparsely } from "./export/progress.ts";
import type { Log, LogDetails } from "./log.ts";
import { localSettingsFile } from "./secrets/local-values.ts";

/** What a function app gives to an export: the app settings, and logs that belong to the invocation. */
export function inFunctionApp(context: InvocationContext): Surroundings {
  const log = createInvocationLog(context);
  return {
    environment: process.env,
    localSettingsFile,
    log,
    onProgress: reportSparsely((event) => log.info("progress", { ...event }), { intervalMs: 30_000 }),
    signal: new AbortController().signal,
  };
}

/** One JSON object a line, so that Application Insights can be asked for any detail with `parse_json`. */
function createInvocationLog(context: InvocationContext): Log {
  const toLine = (message: string, details?: LogDetails) => JSON.stringify({ message, ...details });
  return {
    info: (message, details) => context.info(toLine(message, details)),
    warn: (message, details) => context.warn(toLine(message, details)),
  };
}
