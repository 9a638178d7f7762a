import { ExporterError, PausedError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Collection } from "../snapshot/entry.ts";
import { toStatus } from "../snapshot/words.ts";
import type { ApiGet } from "../spotify/request.ts";
import { check, namedItem } from "../spotify/schemas.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";
import { keepPause } from "../state/keep-pause.ts";
import type { Pauses } from "../state/pauses.ts";

/** An item that is in a list no more. */
export interface Missing {
  readonly collection: Exclude<Collection, "items">;
  readonly uri: string;
}

/** Asks which of the items that have left the library Spotify does not have any more; gives their URIs. */
export type Inquiry = (missing: readonly Missing[]) => Promise<ReadonlySet<string>>;

interface InquiryTools {
  readonly get: ApiGet;
  readonly pauses: Pauses;
  readonly now: () => Date;
  readonly log: Log;
}

/** Requests are dear, and who tidies up removes many: so many items of a run are asked about. */
const mostQuestions = 20;

/**
 * Begins to ask Spotify about items that have left the library, one request for each: a list does not tell who took an item out.
 * What cannot be found out counts as taken out by the user. The backup itself is had by then, so that no failure here costs it;
 * after the first nothing more is asked, and a pause is kept for those who ask next.
 */
export function openInquiry(tools: InquiryTools): Inquiry {
  let left = mostQuestions;
  return async (missing) => {
    const takenDown = new Set<string>();
    for (const [uri, { collection }] of new Map(missing.map((one) => [one.uri, one]))) {
      if (left === 0) {
        break;
      }
      left -= 1;
      const id = uri.split(":").at(-1) ?? "";
      const verdict = await askAbout(`/${collection}/${encodeURIComponent(id)}`, tools);
      if (verdict === "unknown") {
        left = 0;
      } else if (verdict === "taken down") {
        takenDown.add(uri);
      }
    }
    return takenDown;
  };
}

async function askAbout(path: string, tools: InquiryTools): Promise<"there" | "taken down" | "unknown"> {
  try {
    const item = check(namedItem, await tools.get(path), `GET ${path}`);
    return toStatus(item) === "unavailable" ? "taken down" : "there";
  } catch (error) {
    if (!(error instanceof ExporterError)) {
      throw error;
    }
    if (error instanceof SpotifyError && error.status === 404) {
      return "taken down";
    }
    tools.log.warn("who took items out of the library cannot be found out", { reason: error.message });
    if (error instanceof PausedError) {
      await keepPause({ until: error.until }, tools);
    }
    return "unknown";
  }
}
