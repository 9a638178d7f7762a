import { type Page, readByOffset } from "../spotify/pages.ts";
import type { PlaylistContents, PlaylistEntry } from "../spotify/playlist-contents.ts";
import { DriftError } from "../spotify/spotify-error.ts";
import { type Aim, createPrint } from "./playlist-aim.ts";
import { expectTotal } from "./reading.ts";

/** The version that a playlist's object told last, and whether all that was read is proven to be of it. */
export interface ReadVersion {
  readonly version: string | null;
  readonly isProven: boolean;
}

/**
 * Reads all of a playlist and gives back its version. Pages come first and the playlist's own object, which has its first
 * entries and its version, comes last: while that is the version that was listed, all the pages are of it.
 */
export async function* readWholePlaylist(
  contents: PlaylistContents,
  aim: Aim,
): AsyncGenerator<Page<PlaylistEntry>, ReadVersion, undefined> {
  const print = createPrint();
  const target = aim.target();
  // Without a version that is known beforehand, the object must come first to tell one.
  const opening = contents.isGiven() && (target?.total ?? 0) > contents.headSize() ? target : undefined;
  const edge = opening === undefined ? undefined : contents.headSize();
  if (opening !== undefined && edge !== undefined) {
    try {
      for await (const page of readByOffset(contents.readPage, { from: edge, to: opening.total })) {
        yield print.note(expectTotal(page, opening.total));
      }
    } catch (error) {
      throw aim.toDrift(error);
    }
  }
  const head = await contents.readHead();
  if (opening !== undefined && head.page !== undefined && head.page.total !== opening.total) {
    aim.retarget(head);
    throw new DriftError("the playlist was edited while it was read");
  }
  const from = head.page?.items.length ?? 0;
  const to = edge ?? head.page?.total;
  if (head.page !== undefined) {
    yield print.note({ ...head.page, items: head.page.items.slice(0, edge) });
  }
  // Should the object bring fewer entries than it did, or none, pages bring them.
  const isClosed = to !== undefined && from >= to;
  const rest = to === undefined ? { from } : { from, to };
  for await (const page of isClosed ? [] : readByOffset(contents.readPage, rest)) {
    yield print.note(page);
  }
  const closing = isClosed ? head : await contents.readHead();
  const isOneAnswer = head.page !== undefined && from >= head.page.total;
  if (isOneAnswer) {
    return { version: closing.version, isProven: true };
  }
  const beginning = opening ?? { version: head.version, total: head.page?.total };
  const settled = aim.expectVersion(beginning, { closing, print: print.finish() });
  return { version: closing.version, isProven: settled === "steady" };
}
