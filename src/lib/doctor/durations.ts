const hourMs = 60 * 60 * 1_000;
const dayMs = 24 * hourMs;

/** How long something is for people, as in `36 hours` or `2 days`: whole units, rounded down. */
export function describeDuration(ms: number): string {
  if (ms < 60_000) {
    return "less than a minute";
  }
  const [count, unit] =
    ms >= 2 * dayMs
      ? [ms / dayMs, "day"]
      : ms >= 2 * hourMs
        ? [ms / hourMs, "hour"]
        : [ms / 60_000, "minute"];
  const whole = Math.floor(count);
  return `${whole.toLocaleString("en-US")} ${unit}${whole === 1 ? "" : "s"}`;
}

/** How far a time is from now, as in `2 days ago` or `in 36 hours`. */
export function describeDistance(at: Date, now: Date): string {
  const ms = at.getTime() - now.getTime();
  return ms <= 0 ? `${describeDuration(-ms)} ago` : `in ${describeDuration(ms)}`;
}

/** A time to the minute, in UTC, as in `2026-11-29 02:00 UTC`. */
export function describeTime(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export function describeDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}
