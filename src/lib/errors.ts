/**
 * A failure that the user can act on. Its message says what was tried, what came back and what to do now, and
 * never holds a secret. Anything else that is thrown is a bug and keeps its stack.
 */
export class ExporterError extends Error {
  override readonly name: string = "ExporterError";
}

/** Settings, arguments or files of the user's that are wrong. `problems` holds every one of them. */
export class SettingsError extends ExporterError {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** Spotify no longer accepts the refresh token: only a new consent of the user helps. Never retried. */
export class ConsentError extends ExporterError {
  override readonly name = "ConsentError";
}

/**
 * Spotify asks for more waiting than this run can afford, or the run's own time is over. `until` is when to go on, and what
 * was read is kept until then.
 */
export class PausedError extends ExporterError {
  override readonly name = "PausedError";
  readonly until: Date;
  /** How far the step has come that was interrupted. */
  readonly progress: { readonly step: string; readonly done: number; readonly total: number } | undefined;

  constructor(
    message: string,
    until: Date,
    options: { readonly progress?: PausedError["progress"]; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.until = until;
    this.progress = options.progress;
  }
}

/** The archive cannot be written or read: not allowed, full, gone, or not what it should be. */
export class ArchiveError extends ExporterError {
  override readonly name: string = "ArchiveError";
}

/** A file of that name is there with other content. Who is free to choose takes another name. */
export class NameTakenError extends ArchiveError {
  override readonly name = "NameTakenError";
}
