import type { ExportSettings } from "../../src/lib/settings.ts";

/** The settings that are whole numbers: what they may be, and what comes of them. */
export const wholeNumbers: readonly {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly fallback: number;
  readonly setting: keyof ExportSettings;
  /** What one of the setting's units is in the settings that are read. */
  readonly unit: number;
}[] = [
  {
    name: "SPOTIFY_REQUESTS_PER_30S",
    least: 1,
    most: 100_000,
    fallback: 90,
    setting: "requestsPer30s",
    unit: 1,
  },
  { name: "SPOTIFY_CONCURRENCY", least: 1, most: 32, fallback: 4, setting: "concurrency", unit: 1 },
  { name: "MAX_WAIT_MINUTES", least: 0, most: 10_080, fallback: 10, setting: "waitBudgetMs", unit: 60_000 },
  { name: "FULL_REFRESH_DAYS", least: 1, most: 3_650, fallback: 28, setting: "fullRefreshDays", unit: 1 },
];

export function wrongNumber(
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): string {
  return `${name} must be a whole number from ${least} to ${most}.`;
}
