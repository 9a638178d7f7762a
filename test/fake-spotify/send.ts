import type { ServerResponse } from "node:http";
import { type Answer, refuse } from "./answer.ts";
import type { Misbehaviour } from "./faults.ts";

export function sendAnswer(response: ServerResponse, answer: Answer): void {
  const { body, headers } = encodeAnswer(answer);
  response.writeHead(answer.status, { ...headers, "Content-Length": body.length }).end(body);
}

/** Sends what `does` makes of the true answer. */
export function sendMisbehaving(
  response: ServerResponse,
  does: Exclude<Misbehaviour, { kind: "event" }>,
  answer: Answer,
): void {
  switch (does.kind) {
    case "answer":
      sendAnswer(response, does);
      break;
    case "rate-limit":
      sendAnswer(response, toRateLimit(does));
      break;
    case "edited":
      sendAnswer(response, { ...answer, body: does.edit(answer.body) });
      break;
    case "reset":
      response.socket?.resetAndDestroy();
      break;
    case "truncated":
      sendTruncated(response, answer, does.how);
      break;
    case "hang":
      if (does.when === "half-body") {
        sendHalf(response, answer);
      }
  }
}

/** The refusal of a limit: `retryAfter` as it goes into the header, in seconds where it is a number. */
export function toRateLimit(limit: Omit<Extract<Misbehaviour, { kind: "rate-limit" }>, "kind">): Answer {
  const answer = refuse(429, "API rate limit exceeded", limit.reason);
  return limit.retryAfter === undefined
    ? answer
    : { ...answer, headers: { "Retry-After": String(limit.retryAfter) } };
}

function sendTruncated(
  response: ServerResponse,
  answer: Answer,
  how: Extract<Misbehaviour, { kind: "truncated" }>["how"],
): void {
  if (how === "content-length") {
    sendHalf(response, answer, () => response.destroy());
    return;
  }
  // Without a Content-Length, Node sends in chunks.
  const { body, headers } = encodeAnswer(answer);
  response.writeHead(answer.status, headers);
  response.write(body.subarray(0, body.length / 2), () => {
    if (how === "chunked") {
      response.destroy();
    } else {
      response.end();
    }
  });
}

function sendHalf(response: ServerResponse, answer: Answer, whenSent?: () => void): void {
  const { body, headers } = encodeAnswer(answer);
  response.writeHead(answer.status, { ...headers, "Content-Length": body.length });
  response.write(body.subarray(0, body.length / 2), whenSent);
}

function encodeAnswer({ body, headers }: Answer) {
  const [type, content] = encodeBody(body);
  return {
    body: content,
    headers: { "Content-Type": type, "Cache-Control": "private, max-age=0", ...headers },
  };
}

function encodeBody(body: unknown): [type: string, content: Buffer] {
  if (Buffer.isBuffer(body)) {
    return ["image/jpeg", body];
  }
  return typeof body === "string"
    ? ["text/plain; charset=utf-8", Buffer.from(body)]
    : ["application/json; charset=utf-8", Buffer.from(JSON.stringify(body))];
}
