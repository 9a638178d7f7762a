import type { Sender } from "../spotify/sender.ts";

/** Compares this machine's clock with that of whoever answers. */
export interface ClockWatch {
  /** By how much this clock is ahead, or behind if negative; undefined while nobody has told the time. */
  readAheadMs(): number | undefined;
}

/** Sends as the given sender does, and reads the time off the answers: they tell it in whole seconds. */
export function watchClock(sender: Sender, now: () => Date): { sender: Sender; clock: ClockWatch } {
  let aheadMs: number | undefined;
  return {
    sender: {
      counts: sender.counts,
      async send(request, label) {
        const answer = await sender.send(request, label);
        const theirs = Date.parse(answer.date ?? "");
        if (!Number.isNaN(theirs)) {
          aheadMs = now().getTime() - theirs;
        }
        return answer;
      },
    },
    clock: { readAheadMs: () => aheadMs },
  };
}
