import { isGood, type Manifest } from "../archive/manifest.ts";
import { ConsentError, ExporterError, PausedError } from "../errors.ts";
import type { SnapshotEvent, Task, TellEvent } from "./event.ts";

/** How an export ended that did not fail: with a snapshot, or with a pause after which it goes on by itself. */
export type Outcome = Manifest | PausedError;

/** A run that has used up its own time goes on within moments, and such a pause is nobody's concern. */
const leastPauseMs = 60_000;

export function toSnapshotEvent(manifest: Manifest): SnapshotEvent {
  const { kind: task, suspect = [] } = manifest;
  if (isGood(manifest)) {
    return { type: "success", task, manifest };
  }
  return { type: suspect.length > 0 ? "suspect" : "partial", task, manifest };
}

/** Nothing for a pause that is over at once. */
export function toOutcomeEvent(task: Task, outcome: Outcome, now: Date): TellEvent | undefined {
  if (!(outcome instanceof PausedError)) {
    return toSnapshotEvent(outcome);
  }
  const { until, progress } = outcome;
  return until.getTime() - now.getTime() < leastPauseMs
    ? undefined
    : { type: "paused", task, until, progress, goesOn: "by itself" };
}

export function toFailureEvent(task: Task, error: unknown): TellEvent {
  if (error instanceof PausedError) {
    const { until, progress } = error;
    return { type: "paused", task, until, progress, goesOn: "by hand" };
  }
  if (error instanceof ConsentError) {
    return { type: "consent-ended", task };
  }
  return { type: "failed", task, failure: describeFailure(error) };
}

/** What may be told of an error: the words of a bug are nobody's, and could be anything. */
export function describeFailure(error: unknown): string {
  if (error instanceof ExporterError) {
    return error.message;
  }
  const name = error instanceof Error ? error.name : typeof error;
  return `Something that should not happen (${name}): the log of the run has all of it.`;
}
