import type { Log } from "../log.ts";
import { MessageError } from "./message.ts";
import { poisonQueueName, queueName } from "./queue.ts";

/** How often the host tries a message before it puts it into the poison queue, as host.json says. */
export const mostTries = 5;

/**
 * Does the work that a message asks for, and tells when a failure means that the message goes nowhere any more: it is
 * none of ours, or this was its last try. Every error rises, so that the host tries again or moves the message.
 *
 * @param options.tries how often the message was tried, this time included; unknown where somebody started the function by hand
 */
export async function tellLastTry<Result>(
  work: () => Promise<Result>,
  { log, tries }: { readonly log: Log; readonly tries: number | undefined },
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MessageError || (tries ?? 1) >= mostTries) {
      log.warn(
        "paused export does not go on by itself: its message goes to the poison queue, what was read is kept, and the next scheduled run goes on",
        {
          failure: error instanceof Error ? error.message : String(error),
          queue: queueName,
          poisonQueue: poisonQueueName,
          tries,
          mostTries,
        },
      );
    }
    throw error;
  }
}
