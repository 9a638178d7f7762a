import type { Section } from "../archive/manifest.ts";
import type { Reading } from "./collect.ts";

/** What a reading means for the manifest: `exported + unavailable = total`. */
export function toSection(reading: Reading): Section {
  const { total, read, nulls, shortfall } = reading;
  return {
    total,
    exported: read,
    unavailable: total === null ? null : Math.max(0, total - read),
    nulls,
    ...(shortfall === undefined ? {} : { problem: shortfall.reason }),
  };
}

/** Several readings as one; their first shortfall stands for all. */
export function mergeReadings(readings: readonly Reading[]): Reading {
  const shortfall = readings.find((reading) => reading.shortfall !== undefined)?.shortfall;
  return {
    total: readings.reduce<number | null>(
      (sum, { total }) => (sum === null || total === null ? null : sum + total),
      0,
    ),
    read: readings.reduce((sum, { read }) => sum + read, 0),
    nulls: readings.reduce((sum, { nulls }) => sum + nulls, 0),
    ...(shortfall === undefined ? {} : { shortfall }),
  };
}
