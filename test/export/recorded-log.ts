import type { Log, LogDetails } from "../../src/lib/log.ts";

export interface RecordedLog {
  readonly log: Log;
  /** What was warned of, each with its message. */
  readonly warnings: readonly (LogDetails & { readonly message: string })[];
}

/** A log that remembers what it was warned of. */
export function createRecordedLog(): RecordedLog {
  const warnings: (LogDetails & { readonly message: string })[] = [];
  const warn = (message: string, details: LogDetails = {}) => {
    warnings.push({ ...details, message });
  };
  return { log: { info() {}, warn }, warnings };
}
