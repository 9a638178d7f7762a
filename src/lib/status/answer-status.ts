import type { HttpResponseInit } from "@azure/functions";
import { ExporterError, SettingsError } from "../errors.ts";
import { readHealth } from "../health/read-health.ts";
import type { Log } from "../log.ts";
import { version } from "../version.ts";
import type { WebTools } from "../web/web-tools.ts";
import { toStatus } from "./status.ts";

/** What the status is read from. */
type StatusTools = Pick<WebTools, "archive" | "state" | "secrets" | "schedules" | "now" | "log">;

/** Answers 200 where all is well, else 503, so that a monitor that knows status codes alone can tell. */
export async function answerStatus(
  assemble: () => Promise<StatusTools>,
  log: Log,
): Promise<HttpResponseInit> {
  const document = await assemble().then(readStatus).catch(toFailure);
  if (!document.ok) {
    log.warn("the backups need a look", { problems: document.problems });
  }
  return {
    status: document.ok ? 200 : 503,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" },
    jsonBody: document,
  };
}

async function readStatus(tools: StatusTools) {
  const now = tools.now();
  return toStatus(await readHealth({ ...tools, now }), { ...tools, now });
}

/** Where the status cannot be read, that is the status. */
function toFailure(error: unknown) {
  if (!(error instanceof ExporterError)) {
    throw error;
  }
  return {
    ok: false,
    version,
    problems: error instanceof SettingsError ? error.problems : [error.message],
  };
}
