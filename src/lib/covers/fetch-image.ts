import { setTimeout as delay } from "node:timers/promises";
import fetch, { FetchError } from "node-fetch";
import { ExporterError } from "../errors.ts";
import { describeBroken } from "../spotify/http.ts";

/** Spotify's covers have some 50 kB. What is larger than this is none. */
const mostBytes = 8 * 1024 * 1024;
const mostTries = 3;

/** An image cannot be had: its address answers something else, or nothing. */
export class ImageError extends ExporterError {
  override readonly name = "ImageError";
}

/**
 * Fetches an image from Spotify's image servers, which ask for no authorisation and count no requests.
 *
 * @throws {ImageError} when it cannot be had, after all tries
 */
export type FetchImage = (url: string) => Promise<Uint8Array>;

export function createImageFetcher(options: {
  /** Ends every fetch and wait at once. */
  readonly signal: AbortSignal;
  /** How long one try may take. @default 10 seconds */
  readonly timeoutMs?: number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}): FetchImage {
  const { signal, timeoutMs = 10_000, sleep = sleepFor } = options;

  return async function fetchImage(url) {
    if (!isImageAddress(url)) {
      throw new ImageError("its address is none that images are fetched from");
    }
    for (let tries = 1; ; tries += 1) {
      const outcome = await fetchOnce(url);
      signal.throwIfAborted();
      if (outcome.bytes !== undefined) {
        return outcome.bytes;
      }
      if (!outcome.isTemporary || tries === mostTries) {
        throw new ImageError(`its image server answered ${outcome.failure}`);
      }
      await sleep(500 * 2 ** tries, signal);
    }
  };

  async function fetchOnce(
    url: string,
  ): Promise<
    | { readonly bytes: Uint8Array }
    | { readonly bytes: undefined; readonly failure: string; readonly isTemporary: boolean }
  > {
    try {
      const response = await fetch(url, {
        // An address that leads elsewhere is not the one that Spotify gave.
        redirect: "manual",
        size: mostBytes,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      const bytes = await response.arrayBuffer();
      const { status, statusText } = response;
      return response.ok
        ? { bytes: new Uint8Array(bytes) }
        : {
            bytes: undefined,
            failure: `${status} ${statusText}`.trim(),
            isTemporary: status >= 500 || status === 429,
          };
    } catch (error) {
      const isTooLarge = error instanceof FetchError && error.type === "max-size";
      const failure = isTooLarge ? "with more than an image" : `nothing: ${describeBroken(error)}`;
      return { bytes: undefined, failure, isTemporary: !isTooLarge };
    }
  }
}

/** The address comes from an answer of Spotify's: it may lead to the network, or to this machine in tests, over no other scheme. */
function isImageAddress(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === "https:" || (parsed?.protocol === "http:" && parsed.hostname === "127.0.0.1");
}

async function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
