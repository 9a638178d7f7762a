import type { QueueClient } from "@azure/storage-queue";
import { type Continuation, renderContinuation } from "./message.ts";
import { attempt } from "./queue-error.ts";

/** Where the messages of paused exports wait for their time. */
export const queueName = "continue-export";

/** Where the host puts a message that has failed as often as it may; it is named by the host's rule. */
export const poisonQueueName = `${queueName}-poison`;

/** Azure hides a message no longer. */
const longestHiddenSeconds = 7 * 24 * 60 * 60;

/** How long a message stays hidden, in whole seconds, so that it is not seen before `until`; seven days at most. */
export function toHiddenSeconds(until: Date, now: Date): number {
  const seconds = Math.ceil((until.getTime() - now.getTime()) / 1_000);
  return Math.min(Math.max(seconds, 0), longestHiddenSeconds);
}

/**
 * Makes the queue where it is missing, as whoever sends a message does, so that a missing right is told before it matters.
 *
 * @throws {QueueError} when that is refused
 */
export async function prepareQueue(queue: QueueClient): Promise<void> {
  await attempt(`make the queue ${queueName}`, () => queue.createIfNotExists());
}

/**
 * Sends the message that goes on with an export, in a queue that is made where it is missing. Nobody sees it before
 * `until`, or for seven days where that is further away; then it is to be sent on. It never expires.
 *
 * @throws {QueueError} when it could not be sent
 */
export async function sendContinuation(
  queue: QueueClient,
  continuation: Continuation,
  now: Date,
): Promise<void> {
  // The host expects base64 unless host.json says otherwise.
  const text = Buffer.from(renderContinuation(continuation)).toString("base64");
  await attempt(`send a message to the queue ${queueName}`, async () => {
    await queue.createIfNotExists();
    await queue.sendMessage(text, {
      visibilityTimeout: toHiddenSeconds(continuation.until, now),
      messageTimeToLive: -1,
    });
  });
}
