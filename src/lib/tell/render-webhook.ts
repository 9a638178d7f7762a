import type { Manifest } from "../archive/manifest.ts";
import { version } from "../version.ts";
import { describeEvent } from "./describe-event.ts";
import { isSnapshotEvent, type Task, type TellEvent } from "./event.ts";
import { toEventKey } from "./event-key.ts";

/** The version of the document; `docs/operations.md` describes it. */
export const webhookFormat = "spotify-exporter-event/1";

/** Of the manifest what tells how it went. */
type WebhookSnapshot = Pick<
  Manifest,
  "kind" | "id" | "status" | "startedAt" | "finishedAt" | "sections" | "requests" | "unavailable"
> &
  Partial<Pick<Manifest, "changes" | "suspect">> & {
    /** How many are unavailable in all: the list has the first hundred. */
    readonly unavailableCount: number;
  };

/** What the generic webhook is sent, as JSON. What an event does not have is absent. */
export interface WebhookDocument {
  readonly format: typeof webhookFormat;
  readonly event: TellEvent["type"];
  /** The same for the same event, should it come twice; absent where every event is another. */
  readonly key?: string;
  readonly at: string;
  readonly title: string;
  readonly text: string;
  readonly task?: Task;
  readonly snapshot?: WebhookSnapshot;
  readonly pause?: {
    readonly until: string;
    readonly goesOn: "by itself" | "by hand";
    readonly progress: { readonly step: string; readonly done: number; readonly total: number } | null;
  };
  readonly failure?: string;
  readonly lastGood?: { readonly id: string; readonly finishedAt: string } | null;
  readonly consent?: { readonly endsAt: string; readonly daysLeft: number };
  readonly exporter: { readonly version: string };
}

const mostUnavailable = 100;

export function renderWebhook(event: TellEvent, at: Date): WebhookDocument {
  const { title, text } = describeEvent(event);
  const key = toEventKey(event);
  return {
    format: webhookFormat,
    event: event.type,
    ...(key === undefined ? {} : { key }),
    at: at.toISOString(),
    title,
    text,
    ...("task" in event ? { task: event.task } : {}),
    ...toDetails(event),
    exporter: { version },
  };
}

function toDetails(event: TellEvent): Partial<WebhookDocument> {
  if (isSnapshotEvent(event)) {
    return { snapshot: toSnapshot(event.manifest) };
  }
  switch (event.type) {
    case "paused": {
      const { until, goesOn, progress = null } = event;
      return { pause: { until: until.toISOString(), goesOn, progress } };
    }
    case "failed":
      return { failure: event.failure };
    case "overdue": {
      const { lastGood } = event;
      return {
        lastGood: lastGood === undefined ? null : { id: lastGood.id, finishedAt: lastGood.finishedAt },
      };
    }
    case "consent-ending":
      return { consent: { endsAt: event.endsAt.toISOString(), daysLeft: event.daysLeft } };
    case "consent-ended":
    case "test":
      return {};
  }
}

function toSnapshot(manifest: Manifest): WebhookSnapshot {
  const { kind, id, status, startedAt, finishedAt, sections, requests, changes, suspect, unavailable } =
    manifest;
  return {
    kind,
    id,
    status,
    startedAt,
    finishedAt,
    sections,
    ...(changes === undefined ? {} : { changes }),
    ...(suspect === undefined ? {} : { suspect }),
    unavailable: unavailable.slice(0, mostUnavailable),
    unavailableCount: unavailable.length,
    requests,
  };
}
