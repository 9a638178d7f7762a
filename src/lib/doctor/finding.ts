import { ConsentError, ExporterError, PausedError, SettingsError } from "../errors.ts";

/** What is looked at, in this order. */
export const checks = [
  "version",
  "settings",
  "identity",
  "secrets",
  "storage",
  "state",
  "queue",
  "pause",
  "network",
  "client",
  "token",
  "scopes",
  "consent",
  "account",
  "app",
  "clock",
  "schedule",
  "library",
  "playlists",
  "restore",
  "channels",
] as const;
type Check = (typeof checks)[number];

/** What was found about one thing. */
export interface Finding {
  readonly check: Check;
  /** `skipped`: it could not be looked at, or is not there to be; `text` says why. */
  readonly state: "ok" | "warning" | "failed" | "skipped";
  readonly text: string;
  /** What came back and what to do, a paragraph a line; every failure has some. */
  readonly advice?: string;
  /** What a failure lies in, if it is one of those that have an exit code of their own. */
  readonly cause?: "settings" | "consent";
}

/** What an error stands for, whose message has what to do: a failure, or a mere pause. A bug stays a bug. */
export function toFinding(check: Check, text: string, error: unknown): Finding {
  if (!(error instanceof ExporterError)) {
    throw error;
  }
  const advice = error.message;
  return error instanceof PausedError
    ? { check, state: "warning", text: "Spotify wants quiet", advice }
    : { check, state: "failed", text, advice, ...toCause(error) };
}

function toCause(error: ExporterError): Pick<Finding, "cause"> {
  if (error instanceof SettingsError) {
    return { cause: "settings" };
  }
  return error instanceof ConsentError ? { cause: "consent" } : {};
}

/** In the place of something that is not there to be looked at: why it is not. */
export interface Obstacle {
  readonly why: string;
}

export function skip(check: Check, { why }: Obstacle): Finding {
  return { check, state: "skipped", text: why };
}
