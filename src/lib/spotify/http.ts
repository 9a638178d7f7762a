import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import fetch, { AbortError, FetchError } from "node-fetch";

/** Whether a request may be sent again when nobody knows what became of it: `unsafe` where two would do more than one. */
export type Repeating = "safe" | "unsafe";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** @default "safe" */
  readonly repeating?: Repeating;
  /** What a success must bring: many writes are answered with nothing. @default "json" */
  readonly answers?: "json" | "anything";
}

/** An answer read to its end. `body` is the parsed JSON, or the plain text where Spotify sent no JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly retryAfter: string | null;
  /** The `Date` header: the time by Spotify's clock. */
  readonly date: string | null;
  readonly body: unknown;
}

/** A page of Spotify's is some 200 kB. What is larger than this is no answer of Spotify's, and would fill the memory. */
const mostBodyBytes = 64 * 1024 * 1024;

/** Sends one request once. */
type SendOnce = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/**
 * The way to Spotify over node-fetch, with connections kept alive between requests.
 *
 * The promise is rejected when no whole answer comes: connection refused or reset, more than `timeoutMs` for all of it, a body
 * cut short, or a success whose body is no JSON where it should be (which is how a body cut short by a proxy looks).
 */
export function createSendOnce({ timeoutMs }: { readonly timeoutMs: number }): SendOnce {
  const agents = {
    "http:": new HttpAgent({ keepAlive: true }),
    "https:": new HttpsAgent({ keepAlive: true }),
  };
  return async function sendOnce(request, signal) {
    const limit = startTimeLimit(timeoutMs, signal);
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: request.headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        agent: (url) => (url.protocol === "http:" ? agents["http:"] : agents["https:"]),
        // A redirect of the API would carry the access token elsewhere.
        redirect: "manual",
        size: mostBodyBytes,
        signal: limit.signal,
      });
      const text = await response.text();
      return {
        status: response.status,
        statusText: response.statusText,
        retryAfter: response.headers.get("retry-after"),
        date: response.headers.get("date"),
        body: response.ok && request.answers !== "anything" ? parseBody(text) : parseLeniently(text),
      };
    } finally {
      limit.clear();
    }
  };
}

/**
 * A signal that is aborted after a time or with `outer`. Unlike `AbortSignal.any` and `AbortSignal.timeout` it leaves
 * nothing behind: those keep every request of the last `timeoutMs` in memory, and a run sends thousands.
 */
function startTimeLimit(
  timeoutMs: number,
  outer: AbortSignal,
): {
  readonly signal: AbortSignal;
  clear(): void;
} {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  outer.addEventListener("abort", abort);
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      outer.removeEventListener("abort", abort);
    },
  };
}

/** What kept a whole answer from coming, in words without the URL's query and without anything of the body. */
export function describeBroken(error: unknown): string {
  if (error instanceof AbortError) {
    return "no answer in time";
  }
  if (error instanceof FetchError) {
    return `the connection failed (${error.code ?? "it ended too early"})`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** What breaks a connection before anything could leave over it. */
const unsentCodes: readonly unknown[] = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
];

/** Whether the request cannot have reached anybody. */
export function isUnsent(error: unknown): boolean {
  return error instanceof FetchError && unsentCodes.includes(error.code);
}

/** The error of `JSON.parse` would quote the text, and the text may be an access token. */
function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError("an answer that is no whole JSON");
  }
}

/** Error bodies are JSON or, for some refusals, plain text; both are kept for the message. Answers to writes may be empty. */
function parseLeniently(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
