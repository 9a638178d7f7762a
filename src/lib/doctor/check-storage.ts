import type { QueueClient } from "@azure/storage-queue";
import type { Archive } from "../archive/archive.ts";
import { prepareQueue, queueName } from "../continuation/queue.ts";
import { type Finding, type Obstacle, skip, toFinding } from "./finding.ts";

/** Whether files can be written there, which an export finds out before it asks Spotify. */
export async function checkArchive(
  check: "storage" | "state",
  archive: Archive | Obstacle,
): Promise<{ readonly finding: Finding; readonly archive: Archive | Obstacle }> {
  if ("why" in archive) {
    return { finding: skip(check, archive), archive };
  }
  const { location } = archive;
  try {
    await archive.prepare();
    return { finding: { check, state: "ok", text: `${location} can be written to and listed` }, archive };
  } catch (error) {
    const finding = toFinding(check, `${location} cannot be used`, error);
    return { finding, archive: { why: `${location} cannot be used` } };
  }
}

/** Whether an export that is paused can go on by itself. */
export async function checkQueue(queue: QueueClient | Obstacle): Promise<Finding> {
  if ("why" in queue) {
    return skip("queue", queue);
  }
  try {
    await prepareQueue(queue);
    const text = `the queue ${queueName} of the function app's own storage is there`;
    return { check: "queue", state: "ok", text };
  } catch (error) {
    return toFinding("queue", "a paused export could not go on by itself", error);
  }
}
