import type { Task, TellEvent } from "./event.ts";

/** An event in words for people. `text` may quote others: whoever shows it as anything but plain text must escape it. */
export interface Description {
  readonly title: string;
  readonly text: string;
  readonly tone: "good" | "warning" | "bad" | "neutral";
}

const tasks = {
  library: "The backup of the library",
  playlists: "The backup of the playlists",
  backup: "The backup",
  check: "The daily check of the backups",
} as const satisfies Record<Task, string>;

const howToRenew =
  "To agree anew, open /api/connect of the function app, with its key, or run: spotify-exporter login";

/** What happened, and what to do about it. */
export function describeEvent(event: TellEvent): Description {
  switch (event.type) {
    case "success":
      return { title: `${tasks[event.task]} is complete`, text: "", tone: "good" };
    case "partial":
      return {
        title: `${tasks[event.task]} is partial`,
        text: "Something that should have come is missing. The rest is whole. The next run tries again.",
        tone: "warning",
      };
    case "suspect":
      return {
        title: `${tasks[event.task]} is suspect`,
        text: suspectText(event.manifest.suspect?.[0]?.since, event.manifest.id),
        tone: "warning",
      };
    case "paused":
      return { title: `${tasks[event.task]} is paused`, text: pausedText(event), tone: "neutral" };
    case "failed":
      return { title: `${tasks[event.task]} has failed`, text: event.failure, tone: "bad" };
    case "overdue":
      return { title: `${tasks[event.task]} is overdue`, text: overdueText(event), tone: "bad" };
    case "consent-ending": {
      const days = event.daysLeft === 1 ? "1 day" : `${event.daysLeft} days`;
      return {
        // By the calendar it may be over, while Spotify still takes its token.
        title: event.daysLeft === 0 ? "Your consent ends at any moment" : `Your consent ends in ${days}`,
        text: `Spotify ends it on ${toDay(event.endsAt)}, and from then on there are no backups. ${howToRenew}`,
        tone: "warning",
      };
    }
    case "consent-ended":
      return {
        title: "Your consent has ended",
        text:
          "Spotify no longer accepts the refresh token, so there are no backups until you agree anew. What is backed up is safe. " +
          howToRenew,
        tone: "bad",
      };
    case "test":
      return {
        title: "Test message",
        text: "What becomes of your backups is told here. This is a test: nothing was backed up.",
        tone: "neutral",
      };
  }
}

function suspectText(since: string | undefined, id: string): string {
  return (
    `Much less is there than before. See what is gone: spotify-exporter diff ${since ?? "previous"} ${id}. ` +
    "If it is right so, say it once: spotify-exporter export --accept"
  );
}

function pausedText({ until, progress, goesOn }: Extract<TellEvent, { type: "paused" }>): string {
  const done = progress === undefined ? "" : `${progress.step}: ${progress.done} of ${progress.total} done. `;
  const next =
    goesOn === "by itself" ? "It goes on by itself after that." : "Run the same command again after that.";
  return `Spotify allows no more requests until ${toMinute(until)}. ${done}What was read is kept. ${next}`;
}

function overdueText({ task, lastGood }: Extract<TellEvent, { type: "overdue" }>): string {
  const last =
    lastGood === undefined
      ? `There is no good backup of the ${task} yet.`
      : `The last good one is of ${toDay(new Date(lastGood.finishedAt))} (${lastGood.id}).`;
  return `${last} See the log of the function app, or run: spotify-exporter export ${task}`;
}

function toDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** Rounded up, since a minute too early is in vain. */
function toMinute(at: Date): string {
  const minute = new Date(Math.ceil(at.getTime() / 60_000) * 60_000);
  return `${minute.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
