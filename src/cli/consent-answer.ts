import { ConsentError, ExporterError } from "../lib/errors.ts";

/** What Spotify sent the browser back with, as far as it answers our question. */
export type ConsentAnswer =
  | { readonly type: "code"; readonly code: string }
  | { readonly type: "refused"; readonly error: ExporterError }
  /** It has another state: an answer to somebody else's question, or none at all. */
  | { readonly type: "foreign" };

/** Where an answer comes from, and how it is waited for. */
export interface AnswerSource {
  readonly redirectUri: string;
  /**
   * Waits for the answer to the question with this `state`; any other is turned away.
   *
   * @throws {ConsentError} when the user declined, or went away
   */
  awaitCode(state: string, signal: AbortSignal): Promise<string>;
  close(): void;
}

export function readAnswer(query: URLSearchParams, state: string): ConsentAnswer {
  if (query.get("state") !== state) {
    return { type: "foreign" };
  }
  const code = query.get("code");
  const error = query.get("error");
  if (code !== null && error === null) {
    return { type: "code", code };
  }
  return {
    type: "refused",
    error:
      error === "access_denied"
        ? new ConsentError("The consent was declined. Nothing was stored; run login again to give it.")
        : new ExporterError(
            "Spotify answered with an error instead of a code. Nothing was stored; run login again.",
          ),
  };
}

/** The address of this machine that Spotify accepts as a redirect URI without HTTPS; it refuses `localhost`. */
export const loopbackHost = "127.0.0.1";

export function toLoopbackUri(port: number): string {
  return `http://${loopbackHost}:${port}/callback`;
}
