/** How far one step of a run has come, in entries or playlists. `total` is what Spotify counts. */
export interface ProgressEvent {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (event: ProgressEvent) => void;

/** Reports the end of each step, and in a long one something now and then: logs should stay readable. */
export function reportSparsely(
  report: OnProgress,
  { intervalMs, now = Date.now }: { readonly intervalMs: number; readonly now?: () => number },
): OnProgress {
  let lastMs = now();
  return (event) => {
    if (event.done === event.total || now() - lastMs >= intervalMs) {
      report(event);
      lastMs = now();
    }
  };
}
