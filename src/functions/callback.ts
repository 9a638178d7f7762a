import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from "@azure/functions";
import { assembleWeb } from "../lib/assemble.ts";
import { answerBrowser } from "../lib/connect/answer-browser.ts";
import { finishConnect } from "../lib/connect/finish-connect.ts";
import { inFunctionApp } from "../lib/function-app.ts";
import { parseWebSettings } from "../lib/settings.ts";

/** Takes Spotify's answer. Spotify knows no key, so that anybody may call this: the cookie and the state tell who began. */
export async function callback(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const surroundings = inFunctionApp(context);
  return answerBrowser(request, {
    work: async (asked) => finishConnect(asked, assembleWeb(parseWebSettings(process.env), surroundings)),
    log: surroundings.log,
  });
}

app.http("callback", { methods: ["GET"], authLevel: "anonymous", handler: callback });
