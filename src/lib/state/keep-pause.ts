import { ArchiveError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { MetPause, Pauses } from "./pauses.ts";

/**
 * Remembers a pause that begins now, so that nobody asks before it is over. One that cannot be kept is still one, and must be told.
 *
 * @returns when it is over
 */
export async function keepPause(
  paused: Omit<MetPause, "from">,
  { pauses, now, log }: { readonly pauses: Pauses; readonly now: () => Date; readonly log: Log },
): Promise<Date> {
  const from = now();
  const { until } = paused;
  if (until <= from) {
    return until;
  }
  try {
    return await pauses.remember({ from, ...paused });
  } catch (error) {
    if (!(error instanceof ArchiveError)) {
      throw error;
    }
    log.warn("the pause could not be kept, so a run that begins too early asks in vain", {
      reason: error.message,
    });
    return until;
  }
}
