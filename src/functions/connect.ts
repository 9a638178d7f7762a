import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from "@azure/functions";
import { assembleWeb } from "../lib/assemble.ts";
import { answerBrowser } from "../lib/connect/answer-browser.ts";
import { beginConnect } from "../lib/connect/begin-connect.ts";
import { inFunctionApp } from "../lib/function-app.ts";
import { parseWebSettings } from "../lib/settings.ts";

/** Shows whoever has the key the way to Spotify's question. */
export async function connect(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const surroundings = inFunctionApp(context);
  return answerBrowser(request, {
    work: async (asked) => beginConnect(asked, assembleWeb(parseWebSettings(process.env), surroundings)),
    log: surroundings.log,
  });
}

app.http("connect", { methods: ["GET"], authLevel: "function", handler: connect });
