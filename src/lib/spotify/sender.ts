import { setTimeout as delay } from "node:timers/promises";
import { PausedError } from "../errors.ts";
import type { Log } from "../log.ts";
import { readErrorReason } from "./error-body.ts";
import { createSendOnce, describeBroken, type HttpAnswer, type HttpRequest } from "./http.ts";
import { decideReaction } from "./retry.ts";
import { SpotifyError } from "./spotify-error.ts";

/** What a run has asked of Spotify so far. `sent` counts every request that left, `retried` those sent again. */
export interface RequestCounts {
  readonly sent: number;
  readonly retried: number;
  readonly throttledMs: number;
}

export interface Sender {
  /**
   * Sends until a usable answer comes: a success, or a refusal that trying again would not change.
   *
   * @param label how messages name the request: method and path, never a query
   * @throws {SpotifyError} when the request keeps failing after all retries, or the run has no time left for any, or
   * Spotify has proven to be away
   * @throws {PausedError} when Spotify asks for more waiting than the run can afford
   */
  send(request: HttpRequest, label: string): Promise<HttpAnswer>;
  counts(): RequestCounts;
}

export interface SenderOptions {
  readonly log: Log;
  /** Ends every request and wait at once. */
  readonly signal: AbortSignal;
  /** How long the run may wait in all, for rate limits, backoff and answers that never came. @default 10 minutes */
  readonly waitBudgetMs?: number;
  /** How long one answer may take, its body included. @default 30 seconds */
  readonly timeoutMs?: number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now?: () => number;
  readonly random?: () => number;
}

/**
 * Without time for retries, so many failures in a row mean that Spotify or the network is away. Nothing more is sent
 * then: what was read before is published as partial, in minutes and not in hours of timeouts.
 */
const mostLostInARow = 5;

/** The one place that retries, and the one budget for waiting that a whole run shares. */
export function createSender(options: SenderOptions): Sender {
  const {
    log,
    signal,
    waitBudgetMs = 10 * 60 * 1_000,
    sleep = sleepFor,
    now = Date.now,
    random = Math.random,
    timeoutMs = 30_000,
  } = options;
  const sendOnce = createSendOnce({ timeoutMs });
  let budgetMs = waitBudgetMs;
  /** Requests that failed one after another since there was no time left to retry them. */
  let lostInARow = 0;
  let sent = 0;
  let retried = 0;
  let throttledMs = 0;

  async function send(request: HttpRequest, label: string): Promise<HttpAnswer> {
    if (lostInARow >= mostLostInARow) {
      throw new SpotifyError(
        `${label} was not sent: the run has waited as long as it may, and ${lostInARow} requests in a row have failed ` +
          "since. Check the network and try again later.",
      );
    }
    for (let tries = 1, throttles = 0; ; ) {
      signal.throwIfAborted();
      sent += 1;
      const startedMs = now();
      const result = await sendOnce(request, signal).then(
        (answer) => ({ answer, outcome: { ...answer, reason: readErrorReason(answer.body) } }),
        (error: unknown) => ({ outcome: { broken: expectBroken(error) } }),
      );
      signal.throwIfAborted();
      const nowMs = now();
      const reaction = decideReaction(result.outcome, {
        tries,
        throttles,
        budgetMs,
        nowMs,
        random: random(),
      });
      if (reaction.action === "accept" && "answer" in result) {
        lostInARow = 0;
        return result.answer;
      }
      if (reaction.action === "pause") {
        throw toPausedError(label, new Date(nowMs + reaction.waitMs));
      }
      const failure =
        "answer" in result ? describeStatus(result.answer) : describeBroken(result.outcome.broken);
      // A clock that was set, or a machine that slept, must not use up what was never waited.
      budgetMs -= Math.min(Math.max(nowMs - startedMs, 0), timeoutMs);
      if (reaction.action !== "retry") {
        lostInARow += reaction.action === "out of time" ? 1 : 0;
        const failed =
          tries === 1
            ? `${label} failed: ${failure}.`
            : `${label} failed ${tries} times; the last time: ${failure}.`;
        throw "answer" in result
          ? new SpotifyError(failed, { status: result.answer.status })
          : new SpotifyError(`${failed} Check the network and try again.`, { cause: result.outcome.broken });
      }
      budgetMs -= reaction.waitMs;
      log.warn(reaction.throttled ? "spotify rate limited" : "spotify request failed, trying again", {
        request: label,
        failure,
        waitMs: reaction.waitMs,
      });
      if (reaction.throttled) {
        throttles += 1;
        throttledMs += reaction.waitMs;
      } else {
        tries += 1;
      }
      retried += 1;
      await sleep(reaction.waitMs, signal);
    }
  }

  return { send, counts: () => ({ sent, retried, throttledMs }) };
}

/** A broken connection has an error of its own; a `TypeError` is a mistake of ours, which trying again would hide. */
function expectBroken(error: unknown): unknown {
  if (error instanceof TypeError) {
    throw error;
  }
  return error;
}

/** Rejects with the signal's own reason, as a request does. */
async function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}

function toPausedError(label: string, until: Date): PausedError {
  return new PausedError(
    `Spotify allows no more requests until ${until.toISOString()} (it answered ${label} with 429). ` +
      "Run the same command again after that.",
    until,
  );
}

function describeStatus(answer: HttpAnswer): string {
  return `${answer.status} ${answer.statusText}`.trim();
}
