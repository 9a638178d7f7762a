import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { ExporterError, PausedError } from "../errors.ts";
import type { Log } from "../log.ts";
import { pageHeaders, renderPage } from "../web/page.ts";
import { spentCookie } from "./browser-secret.ts";
import type { ConnectAnswer, ConnectRequest } from "./connect-answer.ts";
import { toRefusalPage } from "./refusal-pages.ts";

/** How many seconds a browser is asked to wait where nobody says how long it takes. */
const usualWait = "60";

/** Answers a browser with a page, whatever comes of the work; an error that is a bug rises. */
export async function answerBrowser(
  request: HttpRequest,
  { work, log }: { readonly work: (request: ConnectRequest) => Promise<ConnectAnswer>; readonly log: Log },
): Promise<HttpResponseInit> {
  const asked = { url: request.url, cookies: request.headers.get("cookie") };
  const { page, cookie, retryAfter, reason } = await work(asked).catch(toRefusal);
  if (page.tone === "bad") {
    log.warn("spotify was not connected", { status: page.status, why: page.title, reason });
  }
  return {
    status: page.status,
    headers: { ...pageHeaders, ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }) },
    cookies: cookie === undefined ? [] : [cookie],
    body: renderPage(page),
  };
}

function toRefusal(
  error: unknown,
): ConnectAnswer & { readonly reason: string; readonly retryAfter?: string } {
  if (!(error instanceof ExporterError)) {
    throw error;
  }
  const page = toRefusalPage(error);
  const wait = error instanceof PausedError ? error.until.toUTCString() : usualWait;
  const retryAfter = page.status === 503 ? { retryAfter: wait } : {};
  return { page, cookie: spentCookie, reason: error.message, ...retryAfter };
}
