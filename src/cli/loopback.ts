import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { ConsentError, ExporterError } from "../lib/errors.ts";

/** Someone who has not agreed by then has gone away. */
const longestWaitMs = 10 * 60 * 1_000;

/** The address of this machine that Spotify accepts as a redirect URI without HTTPS; it refuses `localhost`. */
const host = "127.0.0.1";

interface Loopback {
  readonly redirectUri: string;
  /**
   * Waits for the browser to bring the answer to the question with this `state`; any other is turned away.
   *
   * @throws {ConsentError} when the user declined
   */
  awaitCode(state: string, signal: AbortSignal): Promise<string>;
  close(): void;
}

/** Listens where Spotify sends the browser after the user has agreed. */
export async function listenOnLoopback(port: number): Promise<Loopback> {
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
        sendPage(response, { status: 404, text: "There is nothing here." });
      } else if (url.searchParams.get("state") !== state) {
        sendPage(response, {
          status: 400,
          text: "This answers another question. Run login again and use its link.",
        });
      } else if (url.searchParams.get("code") === null) {
        const text = "Spotify was not allowed to share the library. Nothing was stored.";
        // The page must be out before the process ends, and it ends when the answer is known.
        sendPage(response, { status: 200, text }, () =>
          answer.reject(
            new ConsentError("The consent was declined. Nothing was stored; run login again to give it."),
          ),
        );
      } else {
        const text = "Done. Go back to the terminal; this page can be closed.";
        sendPage(response, { status: 200, text }, () => answer.resolve(url.searchParams.get("code") ?? ""));
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

  return { redirectUri: `http://${host}:${port}/callback`, awaitCode, close };
}

/** The pages hold no word that came with the request, so there is nothing to escape. */
function sendPage(
  response: ServerResponse,
  { status, text }: { status: number; text: string },
  onSent: () => void = () => {},
): void {
  response
    .writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'",
      "referrer-policy": "no-referrer",
      connection: "close",
    })
    .end(`<!doctype html><meta charset="utf-8"><title>Spotify Exporter</title><p>${text}</p>\n`, onSent);
}
