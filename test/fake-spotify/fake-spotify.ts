import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, answerOk } from "./answer.ts";
import { type FakeRequest, type Fault, FaultScript } from "./faults.ts";
import { ITEM_ROUTES } from "./item-routes.ts";
import type { FakeLibrary } from "./library.ts";
import { LIBRARY_ROUTES } from "./library-routes.ts";
import { createLimits, type LimitOptions } from "./limits.ts";
import { PLAYLIST_ROUTES } from "./playlist-routes.ts";
import { REMOVED_ROUTES } from "./removed-routes.ts";
import { answerFrom } from "./routes.ts";
import { sendAnswer, sendMisbehaving } from "./send.ts";
import type { Shape } from "./shape.ts";
import { TokenService, type TokenServiceOptions } from "./token-service.ts";

const ROUTES = [...LIBRARY_ROUTES, ...PLAYLIST_ROUTES, ...ITEM_ROUTES, ...REMOVED_ROUTES];

export interface FakeSpotifyOptions extends TokenServiceOptions, LimitOptions {
  readonly library: FakeLibrary;
  /** @default "2026" */
  readonly shape?: Shape;
  /** How long every answer takes. @default 0 */
  readonly latencyMs?: number;
  /** @default any that is free */
  readonly port?: number;
}

export interface LoggedRequest extends FakeRequest {
  /** The status that was sent; `null` where the request got none, or none yet. */
  status: number | null;
}

export interface FakeSpotify extends AsyncDisposable {
  readonly apiUrl: string;
  readonly accountsUrl: string;
  /** What a client must know; `refreshToken` is the one that is valid now. */
  readonly credentials: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly refreshToken: string;
  };
  /** The library served: change it, and the next answer shows it. */
  readonly library: FakeLibrary;
  /** Rotation, refusals and the death of access tokens are switched here. */
  readonly tokens: TokenService;
  /** Everything asked so far, in order of arrival. */
  readonly requests: {
    readonly api: readonly LoggedRequest[];
    readonly token: readonly LoggedRequest[];
    /** How many API requests were under way at once, at the most, each from its arrival to the end of its answer. */
    readonly mostInFlight: number;
  };
  misbehave(fault: Fault): void;
  /** Forgets all faults that are still to come. */
  behave(): void;
  /** Ends all connections, also those that hang. Throws what went wrong inside the fake itself, if anything did. */
  stop(): Promise<void>;
}

/** Serves the library on 127.0.0.1 as Spotify would, both the Web API and the token endpoint. */
export async function startFakeSpotify(options: FakeSpotifyOptions): Promise<FakeSpotify> {
  const { library, shape = "2026", latencyMs = 0 } = options;
  const tokens = new TokenService(options);
  const faults = new FaultScript();
  const meetLimits = createLimits(options);
  const requests = { api: [] as LoggedRequest[], token: [] as LoggedRequest[], mostInFlight: 0 };
  let inFlight = 0;
  const failures: unknown[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", headers } = request;
    const url = new URL(request.url ?? "/", accountsUrl);
    if (url.pathname === "/fake/requests") {
      sendAnswer(response, answerOk({ api: requests.api.length, token: requests.token.length }));
      return;
    }
    if (url.pathname === "/authorize") {
      sendAnswer(response, tokens.authorize(url.searchParams));
      return;
    }
    const service = url.pathname === "/api/token" ? "token" : "api";
    const logged: LoggedRequest = {
      service,
      index: requests[service].length + 1,
      method,
      path: url.pathname.replace(/^\/v1(?=\/)/, ""),
      query: url.searchParams,
      status: null,
    };
    requests[service].push(logged);
    // On arrival, before anything is awaited: of requests that come together none passes unseen.
    const refusal = service === "api" ? meetLimits() : undefined;
    if (service === "api") {
      trackInFlight(response);
    }
    const body = await readBody(request);
    if (latencyMs > 0) {
      await sleep(latencyMs);
    }

    const misbehaviour = faults.meet(logged);
    const answer = refusal ?? answerTruly(logged, { body, url, headers });
    if (misbehaviour === undefined) {
      sendAnswer(response, answer);
    } else {
      sendMisbehaving(response, misbehaviour, answer);
    }
    if (response.headersSent) {
      logged.status = response.statusCode;
    }
  }

  function trackInFlight(response: ServerResponse): void {
    inFlight += 1;
    requests.mostInFlight = Math.max(requests.mostInFlight, inFlight);
    response.once("close", () => {
      inFlight -= 1;
    });
  }

  function answerTruly(
    { service, method, path, query, index }: FakeRequest,
    { body, url, headers }: { body: string; url: URL; headers: IncomingMessage["headers"] },
  ): Answer {
    const { authorization } = headers;
    if (service === "token") {
      return tokens.answer({ method, authorization, contentType: headers["content-type"], body });
    }
    const href = `${accountsUrl}${url.pathname}`;
    return (
      tokens.refuseAccess(authorization) ??
      answerFrom(ROUTES, { method, path, query, href, library, shape, requestIndex: index })
    );
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A client may hang up while it speaks; anything else is a mistake in the fake or in a test's own fault.
      if (!request.readableAborted) {
        failures.push(error);
      }
      response.destroy();
    });
  });
  // Longer than any pause of a test, so that no idle connection is closed just when a client takes it up again.
  server.keepAliveTimeout = 120_000;
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("The fake Spotify listens on no port.");
  }
  const accountsUrl = `http://127.0.0.1:${address.port}`;

  async function stop(): Promise<void> {
    if (server.listening) {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    }
    if (failures.length > 0) {
      throw new AggregateError(failures.splice(0), "The fake Spotify failed.");
    }
  }

  return {
    apiUrl: `${accountsUrl}/v1`,
    accountsUrl,
    get credentials() {
      return {
        clientId: tokens.clientId,
        clientSecret: tokens.clientSecret,
        refreshToken: tokens.refreshToken,
      };
    },
    library,
    tokens,
    requests,
    misbehave: (fault) => faults.add(fault),
    behave: () => faults.clear(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) {
    body += String(chunk);
  }
  return body;
}
