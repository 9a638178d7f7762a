import { InDoubtError } from "../spotify/spotify-error.ts";
import type { PlaylistDetails } from "./plan.ts";
import { type ListedFacts, listPlaylists } from "./read-account.ts";
import type { RestoreWork } from "./work.ts";

const mostTries = 3;

/**
 * Makes a playlist and gives its id. That it is about to be made is written down first: should nobody know afterwards whether it
 * was, it is looked for among the user's playlists, and taken for the one that was made where {@link findMade} says so.
 *
 * @param creation.savedId the id that it has in the snapshot
 * @throws {SpotifyError} when Spotify refuses it, or keeps failing
 */
export async function createPlaylist(
  { savedId, details }: { readonly savedId: string; readonly details: PlaylistDetails },
  work: RestoreWork,
): Promise<string> {
  const { journal, writer, spotify } = work;
  for (let tries = 1; ; tries += 1) {
    const besides = work.known.findNamed(details.name);
    await journal.note({ type: "creating", playlist: savedId, name: details.name, besides });
    const id = await writer.createPlaylist(details).catch(async (error: unknown) => {
      if (!(error instanceof InDoubtError)) {
        throw error;
      }
      const listed = await listPlaylists({ spotify, onProgress: () => {} });
      const found = findMade({ name: details.name, besides }, listed, work);
      if (found === undefined && tries === mostTries) {
        throw error;
      }
      return found;
    });
    if (id !== undefined) {
      work.known.add({ id, name: details.name });
      await journal.note({ type: "made", playlist: savedId, id });
      return id;
    }
  }
}

/** The playlist that was made for certain: the user's own, of that name, empty, and none of those that had the name before. */
export function findMade(
  { name, besides }: { readonly name: string; readonly besides: readonly string[] },
  listed: readonly ListedFacts[],
  { accountId }: Pick<RestoreWork, "accountId">,
): string | undefined {
  return listed.find(
    ({ facts, total }) =>
      facts.ownerId === accountId &&
      facts.name.trim() === name.trim() &&
      total === 0 &&
      !besides.includes(facts.id),
  )?.facts.id;
}
