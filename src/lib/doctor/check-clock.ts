import { describeDuration } from "./durations.ts";
import { type Finding, skip } from "./finding.ts";
import type { ClockWatch } from "./watch-clock.ts";

/** Azure refuses what is signed a quarter of an hour off, and the age of a backup is told by this clock. */
const mostOffMs = 5 * 60 * 1_000;

export function checkClock(clock: ClockWatch): Finding {
  const aheadMs = clock.readAheadMs();
  if (aheadMs === undefined) {
    return skip("clock", { why: "Spotify has not told the time" });
  }
  if (Math.abs(aheadMs) <= mostOffMs) {
    return { check: "clock", state: "ok", text: "as Spotify's" };
  }
  return {
    check: "clock",
    state: "warning",
    text: `${describeDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? "ahead of" : "behind"} Spotify's`,
    advice: "Set this machine's clock, best by network time (NTP): Azure refuses requests by a wrong clock.",
  };
}
