import { describeEvent } from "./describe-event.ts";
import type { TellEvent } from "./event.ts";

/** A signal to a dead man's switch: what follows its URL, and a text for its log. */
export interface Ping {
  readonly signal: "" | "/start" | "/fail" | "/log";
  readonly text: string;
}

export const startPing: Ping = { signal: "/start", text: "" };

/**
 * What a run says to the switch, by the convention of healthchecks. Only a good snapshot is a success. A pause is no end: it
 * is noted, and the switch goes on waiting for one. What the daily check finds is no run's, so it says nothing.
 */
export function renderPing(event: TellEvent): Ping | undefined {
  const { title, text } = describeEvent(event);
  const ping = (signal: Ping["signal"]): Ping => ({ signal, text: [title, text].filter(Boolean).join("\n") });
  switch (event.type) {
    case "success":
      return ping("");
    case "partial":
    case "suspect":
      return ping("/fail");
    case "failed":
    case "consent-ended":
      return event.task === "check" ? undefined : ping("/fail");
    case "paused":
    case "test":
      return ping("/log");
    case "overdue":
    case "consent-ending":
      return undefined;
  }
}
