import { createHash } from "node:crypto";
import type { Page } from "../spotify/pages.ts";
import type { PlaylistEntry, PlaylistHead } from "../spotify/playlist-contents.ts";
import { DriftError, SpotifyError } from "../spotify/spotify-error.ts";
import { toEntryKey } from "./entry-key.ts";

/** A playlist at one version, as it was listed or as its own object has it. */
export interface Target {
  readonly version: string;
  readonly total: number;
}

/** What a reading of a playlist aims at, from one try to the next. */
export interface Aim {
  /** The version that pages are taken to be of, where one is known. */
  target(): Target | undefined;
  /** Takes the version that the playlist's own object has now. */
  retarget(head: PlaylistHead): void;
  /**
   * Checks that the object, read last, is of the version that the reading began with. Edits that leave the total as it was,
   * such as a move, show in nothing else.
   *
   * @param reading.print what was read, as a fingerprint
   * @returns `steady`, or `restless` for a version that changes although what was read does not, and so tells nothing
   * @throws {DriftError} where the playlist was edited meanwhile; the next try aims at what it is now
   */
  expectVersion(
    opening: { readonly version: string | null; readonly total: number | undefined },
    reading: { readonly closing: PlaylistHead; readonly print: string },
  ): "steady" | "restless";
  /**
   * What a page's error means. What was known holds no longer once the playlist drifts. And Spotify answers 5xx beyond the
   * end of a list, so that one that has become shorter looks like a failure of Spotify's.
   */
  toDrift(error: unknown): unknown;
}

export function createAim(listed: Target | undefined): Aim {
  let target = listed;
  /** What readings have found that ended with another version than they began with. */
  const unsettled = new Set<string>();

  return {
    target: () => target,
    retarget(head) {
      target = toTarget(head);
    },
    expectVersion(opening, { closing, print }) {
      // An object without contents does not tell how many there are.
      const total = closing.page?.total ?? opening.total;
      if (closing.version === opening.version && total === opening.total) {
        return "steady";
      }
      if (unsettled.has(print)) {
        return "restless";
      }
      unsettled.add(print);
      target = toTarget(closing);
      throw new DriftError("the playlist was edited while it was read");
    },
    toDrift(error) {
      const isBeyondEnd = error instanceof SpotifyError && (error.status ?? 0) >= 500 && target !== undefined;
      if (isBeyondEnd || error instanceof DriftError) {
        target = undefined;
      }
      return isBeyondEnd ? new DriftError(error.message, { cause: error }) : error;
    },
  };
}

export function toTarget({ version, page }: PlaylistHead): Target | undefined {
  return version === null || page === undefined ? undefined : { version, total: page.total };
}

/** A fingerprint of pages, by which two readings can be compared. */
export function createPrint() {
  const hash = createHash("sha256");
  return {
    note(page: Page<PlaylistEntry>): Page<PlaylistEntry> {
      const { offset, total, items } = page;
      hash.update([offset, total, ...items.map(toEntryKey), ""].join("\n"));
      return page;
    },
    /** To be called once, at the end. */
    finish: () => hash.digest("hex"),
  };
}
