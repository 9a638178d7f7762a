import type { Manifest } from "../archive/manifest.ts";
import { findMissingScopes } from "../consent/judge-consent.ts";
import { type ConsentHealth, type Health, type KindHealth, overdueAfterDays } from "../health/read-health.ts";
import { describeSchedule, findNextRun } from "../schedule/schedule.ts";
import type { Schedules } from "../schedule/schedules.ts";
import { backupScopes } from "../spotify/authorization.ts";
import { version } from "../version.ts";

/** How the backups are, as JSON tells it. Times are ISO 8601 in UTC. */
export interface Status {
  /** Whether nothing is overdue, and the consent holds. */
  readonly ok: boolean;
  readonly version: string;
  readonly checkedAt: string;
  /** Whatever a user should look at, in words; some of it may leave `ok` true. */
  readonly problems: readonly string[];
  /** Of the library and of the playlists. */
  readonly kinds: Readonly<Record<string, KindStatus>>;
  /** Until when Spotify allows no requests. */
  readonly pausedUntil: string | null;
  readonly pausedRuns: readonly {
    readonly kind: string;
    readonly until: string;
    readonly progress: { readonly step: string; readonly done: number; readonly total: number } | null;
  }[];
  readonly consent: ConsentStatus | null;
}

interface KindStatus {
  readonly lastGood: {
    readonly id: string;
    readonly finishedAt: string;
    /** Entries by section. */
    readonly counts: Readonly<Record<string, number>>;
  } | null;
  readonly last: {
    readonly id: string;
    readonly finishedAt: string;
    readonly status: Manifest["status"];
    /** The sections that have shrunk suspiciously. */
    readonly suspect: readonly string[];
  } | null;
  readonly overdue: boolean;
  readonly schedule: string | null;
  readonly nextRun: string | null;
}

/** What is null is not known: the token was saved by hand. */
interface ConsentStatus {
  readonly account: string | null;
  readonly givenAt: string | null;
  readonly endsAt: string | null;
  readonly daysLeft: number | null;
  readonly scopesMissing: readonly string[] | null;
}

const dayMs = 24 * 60 * 60 * 1_000;
/** From then on the end of the consent is worth a word. */
const shortlyDays = 30;

/** Puts the health of the backups into words and numbers. */
export function toStatus(
  health: Health,
  { schedules, now }: { readonly schedules: Schedules; readonly now: Date },
): Status {
  const { kinds, consent, pausedUntil, pausedRuns } = health;
  const hasEnded = consent?.endsAt !== undefined && consent.endsAt <= now;
  return {
    ok: consent !== undefined && !hasEnded && !kinds.some(({ isOverdue }) => isOverdue),
    version,
    checkedAt: now.toISOString(),
    problems: [...kinds.flatMap(findProblems), ...findConsentProblems(consent, now)],
    kinds: Object.fromEntries(kinds.map((kind) => [kind.kind, toKindStatus(kind, { schedules, now })])),
    pausedUntil: pausedUntil?.toISOString() ?? null,
    pausedRuns: pausedRuns.map(({ kind, until, progress }) => ({
      kind,
      until: until.toISOString(),
      progress: progress ?? null,
    })),
    consent: consent === undefined ? null : toConsentStatus(consent, now),
  };
}

function toKindStatus(
  { kind, last, lastGood, isOverdue }: KindHealth,
  { schedules, now }: { readonly schedules: Schedules; readonly now: Date },
): KindStatus {
  const schedule = schedules[kind];
  const nextRun = schedule === undefined ? undefined : findNextRun(schedule, now);
  return {
    lastGood:
      lastGood === undefined
        ? null
        : { id: lastGood.id, finishedAt: lastGood.finishedAt, counts: toCounts(lastGood) },
    last:
      last === undefined
        ? null
        : {
            id: last.id,
            finishedAt: last.finishedAt,
            status: last.status,
            suspect: (last.suspect ?? []).map(({ section }) => section),
          },
    overdue: isOverdue,
    schedule: schedule === undefined ? null : describeSchedule(schedule),
    nextRun: nextRun?.toISOString() ?? null,
  };
}

function toCounts({ sections }: Manifest): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(sections).map(([name, { exported }]) => [name, exported]));
}

function toConsentStatus({ consent, endsAt }: ConsentHealth, now: Date): ConsentStatus {
  return {
    account: consent?.accountId ?? null,
    givenAt: consent?.givenAt.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    daysLeft: endsAt === undefined ? null : countDaysLeft(endsAt, now),
    scopesMissing: consent === undefined ? null : findMissingScopes(consent.scopes, backupScopes),
  };
}

/** Whole days: on the last one none is left. */
function countDaysLeft(endsAt: Date, now: Date): number {
  return Math.max(Math.floor((endsAt.getTime() - now.getTime()) / dayMs), 0);
}

function findProblems({ kind, last, lastGood, isOverdue }: KindHealth): readonly string[] {
  const problems: string[] = [];
  if (isOverdue) {
    problems.push(
      lastGood === undefined
        ? `There is no good snapshot of the ${kind} yet. See why in the logs of the exports.`
        : `The last good snapshot of the ${kind} is of ${lastGood.finishedAt}, more than ${overdueAfterDays} days ago. ` +
            "See why in the logs of the exports.",
    );
  }
  if (last?.status === "partial") {
    problems.push(
      `The last snapshot of the ${kind}, ${last.id}, is partial: its manifest names what is missing.`,
    );
  }
  const suspect = last?.suspect ?? [];
  if (last !== undefined && suspect.length > 0) {
    const sections = suspect.map(({ section, before, now }) => `${section} from ${before} to ${now}`);
    problems.push(
      `The last snapshot of the ${kind}, ${last.id}, is suspect: it shrank (${sections.join(", ")}).`,
    );
  }
  return problems;
}

const connectAgain = "Connect again, at /api/connect or with `spotify-exporter login`.";

function findConsentProblems(health: ConsentHealth | undefined, now: Date): readonly string[] {
  if (health === undefined) {
    return [`Nobody has agreed yet: no refresh token is stored. ${connectAgain.replace(" again", "")}`];
  }
  const { consent, endsAt } = health;
  if (consent === undefined || endsAt === undefined) {
    return [`Nobody knows when the consent ends, since its token was saved by hand. ${connectAgain}`];
  }
  const problems: string[] = [];
  if (endsAt <= now) {
    problems.push(`The consent ended on ${toDay(endsAt)}. ${connectAgain}`);
  } else if (countDaysLeft(endsAt, now) < shortlyDays) {
    problems.push(`The consent ends on ${toDay(endsAt)}. ${connectAgain}`);
  }
  const missing = findMissingScopes(consent.scopes, backupScopes);
  if (missing.length > 0) {
    problems.push(
      `The consent lacks ${missing.join(", ")}, so that a backup may lack something. ${connectAgain}`,
    );
  }
  return problems;
}

function toDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}
