import { setTimeout as delay } from "node:timers/promises";
import { PausedError } from "../errors.ts";
import type { Log } from "../log.ts";
import { readErrorReason } from "./error-body.ts";
import { createSendOnce, describeBroken, type HttpAnswer, type HttpRequest, isUnsent } from "./http.ts";
import { createPace, createRunClock, type Departure } from "./pace.ts";
import { decideReaction } from "./retry.ts";
import { InDoubtError, SpotifyError } from "./spotify-error.ts";

/**
 * What a run has asked of Spotify so far. `sent` counts every request that left, `retried` those sent again, and
 * `throttledMs` how long Spotify's 429s have held up the run: once, however many requests it kept waiting.
 */
export interface RequestCounts {
  readonly sent: number;
  readonly retried: number;
  readonly throttledMs: number;
}

export interface Sender {
  /**
   * Sends at the run's pace until a usable answer comes: a success, or a refusal that trying again would not change.
   * Any number may be sent at once; how many are under way is for the callers to limit.
   *
   * @param label how messages name the request: method and path, never a query
   * @throws {SpotifyError} when the request keeps failing after all retries, or the run has no time left for any, or
   * Spotify has proven to be away
   * @throws {InDoubtError} when a request that must not be sent twice may have been done, although no answer says so
   * @throws {PausedError} when Spotify asks for more waiting than the run can afford, or the run's own time is over;
   * from then on for every request, whether it is new, waiting or fails
   */
  send(request: HttpRequest, label: string): Promise<HttpAnswer>;
  counts(): RequestCounts;
}

export interface SenderOptions {
  readonly log: Log;
  /** Ends every request and wait at once. */
  readonly signal: AbortSignal;
  /** How many requests may leave in any 30 seconds; `Infinity` for no such limit. @default 90 */
  readonly requestsPer30s?: number;
  /**
   * How long the run may wait in all, for rate limits, backoff and answers that never came. What is waited for side by
   * side counts once, and keeping the pace not at all. @default 10 minutes
   */
  readonly waitBudgetMs?: number;
  /** When the run's own time is over, as of `now`: nothing is sent later. @default never */
  readonly deadlineMs?: number;
  /** How long one answer may take, its body included. @default 30 seconds */
  readonly timeoutMs?: number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now?: () => number;
  readonly random?: () => number;
}

/**
 * Without budget for retries, so many failures in a row mean that Spotify or the network is away. Nothing more is sent
 * then: what was read before is published as partial, in minutes and not in hours of timeouts.
 */
const mostLostInARow = 5;

