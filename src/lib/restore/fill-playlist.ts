import type { PlaylistContents } from "../spotify/playlist-contents.ts";
import { DriftError, InDoubtError } from "../spotify/spotify-error.ts";
import { countEach, takeOne } from "./count-each.ts";
import { lookAtPlaylist } from "./look-at-playlist.ts";
import { mergeEdited } from "./merge-edited.ts";
import type { PlaylistWrite } from "./plan.ts";
import { planPlaylistWrites } from "./plan-playlist-writes.ts";
import { createPlaylistEditor, type PlaylistEditor } from "./playlist-editor.ts";
import { sendPastRefusals } from "./send-past-refusals.ts";
import type { RestoreWork } from "./work.ts";

/** A playlist that is to be brought to what is wanted. */
export interface Filling {
  readonly id: string;
  /** What messages call it. */
  readonly name: string;
  readonly contents: PlaylistContents;
  /** What it holds, as far as is known. */
  readonly held: readonly string[];
  readonly wanted: readonly string[];
  /** Whether it is to hold what is wanted and nothing else, or all of it and what somebody has put in meanwhile. */
  readonly aim: "exactly" | "at least";
}

/** Each look more than one means that somebody edits it, or that an answer was lost. */
const mostLooks = 5;

/**
 * Writes until the playlist has been seen to hold what is wanted. What is there decides: where a write is in doubt, or the playlist
 * is not as it was left, it is looked at, and what is still missing is planned anew.
 *
 * @throws {SpotifyError} when it cannot be read or written, or does not stand still
 */
export async function fillPlaylist(filling: Filling, work: RestoreWork): Promise<void> {
  const plan = (held: readonly string[]) => {
    const wanted = work.substitutes.resolve(filling.wanted);
    return planPlaylistWrites(held, filling.aim === "exactly" ? wanted : mergeEdited(held, wanted));
  };
  let { held } = filling;
  let version: string | undefined;
  for (let looks = 1; ; ) {
    const editor = createPlaylistEditor(work.writer, { id: filling.id, held, version });
    const outcome = await writeAll(plan(held), editor, { name: filling.name, work });
    if (outcome === "refused") {
      // Of what is left, the places have been counted with what was refused.
      held = editor.held();
      version = editor.version();
      continue;
    }
    held = await lookAtPlaylist(filling.contents, editor);
    version = undefined;
    if (plan(held).length === 0) {
      const wanted = work.substitutes.resolve(filling.wanted);
      work.report.entries += countHeld(wanted, held) - countHeld(wanted, filling.held);
      return;
    }
    if (looks === mostLooks) {
      throw new DriftError(
        `It was not as it was left, ${looks} times, as if somebody edited it. Run the same command again later.`,
      );
    }
    looks += 1;
  }
}

/** How many of those that are wanted are there, each as often as it is wanted. */
function countHeld(wanted: readonly string[], held: readonly string[]): number {
  const left = countEach(held);
  return wanted.filter((uri) => takeOne(left, uri)).length;
}

/** Whether all was written, or why not: an entry was refused, or nobody knows what the playlist holds now. */
async function writeAll(
  writes: readonly PlaylistWrite[],
  editor: PlaylistEditor,
  { name, work }: { readonly name: string; readonly work: RestoreWork },
): Promise<"done" | "refused" | "not known"> {
  for (const write of writes) {
    await work.claim.renew();
    try {
      if (write.type !== "add") {
        await editor.apply(write);
      } else if (!(await addEntries(write, editor, { name, work }))) {
        return "refused";
      }
    } catch (error) {
      if (error instanceof InDoubtError || error instanceof DriftError) {
        return "not known";
      }
      throw error;
    }
    work.tellDone(1);
  }
  return "done";
}

/** Gives false where fewer have gone in than were given. */
async function addEntries(
  { position, uris }: Extract<PlaylistWrite, { readonly type: "add" }>,
  editor: PlaylistEditor,
  { name, work }: { readonly name: string; readonly work: RestoreWork },
): Promise<boolean> {
  const added = await sendPastRefusals(uris, {
    async send(some, before) {
      await editor.apply({ type: "add", position: position + before, uris: some });
    },
    replace: (uri) => work.substitutes.replace(uri, name),
  });
  return added.length === uris.length;
}
