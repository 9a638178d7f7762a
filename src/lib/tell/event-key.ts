import type { Kind } from "../archive/manifest.ts";
import { toSnapshotId } from "../archive/snapshot.ts";
import { isSnapshotEvent, type TellEvent } from "./event.ts";

/** Troubles that are told once, and anew only when they were over meanwhile. */
export type Trouble = "consent-ended" | "check-failed" | `paused_${Kind}`;

/** The name under which an event is told once. Undefined where each one is news: every failed run, every test. */
export function toEventKey(event: TellEvent): string | undefined {
  switch (event.type) {
    case "success":
    case "partial":
    case "suspect":
      return `snapshot_${event.task}_${event.manifest.id}`;
    case "paused":
      return `paused_${event.task}`;
    case "failed":
      return event.task === "check" ? ("check-failed" satisfies Trouble) : undefined;
    case "overdue":
      return `overdue_${event.task}_${event.lastGood?.id ?? "none"}`;
    case "consent-ending":
      return `consent-ending_${toSnapshotId(event.givenAt)}_${event.threshold}`;
    case "consent-ended":
      return "consent-ended" satisfies Trouble;
    case "test":
      return undefined;
  }
}

/** The troubles that are over when an event happens. A run under a small quota may pause ten times: it is one trouble until it publishes. */
export function findSettled(event: TellEvent): readonly Trouble[] {
  return isSnapshotEvent(event) ? ["consent-ended", `paused_${event.task}`] : [];
}
