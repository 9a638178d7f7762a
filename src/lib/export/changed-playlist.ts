import { mapAtOnce } from "../at-once.ts";
import { type Page, type Pages, pageSize } from "../spotify/pages.ts";
import type { PlaylistContents, PlaylistEntry } from "../spotify/playlist-contents.ts";
import { countHeld } from "./alignment.ts";
import { toEntryKey } from "./entry-key.ts";
import { type Held, isAsHeld, joinPieces, toStretch } from "./held.ts";
import { type Aim, createPrint } from "./playlist-aim.ts";
import { type Probed, probeGaps, readStretch } from "./probe-gaps.ts";

/** What is held of a playlist, and whether its name, its description and the like are what they were. */
export interface HeldPlaylist extends Held<PlaylistEntry> {
  readonly isDescribedAsNow: boolean;
}

/** A playlist put together from what is held and what was read. */
export interface ChangedPlaylist {
  readonly pages: Pages<PlaylistEntry>;
  readonly version: string | null;
  /** How many entries come from what is held. */
  readonly taken: number;
}

/**
 * Reads of a playlist only those pages in which something may have changed, beginning at the end, where entries are added as a
 * rule, and its own object last.
 *
 * @returns undefined where what is held does not help, or where reading the whole costs no more
 * @throws {DriftError} where the playlist was edited meanwhile
 */
export async function readChangedPlaylist(
  contents: PlaylistContents,
  aim: Aim,
  held: HeldPlaylist,
): Promise<ChangedPlaylist | undefined> {
  if (aim.target() === undefined || !contents.isGiven()) {
    aim.retarget(await contents.readHead());
  }
  const target = aim.target();
  const free = contents.headSize();
  if (target === undefined || free === 0 || target.total <= free) {
    return undefined;
  }
  const { total } = target;
  const pages = Math.ceil((total - free) / pageSize);
  // One entry more than were added shows whether they were added to what is held.
  const tail = Math.ceil((Math.max(total - held.keys.length, 0) + 1) / pageSize);
  if (tail >= pages) {
    return undefined;
  }
  const { readPage } = contents;
  const options = { readPage, toKey: toEntryKey, total, pages };
  let read: readonly Page<PlaylistEntry>[];
  let probed: Probed<PlaylistEntry> | undefined;
  try {
    const offsets = Array.from({ length: tail }, (_, index) => total - pageSize * (tail - index));
    read = await mapAtOnce(offsets, tail, (offset) =>
      readStretch(readPage, { offset, limit: pageSize, total }),
    );
    probed = await probeGaps(held, read, { ...options, free });
  } catch (error) {
    throw aim.toDrift(error);
  }
  while (probed !== undefined) {
    const closing = await contents.readHead();
    const beginning = closing.page?.items.slice(0, free) ?? [];
    if (closing.page === undefined || beginning.length === 0) {
      return undefined;
    }
    const first = { ...closing.page, items: beginning };
    const all: readonly Page<PlaylistEntry>[] = [first, ...probed.read.filter(({ offset }) => offset > 0)];
    const print = createPrint();
    all.forEach(print.note);
    if (aim.expectVersion(target, { closing, print: print.finish() }) === "restless") {
      // That the same was seen twice says nothing of what was not looked at.
      return undefined;
    }
    const before: number = all.length;
    try {
      probed = await probeGaps(held, all, { ...options, free: 0 });
    } catch (error) {
      throw aim.toDrift(error);
    }
    if (probed?.read.length === before) {
      const { pieces } = probed;
      const isAsItWas = isAsHeld(
        held,
        all.map((page) => toStretch(page, toEntryKey)),
        total,
      );
      // There may be a new version and no sign of what is new in it.
      return isAsItWas && held.isDescribedAsNow
        ? undefined
        : {
            pages: joinPieces(pieces, { held, read: all, total }),
            version: closing.version,
            taken: countHeld(pieces),
          };
    }
  }
  return undefined;
}
