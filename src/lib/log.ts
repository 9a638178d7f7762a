/** What is told to people and log stores while work goes on. Messages are static; what varies is in `details`. */
export interface Log {
  info(message: string, details?: LogDetails): void;
  warn(message: string, details?: LogDetails): void;
}

/** Plain data without secrets: counts, durations, names of sections, identifiers. */
export type LogDetails = Readonly<Record<string, unknown>>;
