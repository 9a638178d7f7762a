import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import type { Secret } from "../secrets/secret.ts";
import { parseRetryAfter } from "../spotify/retry.ts";
import { version } from "../version.ts";
import type { Message } from "./message.ts";

export interface DeliveryOptions {
  /** How long it may take in all, a second try included. @default 10 seconds */
  readonly timeoutMs?: number;
  /** Ends it at once. */
  readonly signal: AbortSignal;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** How long telling may hold up a run. */
export const deliveryTimeoutMs = 10_000;

/**
 * Sends a message, and once more where the channel is busy and says for how short a time. A redirect is not followed: it
 * would carry what the URL protects elsewhere.
 *
 * @returns why it was not delivered, in words without the URL; undefined where it was
 */
export async function deliver(
  channelUrl: Secret,
  message: Message,
  options: DeliveryOptions,
): Promise<string | undefined> {
  const { timeoutMs = deliveryTimeoutMs, signal: outer } = options;
  const { sleep = (ms, signal) => delay(ms, undefined, { signal }) } = options;
  const url = parseChannelUrl(channelUrl.reveal());
  if (url === undefined) {
    return "its URL must begin with https:// (or, on this machine, http://127.0.0.1), without user and fragment";
  }
  if (message.path !== "") {
    url.pathname = url.pathname.replace(/\/*$/, message.path);
  }
  const startedMs = performance.now();
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([limit, outer]);
  try {
    const answer = await post(url, message, signal);
    const waitMs = answer.status === 429 ? parseRetryAfter(answer.retryAfter, Date.now()) : undefined;
    if (waitMs === undefined || performance.now() - startedMs + waitMs >= timeoutMs) {
      return describeStatus(answer.status);
    }
    await sleep(waitMs, signal);
    return describeStatus((await post(url, message, signal)).status);
  } catch (error) {
    if (limit.aborted) {
      return `no answer within ${timeoutMs / 1_000} s`;
    }
    return outer.aborted ? "the program was told to stop" : describeBroken(error);
  }
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
}

function post(url: URL, { contentType, body }: Message, signal: AbortSignal): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const headers = {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "user-agent": `spotify-exporter/${version}`,
  };
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const request = send(url, { method: "POST", headers, signal, agent: false }, (response) => {
    resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"] ?? null });
    // The status says it all: whatever else comes, nobody waits for it.
    response.destroy();
  });
  request.on("error", reject);
  request.end(body);
  return promise;
}

/** Undefined where it is no URL to which a secret may be sent. */
function parseChannelUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) {
    return undefined;
  }
  const url = new URL(text);
  const { protocol, hostname, username, password, hash } = url;
  const isSafe =
    protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(hostname));
  return isSafe && username + password + hash === "" ? url : undefined;
}

function describeStatus(status: number): string | undefined {
  if (status >= 200 && status < 300) {
    return undefined;
  }
  return status >= 300 && status < 400
    ? `it answered ${status}, a redirect, which is not followed: set the URL to where that leads`
    : `it answered ${status}`;
}

/** The message of such an error may name the host, so the code has to do. */
function describeBroken(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "it ended too early";
  return `the connection failed (${code})`;
}
