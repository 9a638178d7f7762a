import { describeSchedule, findNextRun, parseSchedule } from "../schedule/schedule.ts";
import type { SettingValues } from "../settings-reader.ts";
import { describeDistance, describeTime } from "./durations.ts";
import { type Finding, skip } from "./finding.ts";

/** With what each is set where there is no other wish. */
const examples = {
  LIBRARY_SCHEDULE: "0 0 2 * * 0",
  PLAYLISTS_SCHEDULE: "0 30 2 * * 0",
  CHECK_SCHEDULE: "0 0 12 * * *",
} as const;
type ScheduleName = keyof typeof examples;
const scheduleNames = [
  "LIBRARY_SCHEDULE",
  "PLAYLISTS_SCHEDULE",
  "CHECK_SCHEDULE",
] as const satisfies ScheduleName[];

/** When the timers of the function app run, in words. The command line needs no schedule, so that none may be set. */
export function checkSchedules(values: SettingValues, now: Date): readonly Finding[] {
  const expressions = scheduleNames.map((name) => ({ name, expression: values[name]?.trim() ?? "" }));
  if (expressions.every(({ expression }) => expression === "")) {
    return [skip("schedule", { why: "none is set: only the timers of a function app have one" })];
  }
  return expressions.map(({ name, expression }) => checkSchedule(name, { expression, now }));
}

function checkSchedule(
  name: ScheduleName,
  { expression, now }: { readonly expression: string; readonly now: Date },
): Finding {
  const advice = `Set ${name} to six fields, as in ${examples[name]}: second, minute, hour, day, month, weekday, in UTC.`;
  if (expression === "") {
    const text = `${name} is not set, and without it the host starts no such timer`;
    return { check: "schedule", state: "warning", text, advice };
  }
  const parsed = parseSchedule(expression);
  if ("problem" in parsed) {
    const text = `${name} is no schedule that a timer takes: ${parsed.problem}`;
    return { check: "schedule", state: "failed", text, advice, cause: "settings" };
  }
  const next = findNextRun(parsed.schedule, now);
  if (next === undefined) {
    const text = `${name} names a day that never comes`;
    return { check: "schedule", state: "failed", text, advice, cause: "settings" };
  }
  const when = `next ${describeTime(next)} (${describeDistance(next, now)})`;
  return { check: "schedule", state: "ok", text: `${name}: ${describeSchedule(parsed.schedule)}, ${when}` };
}
