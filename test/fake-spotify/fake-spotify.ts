import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, answerOk } from "./answer.ts";
import { answerImage } from "./cover-routes.ts";
import { ENDPOINTS } from "./endpoints.ts";
import type { FakeAccount } from "./fake-account.ts";
import { type FakeRequest, type Fault, FaultScript } from "./faults.ts";
import type { FakeLibrary, Track } from "./library.ts";
import { createLimits, type LimitOptions } from "./limits.ts";
import { answerFrom } from "./routes.ts";
import { READ_SCOPES } from "./scopes.ts";
import { sendAnswer, sendMisbehaving } from "./send.ts";
import type { Shape } from "./shape.ts";
import { TokenService, type TokenServiceOptions } from "./token-service.ts";
import { createWorld, type World, type WritingRules } from "./world.ts";

export interface FakeSpotifyOptions extends TokenServiceOptions, LimitOptions, Partial<WritingRules> {
  /** That of the first account; there can be more, see `addAccount`. */
  readonly library: FakeLibrary;
  /** @default "2026" */
  readonly shape?: Shape;
  /** How long every answer takes. @default 0 */
  readonly latencyMs?: number;
  /** @default any that is free */
  readonly port?: number;
}

export interface LoggedRequest extends FakeRequest {
  body: string;
  /** The status that was sent; `null` where the request got none, or none yet. */
  status: number | null;
}

/** The server, and its first account with the consent that was given last in the browser: at first all that a backup needs. */
export interface FakeSpotify extends FakeAccount, AsyncDisposable {
  /** Rotation, refusals and the death of access tokens are switched here. */
  readonly tokens: TokenService;
  /** Tracks that can be found though nobody has them; to be added to. */
  readonly catalogue: Track[];
  /** Everything asked so far, in order of arrival. */
  readonly requests: {
    readonly api: readonly LoggedRequest[];
    readonly token: readonly LoggedRequest[];
    readonly image: readonly LoggedRequest[];
    /** How many API requests were under way at once, at the most, each from its arrival to the end of its answer. */
    readonly mostInFlight: number;
  };
  /** Another user of the same app. @param scopes what they allow; all that a backup needs unless told */
  addAccount(library: FakeLibrary, scopes?: readonly string[]): FakeAccount;
  misbehave(fault: Fault): void;
  /** Forgets all faults that are still to come. */
  behave(): void;
  /** Ends all connections, also those that hang. Throws what went wrong inside the fake itself, if anything did. */
  stop(): Promise<void>;
}

/** Serves the library on 127.0.0.1 as Spotify would, both the Web API and the token endpoint. */
export async function startFakeSpotify(options: FakeSpotifyOptions): Promise<FakeSpotify> {
  const { library, shape = "2026", latencyMs = 0 } = options;
  const tokens = new TokenService(library.profile.id, options);
  const faults = new FaultScript();
  const meetLimits = createLimits(options);
  const requests: Record<FakeRequest["service"], LoggedRequest[]> & { mostInFlight: number } = {
    api: [],
    token: [],
    image: [],
    mostInFlight: 0,
  };
  let inFlight = 0;
  const failures: unknown[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", headers } = request;
    const url = new URL(request.url ?? "/", accountsUrl);
    if (url.pathname === "/fake/requests") {
      const { api, token, image } = requests;
      sendAnswer(response, answerOk({ api: api.length, token: token.length, image: image.length }));
      return;
    }
    if (url.pathname === "/authorize") {
      sendAnswer(response, tokens.authorize(url.searchParams));
      return;
    }
    const service = serviceAt(url.pathname);
    const logged: LoggedRequest = {
      service,
      index: requests[service].length + 1,
      method,
      path: url.pathname.replace(/^\/v1(?=\/)/, ""),
      query: url.searchParams,
      body: "",
      status: null,
    };
    requests[service].push(logged);
    // On arrival, before anything is awaited: of requests that come together none passes unseen.
    const refusal = service === "api" ? meetLimits() : undefined;
    if (service === "api") {
      trackInFlight(response);
    }
    logged.body = await readBody(request);
    if (latencyMs > 0) {
      await sleep(latencyMs);
    }

    const fault = faults.meet(logged);
    const answer = fault?.effect === "undone" ? UNDONE : (refusal ?? answerTruly(logged, { url, headers }));
    if (fault === undefined) {
      sendAnswer(response, answer);
    } else {
      sendMisbehaving(response, fault.does, answer);
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
    { service, method, path, query, index, body }: FakeRequest,
    { url, headers }: { url: URL; headers: IncomingMessage["headers"] },
  ): Answer {
    const { authorization, "content-type": contentType } = headers;
    if (service === "token") {
      return tokens.answer({ method, authorization, contentType, body });
    }
    if (service === "image") {
      return answerImage(world, path.slice("/image/".length));
    }
    const access = tokens.openAccess(authorization);
    if ("status" in access) {
      return access;
    }
    const { userId, scopes } = access;
    const users = world.libraries.find(({ profile }) => profile.id === userId) ?? library;
    const href = `${accountsUrl}${url.pathname}`;
    const asked = { method, path, query, href, body, contentType, requestIndex: index };
    return answerFrom(ENDPOINTS, { ...asked, library: users, scopes, world, shape });
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
  const apiUrl = `${accountsUrl}/v1`;
  const world: World = createWorld({ ...options, imagesOrigin: accountsUrl });

  function openAccount(users: FakeLibrary, consent: { readonly refreshToken: string }): FakeAccount {
    return {
      apiUrl,
      accountsUrl,
      get credentials() {
        const { clientId, clientSecret } = tokens;
        return { clientId, clientSecret, refreshToken: consent.refreshToken };
      },
      library: users,
      allow: (scopes) => openAccount(users, tokens.allow(users.profile.id, scopes)),
    };
  }

  function addAccount(users: FakeLibrary, scopes = READ_SCOPES): FakeAccount {
    const { id } = users.profile;
    if (world.libraries.some(({ profile }) => profile.id === id)) {
      throw new RangeError(`There is a user ${id} already.`);
    }
    world.libraries.push(users);
    return openAccount(users, tokens.allow(id, scopes));
  }

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

  const first = openAccount(library, tokens);
  return {
    apiUrl,
    accountsUrl,
    get credentials() {
      return first.credentials;
    },
    library,
    allow: first.allow,
    addAccount,
    catalogue: world.catalogue,
    tokens,
    requests,
    misbehave: (fault) => faults.add(fault),
    behave: () => faults.clear(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** What a request that changed nothing would have been answered: nobody sees it. */
const UNDONE: Answer = { status: 500, body: "" };

function serviceAt(path: string): FakeRequest["service"] {
  if (path === "/api/token") {
    return "token";
  }
  return path.startsWith("/image/") ? "image" : "api";
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) {
    body += String(chunk);
  }
  return body;
}