/** The one place that retries, and the one pace and the one budget for waiting that a whole run shares. */
export function createSender(options: SenderOptions): Sender {
  const {
    log,
    signal,
    requestsPer30s = 90,
    waitBudgetMs = 10 * 60 * 1_000,
    deadlineMs = Number.POSITIVE_INFINITY,
    sleep = sleepFor,
    now = Date.now,
    random = Math.random,
    timeoutMs = 30_000,
  } = options;
  const sendOnce = createSendOnce({ timeoutMs });
  const clock = createRunClock({ now, sleep });
  const pace = createPace({ ...clock, requestsPer30s });
  const budget = createBudget(waitBudgetMs);
  const pausing = new AbortController();
  /** Ends every wait; what is under way ends with `signal` alone. */
  const waiting = AbortSignal.any([signal, pausing.signal]);
  let paused: PausedError | undefined;
  /** Requests that failed one after another since there was no budget left to retry them. */
  let lostInARow = 0;
  let sentBeforeLoss = 0;
  let sent = 0;
  let retried = 0;
  let throttledMs = 0;

  async function send(request: HttpRequest, label: string): Promise<HttpAnswer> {
    for (let tries = 1, throttles = 0; ; ) {
      const departure = await depart(label);
      sent += 1;
      retried += tries + throttles > 1 ? 1 : 0;
      const number = sent;
      const startedMs = clock.now();
      const result = await sendOnce(request, signal)
        .then(
          (answer) => ({ answer, outcome: { ...answer, reason: readErrorReason(answer.body) } }),
          (error: unknown) => ({ outcome: { broken: expectBroken(error), isUnsent: isUnsent(error) } }),
        )
        .finally(() => departure.end());
      signal.throwIfAborted();
      const endedMs = clock.now();
      const nowMs = now();
      const reaction = decideReaction(result.outcome, {
        tries,
        throttles,
        budgetMs: budget.leftAt(endedMs),
        timeLeftMs: deadlineMs - endedMs,
        nowMs,
        random: random(),
        repeating: request.repeating,
      });
      if (reaction.action === "accept" && "answer" in result) {
        lostInARow = 0;
        return result.answer;
      }
      if (paused !== undefined) {
        throw paused;
      }
      if (reaction.action === "pause") {
        const until = new Date(nowMs + reaction.waitMs);
        const isThrottled = "answer" in result && result.answer.status === 429;
        throw pause(isThrottled ? toThrottledError(label, until) : toOverError(label, until));
      }
      const failure =
        "answer" in result ? describeStatus(result.answer) : describeBroken(result.outcome.broken);
      // A clock that was set, or a machine that slept, must not use up what was never waited.
      budget.charge(Math.max(startedMs, endedMs - timeoutMs), endedMs);
      if (reaction.action === "doubt") {
        budget.charge(endedMs, endedMs + reaction.waitMs);
        log.warn("spotify request may have been done, looking", { request: label, failure });
        await clock.sleep(reaction.waitMs, waiting);
        throw new InDoubtError(`${label} failed: ${failure}. It may have been done all the same.`, {
          cause: "answer" in result ? undefined : result.outcome.broken,
        });
      }
      if (reaction.action !== "retry") {
        // Requests that fail together say no more about Spotify than one of them.
        if (reaction.action === "out of time" && number > sentBeforeLoss) {
          lostInARow += 1;
          sentBeforeLoss = sent;
        }
        const failed =
          tries === 1
            ? `${label} failed: ${failure}.`
            : `${label} failed ${tries} times; the last time: ${failure}.`;
        throw "answer" in result
          ? new SpotifyError(failed, { status: result.answer.status })
          : new SpotifyError(`${failed} Check the network and try again.`, { cause: result.outcome.broken });
      }
      const { waitMs, throttled } = reaction;
      budget.charge(endedMs, endedMs + waitMs);
      log.warn(throttled ? "spotify rate limited" : "spotify request failed, trying again", {
        request: label,
        failure,
        waitMs,
      });
      if (throttled) {
        throttles += 1;
        throttledMs += departure.hold(waitMs);
      } else {
        tries += 1;
        await clock.sleep(waitMs, waiting);
      }
    }
  }

  async function depart(label: string): Promise<Departure> {
    expectUse(label);
    const departure = await pace.admit({ signal: waiting, latestMs: deadlineMs });
    if (departure === undefined) {
      throw pause(toOverError(label, new Date(now())));
    }
    try {
      // While this one waited, the others may have learned what makes it useless.
      expectUse(label);
    } catch (error) {
      departure.end();
      throw error;
    }
    return departure;
  }

  function expectUse(label: string): void {
    waiting.throwIfAborted();
    if (lostInARow >= mostLostInARow) {
      throw new SpotifyError(
        `${label} was not sent: the run has waited as long as it may, and ${lostInARow} requests in a row have failed ` +
          "since. Check the network and try again later.",
      );
    }
  }

  /** Ends the run's requests, once and for all: whoever comes later gets the first error. */
  function pause(error: PausedError): PausedError {
    paused ??= error;
    pausing.abort(paused);
    return paused;
  }

  return { send, counts: () => ({ sent, retried, throttledMs }) };
}

/** Time for waiting. What several requests wait for side by side is charged once. */
function createBudget(totalMs: number) {
  let leftMs = totalMs;
  let chargedUntilMs = Number.NEGATIVE_INFINITY;
  return {
    /** How long a wait from `nowMs` on may be: what is left, and what was charged ahead. */
    leftAt: (nowMs: number) => leftMs + Math.max(chargedUntilMs - nowMs, 0),
    charge(fromMs: number, untilMs: number) {
      leftMs -= Math.max(untilMs - Math.max(fromMs, chargedUntilMs), 0);
      chargedUntilMs = Math.max(chargedUntilMs, untilMs);
    },
  };
}

/** A broken connection has an error of its own; a `TypeError` is a mistake of ours, which trying again would hide. */
function expectBroken(error: unknown): unknown {
  if (error instanceof TypeError) {
    throw error;
  }
  return error;
}

/** Rejects with the signal's own reason, as a request does. */
export async function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/** Tells the time in whole seconds, as it is remembered for the runs that follow. */
function toThrottledError(label: string, until: Date): PausedError {
  const told = new Date(Math.ceil(until.getTime() / 1_000) * 1_000);
  return new PausedError(
    `Spotify allows no more requests until ${told.toISOString()} (it answered ${label} with 429).`,
    until,
  );
}

function toOverError(label: string, until: Date): PausedError {
  return new PausedError(`The time that this run may take is over, and ${label} is still to be sent.`, until);
}

function describeStatus(answer: HttpAnswer): string {
  return `${answer.status} ${answer.statusText}`.trim();
}
