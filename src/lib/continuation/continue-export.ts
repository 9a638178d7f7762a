import type { QueueClient } from "@azure/storage-queue";
import type { Archive } from "../archive/archive.ts";
import type { Kind, Manifest } from "../archive/manifest.ts";
import { listSnapshotIds, readSnapshot } from "../archive/snapshot.ts";
import { ExporterError, PausedError } from "../errors.ts";
import { exportSnapshot } from "../export/export-snapshot.ts";
import type { ExportTools } from "../export/export-tools.ts";
import { type Continuation, parseContinuation } from "./message.ts";
import { sendContinuation } from "./queue.ts";
import { QueueError } from "./queue-error.ts";

/** What an export works with that goes on by itself after a pause. */
export interface ContinuableTools extends ExportTools {
  readonly queue: QueueClient;
}

/**
 * Makes a snapshot. Where Spotify asks for more waiting than there is time for, a message is sent that goes on when
 * the wait is over, and nothing has failed: the pause is given back.
 *
 * @throws {QueueError} when that message could not be sent; it tells of the pause, too
 */
export async function exportOrContinueLater(
  kind: Kind,
  tools: ContinuableTools,
): Promise<Manifest | PausedError> {
  try {
    return await exportSnapshot(kind, tools);
  } catch (error) {
    if (!(error instanceof PausedError)) {
      throw error;
    }
    await continueLater(kind, { ...tools, paused: error });
    return error;
  }
}

/**
 * Goes on with the export that a message tells of. One that comes too early is sent on, one that comes too late, since
 * another run has finished meanwhile, asks nothing of Spotify: a message that comes twice does no harm.
 *
 * @param goOn makes the snapshot
 * @returns what became of the export, or undefined where it was not gone on with
 * @throws {MessageError} where the message is none of ours
 */
export async function continueExport<Outcome>(
  message: unknown,
  tools: ContinuableTools,
  goOn: (kind: Kind) => Promise<Outcome>,
): Promise<Outcome | undefined> {
  const { queue, archive, log, now } = tools;
  const continuation = parseContinuation(message);
  const { kind, pausedAt, until } = continuation;
  const at = now();
  if (at < until) {
    await sendContinuation(queue, continuation, at);
    log.info("export is still paused", { kind, until });
    return undefined;
  }
  const finished = await findFinishedSince(archive, continuation);
  if (finished !== undefined) {
    log.info("paused export needs no more: another run has finished since", { kind, pausedAt, id: finished });
    return undefined;
  }
  log.info("paused export goes on", { kind, pausedAt });
  return goOn(kind);
}

async function continueLater(
  kind: Kind,
  { queue, log, now, paused }: ContinuableTools & { readonly paused: PausedError },
): Promise<void> {
  const { until } = paused;
  const pausedAt = now();
  // Told before anything else, so that the pause is known even where the sending fails in a way nobody thought of.
  log.warn("export paused", { kind, until });
  try {
    await sendContinuation(queue, { kind, pausedAt, until }, pausedAt);
  } catch (error) {
    if (!(error instanceof ExporterError)) {
      throw error;
    }
    throw new QueueError(`${paused.message} It will not go on by itself: ${error.message}`, { cause: error });
  }
}

/** The id of a snapshot of the same kind that was finished after the pause, whole or partial. */
async function findFinishedSince(
  archive: Archive,
  { kind, pausedAt }: Continuation,
): Promise<string | undefined> {
  const ids = await Array.fromAsync(listSnapshotIds(archive, kind));
  for (const id of ids.toReversed()) {
    const snapshot = await readSnapshot(archive, { kind, id });
    if ("manifest" in snapshot) {
      return new Date(snapshot.manifest.finishedAt) > pausedAt ? id : undefined;
    }
  }
  return undefined;
}
