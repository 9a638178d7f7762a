import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from "@azure/functions";
import { assembleWeb } from "../lib/assemble.ts";
import { inFunctionApp } from "../lib/function-app.ts";
import { parseWebSettings } from "../lib/settings.ts";
import { answerStatus } from "../lib/status/answer-status.ts";

/** Tells a monitor how the backups are; many ask for the status code alone, by HEAD. */
export async function status(_request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const surroundings = inFunctionApp(context);
  return answerStatus(async () => assembleWeb(parseWebSettings(process.env), surroundings), surroundings.log);
}

app.http("status", { methods: ["GET", "HEAD"], authLevel: "function", handler: status });
