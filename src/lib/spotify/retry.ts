import type { Repeating } from "./http.ts";

/** What came of one try: an answer with a status, or a connection that broke, stalled or sent half a body. */
export type Outcome =
  | {
      readonly status: number;
      readonly retryAfter: string | null;
      /** `error.reason` of the body, as in `QUOTA_EXCEEDED`. */
      readonly reason: string | undefined;
    }
  | {
      readonly broken: unknown;
      /** Whether the request never left: then it cannot have done anything. @default false */
      readonly isUnsent?: boolean;
    };

/** What to do after a try: take the answer as it is, wait and try again, give up, or stop the whole run. */
export type Reaction =
  | { readonly action: "accept" }
  | { readonly action: "retry"; readonly waitMs: number; readonly throttled: boolean }
  | { readonly action: "give up" }
  /** As `give up`, for want of budget and not of tries. */
  | { readonly action: "out of time" }
  | { readonly action: "pause"; readonly waitMs: number }
  /**
   * Nobody knows what became of a request that must not be sent twice. The wait gives what is still under way the time to
   * arrive, before anybody looks.
   */
  | { readonly action: "doubt"; readonly waitMs: number };

const mostTries = 5;
const firstBackoffMs = 500;
const longestBackoffMs = 20_000;
const leastThrottleMs = 1_000;
/** As the third failure of a request that may be sent again: one to two seconds. */
const triesOfDoubt = 3;
/** Beyond a year a date makes no sense any more, and at some point none at all. */
const longestRetryAfterMs = 365 * 24 * 60 * 60 * 1_000;
const quotaWindowMs = 24 * 60 * 60 * 1_000;

/**
 * Decides what follows a try, from the facts alone.
 *
 * A 429 says when to come again and is obeyed as often as the budget allows; everything else that may pass (5xx,
 * broken connections) is tried `mostTries` times with exponential backoff. A 501 will not pass. A wait that would end
 * after the run's own time pauses it. A request that must not be sent twice is not tried again once it may have arrived;
 * a 429 has refused it.
 *
 * @param facts.tries how many tries there were, this one included and those answered 429 not
 * @param facts.throttles how many times this request was answered 429 before
 * @param facts.budgetMs how long the run may still wait, from now on
 * @param facts.timeLeftMs how long until the run's own time is over, `Infinity` where it has no end
 * @param facts.random from 0 to 1; spreads the waits of runs that failed together
 */
export function decideReaction(
  outcome: Outcome,
  facts: {
    readonly tries: number;
    readonly throttles: number;
    readonly budgetMs: number;
    readonly timeLeftMs: number;
    readonly nowMs: number;
    readonly random: number;
    /** @default "safe" */
    readonly repeating?: Repeating | undefined;
  },
): Reaction {
  if ("status" in outcome && outcome.status === 429) {
    const asked = parseRetryAfter(outcome.retryAfter, facts.nowMs);
    if (outcome.reason === "QUOTA_EXCEEDED") {
      return { action: "pause", waitMs: asked ?? quotaWindowMs };
    }
    // The floor keeps `Retry-After: 0` from becoming a busy loop, the jitter keeps two runs from returning as one.
    const waitMs = Math.max(asked ?? toBackoff(facts.throttles + 3, facts.random), leastThrottleMs);
    const spreadMs = waitMs + Math.round(facts.random * 250);
    return spreadMs > Math.min(facts.budgetMs, facts.timeLeftMs)
      ? { action: "pause", waitMs }
      : { action: "retry", waitMs: spreadMs, throttled: true };
  }
  if ("status" in outcome && (outcome.status < 500 || outcome.status === 501)) {
    return { action: "accept" };
  }
  if (facts.repeating === "unsafe" && !("broken" in outcome && outcome.isUnsent === true)) {
    const waitMs = toBackoff(triesOfDoubt, facts.random);
    return { action: "doubt", waitMs: waitMs > Math.min(facts.budgetMs, facts.timeLeftMs) ? 0 : waitMs };
  }
  if (facts.tries >= mostTries) {
    return { action: "give up" };
  }
  const waitMs = toBackoff(facts.tries, facts.random);
  if (waitMs > facts.budgetMs) {
    return { action: "out of time" };
  }
  return waitMs > facts.timeLeftMs
    ? { action: "pause", waitMs }
    : { action: "retry", waitMs, throttled: false };
}

/** Half of the exponential step for sure, the other half by chance. */
function toBackoff(tries: number, random: number): number {
  const step = Math.min(firstBackoffMs * 2 ** (tries - 1), longestBackoffMs);
  return Math.round(step / 2 + (step / 2) * random);
}

/** Reads `Retry-After` (seconds or an HTTP date, RFC 9110 section 10.2.3) as milliseconds from now. */
export function parseRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null || value.trim() === "") {
    return undefined;
  }
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) {
    return Math.min(Math.ceil(Number(value) * 1_000), longestRetryAfterMs);
  }
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - nowMs), longestRetryAfterMs);
}
