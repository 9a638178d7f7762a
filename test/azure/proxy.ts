import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, request as forward } from "node:https";
import { pipeline } from "node:stream/promises";
import type { Certificate } from "./certificate.ts";
import { listenLocally } from "./local-server.ts";

/** What becomes of a request: passed on, passed on with the answer lost or cut short, or answered with a status. */
export type Fate =
  /** With another URL where one is given; only a token's signature survives that. */
  | { readonly kind: "pass"; readonly as?: string }
  | { readonly kind: "lose answer" }
  | { readonly kind: "cut answer"; readonly afterBytes: number }
  | { readonly kind: "answer"; readonly status: number; readonly code: string };

/** Chooses the fate of one request; `url` begins with the path. */
export type ChooseFate = (request: { readonly method: string; readonly url: string }) => Fate;

/** Stands in front of the blob or queue service and does what networks do. Signatures survive it, since they hold no host. */
export async function startProxy({
  target,
  certificate,
  chooseFate,
}: {
  readonly target: string;
  readonly certificate: Certificate;
  readonly chooseFate: ChooseFate;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const { origin, pathname } = new URL(target);
  const server = createServer({ cert: certificate.cert, key: certificate.key }, (request, response) => {
    const { method = "GET", url = "/" } = request;
    const fate = chooseFate({ method, url });
    if (fate.kind === "answer") {
      refuse(response, fate);
      return;
    }
    const { host: _, ...headers } = request.headers;
    const target = fate.kind === "pass" ? (fate.as ?? url) : url;
    const onward = forward(new URL(target, origin), { method, headers, agent: false }, (answer) => {
      // A refusal may come before the whole request was read: the rest is taken off the wire.
      request.unpipe(onward).resume();
      passBack(answer, { response, fate }).catch(() => response.destroy());
    });
    onward.once("error", () => response.destroy());
    request.pipe(onward);
  });
  const { port, stop } = await listenLocally(server);
  return { url: `https://127.0.0.1:${port}${pathname}`, stop };
}

async function passBack(
  answer: IncomingMessage,
  { response, fate }: { response: ServerResponse; fate: Fate },
): Promise<void> {
  if (fate.kind === "pass") {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, response);
    return;
  }
  let left = fate.kind === "cut answer" ? fate.afterBytes : 0;
  if (fate.kind === "cut answer") {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
  }
  for await (const chunk of answer) {
    const piece = Buffer.from(chunk).subarray(0, left);
    left -= piece.byteLength;
    if (piece.byteLength > 0) {
      await new Promise((resolve) => response.write(piece, resolve));
    }
  }
  response.destroy();
}

function refuse(response: ServerResponse, { status, code }: { status: number; code: string }): void {
  response
    .writeHead(status, { "content-type": "application/xml", "x-ms-error-code": code })
    .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
