import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { listenLocally } from "../azure/local-server.ts";

/** What a channel does with a message that it was sent. */
export type Behaviour =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Silence. */
  | { readonly kind: "hang" }
  /** The connection is closed before anything came. */
  | { readonly kind: "reset" }
  /** Bytes of an answer's head that never ends. */
  | { readonly kind: "drip" }
  /** A good status, and half a body. */
  | { readonly kind: "cut" };

export interface SentMessage {
  readonly method: string;
  /** With the secret of the channel's URL. */
  readonly path: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

export interface ChannelServer {
  /** The URLs of three channels, each with a secret of its own in it. */
  readonly urls: { readonly discord: string; readonly webhook: string; readonly ping: string };
  /** The same as settings. */
  readonly settings: Readonly<Record<string, string>>;
  /** What a channel was sent, as JSON where it is. */
  readonly sent: (channel: "discord" | "webhook" | "ping") => readonly SentMessage[];
  /** The events that the webhook was told, in order. */
  readonly events: () => readonly string[];
  /** The signals of the switch, in order: an empty text is a success. */
  readonly signals: () => readonly string[];
  /** How requests are answered from now on: with a list, one after another, and its last for all that follow. */
  behave(...behaviours: readonly Behaviour[]): void;
}

/** A service that takes messages, well-behaved until told otherwise. It ends with the test. */
export async function startChannels(): Promise<ChannelServer> {
  const sent: SentMessage[] = [];
  let behaviours: readonly Behaviour[] = [{ kind: "answer", status: 204 }];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    sent.push({ method, path: url, contentType: headers["content-type"], body: await text(request) });
    const [next = { kind: "hang" } as const, ...rest] = behaviours;
    behaviours = rest.length === 0 ? behaviours : rest;
    behaveAs(next, response);
  });
  const { port, stop } = await listenLocally(server);
  onTestFinished(stop);
  const origin = `http://127.0.0.1:${port}`;
  const urls = {
    discord: `${origin}/api/webhooks/1/hush-discord`,
    webhook: `${origin}/hook?key=hush-webhook`,
    ping: `${origin}/hush-ping`,
  };
  const sentTo = (channel: keyof typeof urls) =>
    sent.filter(({ path }) => path.startsWith(new URL(urls[channel]).pathname));
  return {
    urls,
    settings: { DISCORD_WEBHOOK_URL: urls.discord, WEBHOOK_URL: urls.webhook, PING_URL: urls.ping },
    sent: sentTo,
    events: () => sentTo("webhook").map(({ body }) => JSON.parse(body).event),
    signals: () => sentTo("ping").map(({ path }) => path.replace("/hush-ping", "")),
    behave(...next) {
      behaviours = next;
    },
  };
}

function behaveAs(behaviour: Behaviour, response: ServerResponse): void {
  switch (behaviour.kind) {
    case "answer":
      response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body);
      return;
    case "hang":
      return;
    case "reset":
      response.destroy();
      return;
    case "cut":
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
      return;
    case "drip": {
      const { socket } = response;
      socket?.write("HTTP/1.1 200 OK\r\n");
      const drip = setInterval(() => socket?.write("x"), 20);
      response.once("close", () => clearInterval(drip));
    }
  }
}
