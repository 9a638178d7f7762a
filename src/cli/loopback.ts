import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { ConsentError, ExporterError } from "../lib/errors.ts";
import { html } from "../lib/web/html.ts";
import { type Page, pageHeaders, renderPage } from "../lib/web/page.ts";
import { type AnswerSource, loopbackHost as host, readAnswer, toLoopbackUri } from "./consent-answer.ts";

/** Someone who has not agreed by then has gone away. */
const longestWaitMs = 10 * 60 * 1_000;

/** Listens where Spotify sends the browser after the user has agreed. */
export async function listenOnLoopback(port: number): Promise<AnswerSource> {
  const server = createServer();
  server.listen(port, host);
  await once(server, "listening").catch((error: Error) => {
    throw new ExporterError(
      `Could not listen on ${host}:${port}: ${error.message}. Choose another port with --port, and add its redirect ` +
        "URI to the app's page.",
      { cause: error },
    );
  });

  async function awaitCode(state: string, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const timeout = AbortSignal.timeout(longestWaitMs);
    const answer = Promise.withResolvers<string>();
    server.on("request", (request, response) => {
      const url = URL.parse(request.url ?? "/", `http://${host}`);
      if (url?.pathname !== "/callback") {
        sendPage(response, pages.nothing);
        return;
      }
      const read = readAnswer(url.searchParams, state);
      // The page must be out before the process ends, and it ends when the answer is known.
      switch (read.type) {
        case "foreign":
          sendPage(response, pages.foreign);
          break;
        case "refused":
          sendPage(response, pages.refused, () => answer.reject(read.error));
          break;
        case "code":
          sendPage(response, pages.agreed, () => answer.resolve(read.code));
      }
    });
    signal.addEventListener("abort", () => answer.reject(signal.reason));
    timeout.addEventListener("abort", () =>
      answer.reject(
        new ConsentError("Nobody agreed within ten minutes. Nothing was stored; run login again."),
      ),
    );
    return answer.promise;
  }

  function close(): void {
    server.close();
    // Browsers open connections in advance, and would keep this process alive with them.
    server.closeAllConnections();
  }

  return { redirectUri: toLoopbackUri(port), awaitCode, close };
}

/** They hold no word that came with the request. */
const pages = {
  nothing: toPage({ status: 404, tone: "bad", title: "There is nothing here", text: "" }),
  foreign: toPage({
    status: 400,
    tone: "bad",
    title: "This answers another question",
    text: "Run login again and use its link.",
  }),
  refused: toPage({
    status: 403,
    tone: "bad",
    title: "Spotify was not allowed to share the library",
    text: "Nothing was stored. Go back to the terminal; this page can be closed.",
  }),
  agreed: toPage({
    status: 200,
    tone: "plain",
    title: "You have agreed",
    text: "Go back to the terminal, which says how it went on; this page can be closed.",
  }),
} as const;

function toPage({ text, ...page }: Omit<Page, "body"> & { readonly text: string }): Page {
  return { ...page, body: html`<p>${text}</p>` };
}

function sendPage(response: ServerResponse, page: Page, onSent: () => void = () => {}): void {
  response.writeHead(page.status, { ...pageHeaders, connection: "close" }).end(renderPage(page), onSent);
}
