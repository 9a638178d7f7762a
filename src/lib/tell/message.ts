import type { ChannelUrls } from "../secrets/secret-store.ts";
import type { TellEvent } from "./event.ts";
import { renderDiscord } from "./render-discord.ts";
import { type Ping, renderPing } from "./render-ping.ts";
import { renderWebhook } from "./render-webhook.ts";

export type Channel = keyof ChannelUrls;

export const channels = ["discord", "webhook", "ping"] as const satisfies readonly Channel[];

/** What is sent to a channel by POST. */
export interface Message {
  /** What follows the path of the channel's URL. */
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
}

/** The event as the channel takes it; undefined where it is not for that channel. */
export function toMessage(channel: Channel, event: TellEvent, at: Date): Message | undefined {
  switch (channel) {
    case "discord":
      return toJson(renderDiscord(event, at));
    case "webhook":
      return toJson(renderWebhook(event, at));
    case "ping": {
      const ping = renderPing(event);
      return ping === undefined ? undefined : toPingMessage(ping);
    }
  }
}

export function toPingMessage({ signal, text }: Ping): Message {
  return { path: signal, contentType: "text/plain; charset=utf-8", body: text };
}

function toJson(document: unknown): Message {
  return { path: "", contentType: "application/json", body: JSON.stringify(document) };
}
