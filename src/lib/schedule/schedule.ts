import { toString as describeCron } from "cronstrue";
import { type Field, type FieldKind, parseField } from "./schedule-field.ts";

/** When a timer of the function app runs, in UTC. */
export interface Schedule {
  readonly second: Field;
  readonly minute: Field;
  readonly hour: Field;
  readonly day: Field;
  readonly month: Field;
  /** 0 is Sunday. */
  readonly weekday: Field;
}

const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

const kinds = [
  { title: "second", least: 0, most: 59, names: [] },
  { title: "minute", least: 0, most: 59, names: [] },
  { title: "hour", least: 0, most: 23, names: [] },
  { title: "day", least: 1, most: 31, names: [] },
  { title: "month", least: 1, most: 12, names: months },
  { title: "day of the week", least: 0, most: 6, names: weekdays },
] as const satisfies readonly FieldKind[];

/**
 * Reads a schedule as the Functions host does: NCRONTAB, whose dialect of cron has the seconds first (or, with five fields, none),
 * takes any beginning of a name and a range in either order, and knows neither 7 for Sunday nor `L`, `W`, `#` and `?`.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 */
export function parseSchedule(
  expression: string,
): { readonly schedule: Schedule } | { readonly problem: string } {
  const written = expression.trim().split(/\s+/);
  if (written.length !== 5 && written.length !== 6) {
    return {
      problem: "it must have six fields, as in 0 0 2 * * 0: second, minute, hour, day, month, weekday",
    };
  }
  const texts = written.length === 5 ? ["0", ...written] : written;
  const [second, minute, hour, day, month, weekday] = kinds.map((kind, index) =>
    parseField(texts[index] ?? "", kind),
  );
  if (second && minute && hour && day && month && weekday) {
    return { schedule: { second, minute, hour, day, month, weekday } };
  }
  const problems = kinds
    .map((kind, index) => ({ ...kind, text: texts[index] ?? "" }))
    .filter((kind) => parseField(kind.text, kind) === undefined)
    .map(({ title, least, most, text }) => `${text} is no ${title} (${least} to ${most})`);
  return { problem: problems.join("; ") };
}

const dayMs = 24 * 60 * 60 * 1_000;

/** The 29th of February is on a given day of the week every 28 years, and around 2100 after 40. */
const longestGapDays = 41 * 366;

/** The first run after a time; nothing where there is no such day, as with the 31st of February. */
export function findNextRun(schedule: Schedule, after: Date): Date | undefined {
  const firstMs = Math.floor(after.getTime() / 1_000) * 1_000 + 1_000;
  const todayMs = Math.floor(firstMs / dayMs) * dayMs;
  for (let days = 0; days < longestGapDays; days++) {
    const dayStart = new Date(todayMs + days * dayMs);
    const time = isOnDay(schedule, dayStart)
      ? findTimeOfDay(schedule, firstMs - dayStart.getTime())
      : undefined;
    if (time !== undefined) {
      return new Date(dayStart.getTime() + time);
    }
  }
  return undefined;
}

/** Both the day of the month and that of the week must fit, other than in the cron of Unix. */
function isOnDay({ day, month, weekday }: Schedule, at: Date): boolean {
  return (
    month.values.has(at.getUTCMonth() + 1) &&
    day.values.has(at.getUTCDate()) &&
    weekday.values.has(at.getUTCDay())
  );
}

/** The first run of a day, in milliseconds since its beginning, that is not before another such time. */
function findTimeOfDay({ hour, minute, second }: Schedule, notBeforeMs: number): number | undefined {
  for (const h of ascending(hour)) {
    for (const m of ascending(minute)) {
      const last = ((h * 60 + m) * 60 + 59) * 1_000;
      const found =
        last < notBeforeMs
          ? undefined
          : ascending(second)
              .map((s) => ((h * 60 + m) * 60 + s) * 1_000)
              .find((time) => time >= notBeforeMs);
      if (found !== undefined) {
        return found;
      }
    }
  }
  return undefined;
}

function ascending({ values }: Field): readonly number[] {
  return [...values].sort((a, b) => a - b);
}

/** A schedule for people, as in `At 02:00, only on Sunday (UTC)`. */
export function describeSchedule({ second, minute, hour, day, month, weekday }: Schedule): string {
  const expression = [second, minute, hour, day, month, weekday].map(({ text }) => text).join(" ");
  const words = describeCron(expression, { use24HourTimeFormat: true, logicalAndDayFields: true });
  return `${words} (UTC)`;
}
