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

/**
 * Nobody knows whether a request that changes something was done: its answer was lost. Sending it again might do it twice, so
 * what is there now must be looked at first.
 */
export class InDoubtError extends SpotifyError {
  override readonly name = "InDoubtError";
}

/** Spotify refuses one or more of the things that a request names: gone, or never there. The request has changed nothing. */
export class ItemsRefusedError extends SpotifyError {
  override readonly name = "ItemsRefusedError";
  /** Those that Spotify names; empty where it does not say which. */
  readonly uris: readonly string[];

  constructor(message: string, options: { status: number; uris: readonly string[] }) {
    super(message, { status: options.status });
    this.uris = options.uris;
  }
}
