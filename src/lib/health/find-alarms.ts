import type { ConsentEndingEvent, TellEvent } from "../tell/event.ts";
import type { ConsentHealth, Health } from "./read-health.ts";

/** What Spotify said to the refresh token: it takes it, or no longer does; undefined where it could not be asked. */
export type ConsentVerdict = "accepted" | "refused" | undefined;

type Alarm = Extract<TellEvent, { type: "overdue" | "consent-ended" }> | ConsentEndingEvent;

const dayMs = 24 * 60 * 60 * 1_000;

/** So many days before its end a consent is told to end, each time once. */
const thresholds = [1, 7, 30] as const;

/** What there is to be alarmed about. The same every day until it is mended: whether it was told is not looked at. */
export function findAlarms(health: Health, verdict: ConsentVerdict, now: Date): readonly Alarm[] {
  const overdue = health.kinds
    .filter(({ isOverdue }) => isOverdue)
    .map(({ kind: task, lastGood }) => ({ type: "overdue" as const, task, lastGood }));
  return [...overdue, ...findConsentAlarms(health.consent, verdict, now)];
}

function findConsentAlarms(
  consent: ConsentHealth | undefined,
  verdict: ConsentVerdict,
  now: Date,
): readonly Alarm[] {
  const { endsAt, consent: { givenAt } = {} } = consent ?? {};
  const leftMs = endsAt === undefined ? Number.POSITIVE_INFINITY : endsAt.getTime() - now.getTime();
  // What Spotify says goes before what the calendar says.
  if (verdict === "refused" || (verdict === undefined && leftMs <= 0)) {
    return [{ type: "consent-ended", task: "check" }];
  }
  const daysLeft = Math.max(0, Math.ceil(leftMs / dayMs));
  const threshold = thresholds.find((days) => daysLeft <= days);
  return threshold === undefined || endsAt === undefined || givenAt === undefined
    ? []
    : [{ type: "consent-ending", givenAt, endsAt, daysLeft, threshold }];
}
