const dayMs = 24 * 60 * 60 * 1_000;

/** The week of ISO 8601 in which a moment lies in UTC, as `2026-W53`: from Monday on, and of the year in which its Thursday lies. */
export function toIsoWeek(at: Date): string {
  const daysSinceMonday = (at.getUTCDay() + 6) % 7;
  const thursday = new Date(at.getTime() + (3 - daysSinceMonday) * dayMs);
  const year = thursday.getUTCFullYear();
  const dayOfYear = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / dayMs);
  return `${year}-W${String(1 + Math.floor(dayOfYear / 7)).padStart(2, "0")}`;
}
