import { z } from "zod";
import { type Kind, kinds } from "../archive/manifest.ts";
import { ExporterError } from "../errors.ts";

/** What a message says: which export paused, when it did, and when to go on with it. */
export interface Continuation {
  readonly kind: Kind;
  readonly pausedAt: Date;
  readonly until: Date;
}

const moment = z.iso.datetime().transform((text) => new Date(text));

/** Fields that a newer version adds are no reason to refuse a message that lay in the queue during an update. */
const message = z.looseObject({ kind: z.enum(kinds), pausedAt: moment, until: moment });

/** A message that no export sent: however often it comes, it cannot be gone on from. */
export class MessageError extends ExporterError {
  override readonly name = "MessageError";
}

/** Which export a message is about, as far as it tells. */
export function findKind(document: unknown): Kind | undefined {
  return message.pick({ kind: true }).safeParse(document).data?.kind;
}

/** The message as a JSON document. */
export function renderContinuation({ kind, pausedAt, until }: Continuation): string {
  return JSON.stringify({ kind, pausedAt: pausedAt.toISOString(), until: until.toISOString() });
}

/**
 * @param document the JSON document of the message, which the Functions host has decoded and parsed
 * @throws {MessageError} where it is none of ours
 */
export function parseContinuation(document: unknown): Continuation {
  const parsed = message.safeParse(document);
  if (!parsed.success) {
    const places = parsed.error.issues
      .map((issue) => `${issue.path.join(".") || "the message"}: ${issue.message}`)
      .join("; ");
    throw new MessageError(
      `A message in the queue is none that a paused export has sent (${places}). See who else writes to that queue.`,
    );
  }
  const { kind, pausedAt, until } = parsed.data;
  return { kind, pausedAt, until };
}
