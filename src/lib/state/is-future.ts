/** Clocks of several machines differ by seconds; more than this, and one of them was wrong. */
const slackMs = 10 * 60 * 1_000;

/** Whether something is dated later than now: by a clock that was ahead, so that its age tells nothing. */
export function isFuture(at: Date, now: Date): boolean {
  return at.getTime() - now.getTime() > slackMs;
}
