/** Decides when the next request may leave, for all that share it. */
export interface Pace {
  /**
   * Waits until a request may leave. Those who ask leave in the order in which they asked.
   *
   * @param options.latestMs when the request must have left, as of `now`. @default never
   * @returns undefined, without more waiting, as soon as it is clear that it cannot leave by then
   * @throws the reason of `signal`, at once when it is aborted; the others keep their places
   */
  admit(options: {
    readonly signal: AbortSignal;
    readonly latestMs?: number;
  }): Promise<Departure | undefined>;
}

/** A request that has left. It takes one place of the window until 30 s after it is over. */
export interface Departure {
  /** The request is over, with an answer or without. To be called once. */
  end(): void;
  /**
   * The request was answered 429: nobody leaves for `waitMs` from now. The ceiling is lowered, but once for all
   * requests that were under way together.
   *
   * @returns by how many milliseconds the hold that all share has grown
   */
  hold(waitMs: number): number;
}

/** Spotify counts requests in a rolling window of this length. */
const windowMs = 30_000;
/** After as much idleness as this, so much of the window's requests leave at once: a third of the ceiling. */
const burstMs = windowMs / 3;
/** What is left of the ceiling after a 429, and by how much it grows with each window that passes without another. */
const lowering = 0.7;
const recovery = 1.1;
const lowestCeiling = 6;

/** What tells a run's time and lets it pass. */
export interface RunClock {
  /** Milliseconds, as of `Date.now`. */
  now(): number;
  /** Rejects with the signal's own reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A clock that never goes back, and on which what was slept has passed: one that is set makes no wait longer or free. */
export function createRunClock({ now, sleep }: RunClock): RunClock {
  let latestMs = Number.NEGATIVE_INFINITY;
  function nowOrLatest(): number {
    latestMs = Math.max(latestMs, now());
    return latestMs;
  }
  return {
    now: nowOrLatest,
    async sleep(ms, signal) {
      const untilMs = nowOrLatest() + ms;
      await sleep(ms, signal);
      latestMs = Math.max(latestMs, untilMs);
    },
  };
}

/**
 * A pace that lets at most `requestsPer30s` requests into any 30 s, a burst of them at once and the others evenly
 * spaced. `Infinity` leaves nothing of it but the holds.
 *
 * Nobody knows when on its way Spotify counts a request. It is taken to be in the window from its departure until 30 s
 * after its answer, so that a server with the very same limit has no cause for a 429.
 */
export function createPace({
  requestsPer30s,
  now,
  sleep,
}: RunClock & { readonly requestsPer30s: number }): Pace {
  /** Resolved when all who have asked so far have left or turned away. */
  let line = Promise.resolve();
  let departures = 0;
  let underWay = 0;
  /** When the requests that are over, but still in the window, came to their end; the oldest first. */
  const endsMs: number[] = [];
  /** When even spacing lets the next one leave; the further this is in the past, the more may leave at once. */
  let spacedMs = Number.NEGATIVE_INFINITY;
  let heldUntilMs = Number.NEGATIVE_INFINITY;
  let loweredTo = requestsPer30s;
  /** Of the requests that had left when the ceiling was lowered, none says anything about the new one. */
  let departuresBeforeLowering = 0;

  async function admit({
    signal,
    latestMs = Number.POSITIVE_INFINITY,
  }: Parameters<Pace["admit"]>[0]): Promise<Departure | undefined> {
    signal.throwIfAborted();
    const turn = line;
    const left = Promise.withResolvers<void>();
    line = turn.then(() => left.promise);
    try {
      await settledOrAborted(turn, signal);
      for (let sleptUntilMs: number | undefined; ; ) {
        signal.throwIfAborted();
        const nowMs = now();
        const ceiling = ceilingAt(nowMs);
        const readyMs = Math.max(spacedMs, heldUntilMs, windowFreeAt(nowMs, ceiling));
        const waitMs = Math.max(readyMs - nowMs, 0);
        if (nowMs + waitMs > latestMs) {
          return undefined;
        }
        if (waitMs === 0) {
          const spacingMs = Math.floor(windowMs / ceiling);
          const creditMs = ceiling < requestsPer30s ? 0 : Math.max(burstMs - spacingMs, 0);
          // Idleness earns credit for a burst, but waiting for a place in the window or for the end of a hold does not.
          spacedMs = Math.max(spacedMs, sleptUntilMs ?? nowMs - creditMs) + spacingMs;
          return depart();
        }
        await sleep(waitMs, signal);
        sleptUntilMs = readyMs;
      }
    } finally {
      left.resolve();
    }
  }

  function depart(): Departure {
    departures += 1;
    underWay += 1;
    const number = departures;
    return {
      end() {
        underWay -= 1;
        endsMs.push(now());
      },
      hold(waitMs) {
        const nowMs = now();
        if (number > departuresBeforeLowering) {
          const lowered = Math.round(ceilingAt(nowMs) * lowering);
          loweredTo = Math.max(lowered, Math.min(lowestCeiling, requestsPer30s));
          departuresBeforeLowering = departures;
        }
        const beforeMs = Math.max(heldUntilMs, nowMs);
        heldUntilMs = Math.max(beforeMs, nowMs + waitMs);
        return heldUntilMs - beforeMs;
      },
    };
  }

  function ceilingAt(nowMs: number): number {
    const steps = Math.max(Math.floor((nowMs - heldUntilMs) / windowMs), 0);
    return Math.min(Math.round(loweredTo * recovery ** steps), requestsPer30s);
  }

  /** When the window has a place, at the earliest: those under way keep theirs for at least 30 s from now. */
  function windowFreeAt(nowMs: number, ceiling: number): number {
    while (endsMs[0] !== undefined && endsMs[0] + windowMs <= nowMs) {
      endsMs.shift();
    }
    const tooMany = underWay + endsMs.length - ceiling;
    return tooMany < 0 ? nowMs : (endsMs[tooMany] ?? nowMs) + windowMs;
  }

  return { admit };
}

/** As `promise`, but rejects with the reason of `signal` as soon as it is aborted. */
async function settledOrAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
