import { ExporterError } from "../errors.ts";

/**
 * One request that Spotify refused, or kept failing after all retries. A run survives it: the section or playlist
 * that needed the request is declared as missing and the rest goes on.
 */
export class SpotifyError extends ExporterError {
  override readonly name: string = "SpotifyError";
  /** The HTTP status, or undefined where no whole answer came. */
  readonly status: number | undefined;

  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = options.status;
  }
}

/** A collection contradicts itself because it changed while it was read; another reading may be consistent. */
export class DriftError extends SpotifyError {
  override readonly name = "DriftError";
}
