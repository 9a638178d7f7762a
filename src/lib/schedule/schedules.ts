import { type Kind, kinds } from "../archive/manifest.ts";
import type { SettingsReader } from "../settings-reader.ts";
import { parseSchedule, type Schedule } from "./schedule.ts";

/** When the timers of the function app run, as far as that is set. */
export type Schedules = Readonly<Partial<Record<Kind, Schedule>>>;

/** The names of the settings that tell when the timers run. */
const scheduleNames = {
  library: "LIBRARY_SCHEDULE",
  playlists: "PLAYLISTS_SCHEDULE",
} as const satisfies Record<Kind, string>;

export function readSchedules(reader: SettingsReader): Schedules {
  const read = kinds.flatMap((kind) => {
    const name = scheduleNames[kind];
    const expression = reader.text(name);
    const parsed = expression === undefined ? undefined : parseSchedule(expression);
    if (parsed !== undefined && "problem" in parsed) {
      reader.problem(`${name} is no schedule that a timer takes: ${parsed.problem}.`);
      return [];
    }
    return parsed === undefined ? [] : [[kind, parsed.schedule] as const];
  });
  return Object.fromEntries(read);
}
