import type { OnProgress } from "../lib/export/progress.ts";

/** How progress is shown. */
export interface ProgressDisplay {
  readonly onProgress: OnProgress;
  /** Writes a line without disturbing what is on display. */
  write(line: string): void;
  end(): void;
}
