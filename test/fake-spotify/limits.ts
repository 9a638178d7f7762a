import type { Answer } from "./answer.ts";
import { toRateLimit } from "./send.ts";

export interface Limit {
  /** How many requests of a window are let through. */
  readonly requests: number;
  /** @default 30 seconds for the rate limit, 24 hours for the quota */
  readonly windowMs?: number;
}

export interface LimitOptions {
  /** So many requests within any time as long as the window. Unlimited unless told. */
  readonly rateLimit?: Limit;
  /** So many requests in a window that begins with its first one. Unlimited unless told. */
  readonly quota?: Limit;
  /** Milliseconds, as of `Date.now`. @default Date.now */
  readonly now?: () => number;
}

interface Meter {
  /** The moment from which a request may pass, where that is later than `now`. */
  fullUntil(now: number): number | undefined;
  /** Notes a request that passes. */
  count(now: number): void;
}

/**
 * Spotify's two limits as one function, to be called when a request arrives: it gives the refusal, or counts the
 * request and gives `undefined`. A refused request counts for neither limit. Where both are full the quota speaks.
 */
export function createLimits({ rateLimit, quota, now = Date.now }: LimitOptions): () => Answer | undefined {
  const rolling = rateLimit && createRollingMeter(rateLimit);
  const fixed = quota && createFixedMeter(quota);
  return () => {
    const arrived = now();
    const closedUntil = fixed?.fullUntil(arrived);
    if (closedUntil !== undefined) {
      return toRateLimit({ retryAfter: wholeSeconds(closedUntil - arrived), reason: "QUOTA_EXCEEDED" });
    }
    const busyUntil = rolling?.fullUntil(arrived);
    if (busyUntil !== undefined) {
      return toRateLimit({ retryAfter: wholeSeconds(busyUntil - arrived) });
    }
    fixed?.count(arrived);
    rolling?.count(arrived);
    return undefined;
  };
}

function createRollingMeter({ requests, windowMs = 30_000 }: Limit): Meter {
  let counted: number[] = [];
  return {
    fullUntil(now) {
      counted = counted.filter((time) => time + windowMs > now);
      return counted.length < requests ? undefined : (counted[0] ?? now) + windowMs;
    },
    count: (now) => counted.push(now),
  };
}

function createFixedMeter({ requests, windowMs = 86_400_000 }: Limit): Meter {
  let windowEnd = Number.NEGATIVE_INFINITY;
  let counted = 0;
  return {
    fullUntil(now) {
      if (now >= windowEnd) {
        // A quota of nothing has no first request to begin a window with.
        return requests > 0 ? undefined : now + windowMs;
      }
      return counted < requests ? undefined : windowEnd;
    },
    count(now) {
      if (now >= windowEnd) {
        windowEnd = now + windowMs;
        counted = 0;
      }
      counted += 1;
    },
  };
}

/** Rounded up, so that who waits as long as told is let through. */
function wholeSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000);
}
