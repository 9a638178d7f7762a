import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";

export interface VirtualClock {
  /** Milliseconds, as of `Date.now`. */
  now(): number;
  /** Rejects with the signal's own reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Something that is on its way over a socket is idle for a turn or two while the other end takes it up. */
const idleTurns = 6;

/**
 * A clock for several sleepers. Its time stands still while anything goes on, and then moves at once to the earliest
 * end of a sleep; who sleeps until the same moment wakes in the order of falling asleep.
 *
 * @param options.isIdle whether nothing goes on that the event loop does not show, such as a request under way
 */
export function createVirtualClock({
  isIdle = () => true,
}: {
  readonly isIdle?: () => boolean;
} = {}): VirtualClock {
  let nowMs = Date.UTC(2026, 10, 22, 2);
  const sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();
  let isMoving = false;

  async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { untilMs: nowMs + ms, wake: resolve };
    const abort = () => reject(signal?.reason);
    signal?.addEventListener("abort", abort);
    sleepers.add(sleeper);
    if (!isMoving) {
      isMoving = true;
      move().catch(reject);
    }
    try {
      await promise;
    } finally {
      sleepers.delete(sleeper);
      signal?.removeEventListener("abort", abort);
    }
  }

  async function move(): Promise<void> {
    while (sleepers.size > 0) {
      for (let turns = 0; turns < idleTurns; turns = isIdle() ? turns + 1 : 0) {
        // Whoever goes on needs the processor more than a clock that looks on.
        await (isIdle() ? nextTurn() : delay(1));
      }
      const [earliest] = [...sleepers].sort((a, b) => a.untilMs - b.untilMs);
      if (earliest !== undefined) {
        nowMs = Math.max(nowMs, earliest.untilMs);
        sleepers.delete(earliest);
        earliest.wake();
      }
    }
    isMoving = false;
  }

  return { now: () => nowMs, sleep };
}
