import type { Kind, Manifest } from "../archive/manifest.ts";
import type { PausedError } from "../errors.ts";

/** What was at work: the backup of a kind, one of which the kind is not known, or the daily check. */
export type Task = Kind | "backup" | "check";

/** Something about the backups that their owner should know. */
export type TellEvent =
  | SnapshotEvent
  | {
      readonly type: "paused";
      readonly task: Task;
      readonly until: Date;
      readonly progress: PausedError["progress"];
      /** Whether a message in the queue goes on with it, or whoever started it has to. */
      readonly goesOn: "by itself" | "by hand";
    }
  | { readonly type: "failed"; readonly task: Task; readonly failure: string }
  | { readonly type: "overdue"; readonly task: Kind; readonly lastGood: Manifest | undefined }
  | ConsentEndingEvent
  | { readonly type: "consent-ended"; readonly task: Task }
  | { readonly type: "test" };

/** A snapshot was published: a good one, or one that is partial, or one that has lost suspiciously much. */
export interface SnapshotEvent {
  readonly type: "success" | "partial" | "suspect";
  readonly task: Kind;
  readonly manifest: Manifest;
}

export interface ConsentEndingEvent {
  readonly type: "consent-ending";
  readonly givenAt: Date;
  readonly endsAt: Date;
  readonly daysLeft: number;
  /** The number of days before the end at which it is told. */
  readonly threshold: number;
}

export function isSnapshotEvent(event: TellEvent): event is SnapshotEvent {
  return event.type === "success" || event.type === "partial" || event.type === "suspect";
}
