import { ArchiveError } from "../errors.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";
import { mostUrisInSave } from "../spotify/writer.ts";
import { toChunks } from "./chunks.ts";
import { createPlaylist } from "./create-playlist.ts";
import { fillPlaylist } from "./fill-playlist.ts";
import type { Step } from "./plan.ts";
import { openPlaylist } from "./read-contents.ts";
import type { SavedPlaylist } from "./saved-state.ts";
import { sendPastRefusals } from "./send-past-refusals.ts";
import type { RestoreWork } from "./work.ts";

type CreateStep = Extract<Step, { readonly type: "create" }>;
type ChangeStep = Extract<Step, { readonly type: "change" }>;
type FollowStep = Extract<Step, { readonly type: "follow" }>;

/** Makes a playlist anew. It counts as whole only when it was seen to be. */
export async function makePlaylist(
  { playlist, details, uris }: CreateStep,
  work: RestoreWork,
): Promise<void> {
  const id = await createPlaylist({ savedId: playlist.facts.id, details }, work);
  work.tellDone(1);
  // One that is to be empty has been empty since it was made.
  if (uris.length > 0) {
    const contents = openPlaylist(work, { id });
    const { name } = details;
    await fillPlaylist({ id, name, contents, held: [], wanted: uris, aim: "at least" }, work);
  }
  await finishPlaylist(playlist, { id, work });
}

/** Goes on with a playlist that an earlier run has made, and brings any other of the account to what it was. */
export async function changePlaylist(
  { playlist, targetId, details, uris, writes, isDeleted }: ChangeStep,
  work: RestoreWork & { readonly held: readonly string[] | undefined },
): Promise<void> {
  const { writer, journal, tellDone, held } = work;
  const { name, ownerId, isCollaborative } = playlist.facts;
  const isMade = journal.memory().made.get(playlist.facts.id)?.id === targetId;
  if (isDeleted) {
    await writer.saveItems([toPlaylistUri(targetId)]);
    tellDone(1);
  }
  if (details !== undefined) {
    await writer.changeDetails(targetId, details);
    tellDone(1);
  }
  if (uris !== undefined && held !== undefined && (writes.length > 0 || isMade)) {
    const contents = openPlaylist(
      work,
      isMade ? { id: targetId } : { id: targetId, ownerId, isCollaborative },
    );
    const aim = isMade ? "at least" : "exactly";
    await fillPlaylist({ id: targetId, name, contents, held, wanted: uris, aim }, work);
  }
  if (isMade) {
    await finishPlaylist(playlist, { id: targetId, work });
  } else {
    work.report.playlists.changed += 1;
  }
}

/** Follows playlists of others, the last of the list first, so that the first one comes to stand on top. */
export async function followPlaylists({ playlists }: FollowStep, work: RestoreWork): Promise<void> {
  const names = new Map(playlists.map(({ facts }) => [toPlaylistUri(facts.id), facts.name]));
  for (const chunk of toChunks([...names.keys()], mostUrisInSave)) {
    const followed = await sendPastRefusals(chunk, {
      send: (uris) => work.writer.saveItems(uris),
      replace: async (uri) => {
        await work.journal.note({ type: "refused", uri });
        work.report.refused.push({ uri, name: names.get(uri) ?? "", where: "Playlists that are followed" });
        return undefined;
      },
    });
    work.report.playlists.followed += followed.length;
    work.tellDone(1);
  }
}

async function finishPlaylist(
  { facts, coverFile }: SavedPlaylist,
  { id, work }: { readonly id: string; readonly work: RestoreWork },
): Promise<void> {
  const isSettled =
    coverFile === undefined || (await tryCover({ playlistId: id, name: facts.name, file: coverFile }, work));
  if (isSettled) {
    await work.journal.note({ type: "whole", playlist: facts.id });
  }
  work.report.playlists.created += 1;
}

/** A playlist is whole without a cover that Spotify refuses, too. Gives false where another run may set it. */
async function tryCover(
  { playlistId, name, file }: { readonly playlistId: string; readonly name: string; readonly file: string },
  work: RestoreWork,
): Promise<boolean> {
  const { archive, writer, report, tellDone } = work;
  tellDone(1);
  try {
    const image = Buffer.concat(await Array.fromAsync(archive.read(file)));
    await writer.setCover(playlistId, image.toString("base64"));
    report.covers += 1;
    return true;
  } catch (error) {
    if (!(error instanceof SpotifyError || error instanceof ArchiveError)) {
      throw error;
    }
    report.failures.push({ where: name, reason: `its cover could not be set: ${error.message}` });
    return error instanceof SpotifyError && error.status !== undefined && error.status < 500;
  }
}

export function toPlaylistUri(id: string): string {
  return `spotify:playlist:${id}`;
}
