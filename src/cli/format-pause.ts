import type { PausedError } from "../lib/errors.ts";
import { formatCount } from "./format-count.ts";

/** What a paused run says to people: why, how far it came, and when to go on, by the clock on their wall. */
export function formatPause({ message, progress, until }: PausedError, now: Date): string {
  const done =
    progress === undefined
      ? []
      : [`${progress.step}: ${formatCount(progress.done)} of ${formatCount(progress.total)} done.`];
  return [
    `paused: ${message}`,
    [
      ...done,
      `Go on after ${formatTime(until, now)} by running the same command; what was read is kept.`,
    ].join(" "),
  ].join("\n");
}

/** The time of day, and the day unless it is today. Rounded up to the minute, since a minute too early is in vain. */
function formatTime(at: Date, now: Date): string {
  const minute = new Date(Math.ceil(at.getTime() / 60_000) * 60_000);
  const time = minute.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const day = minute.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
  return minute.toDateString() === now.toDateString() ? time : `${time} on ${day}`;
}
