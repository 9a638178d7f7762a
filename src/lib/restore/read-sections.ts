import type { OnProgress } from "../export/progress.ts";
import { toEntry } from "../snapshot/entry.ts";
import { sectionTitles } from "../snapshot/section-titles.ts";
import { type Pages, type ReadPage, readByOffset } from "../spotify/pages.ts";
import type { Spotify } from "../spotify/spotify.ts";
import { readWhole } from "./read-whole.ts";
import type { RestorableSection } from "./saved-state.ts";

/** How the sections that have pages by offset are read. */
export type SectionReaders = Pick<
  Spotify,
  | "readSavedTracks"
  | "readSavedAlbums"
  | "readFollowedArtists"
  | "readSavedShows"
  | "readSavedEpisodes"
  | "readSavedAudiobooks"
>;

/**
 * The URIs of what is saved or followed, newest first, an empty text where Spotify tells none.
 *
 * @throws {SpotifyError} when not all of it can be read
 */
export async function readSection(
  spotify: SectionReaders,
  section: RestorableSection,
  onProgress: OnProgress,
): Promise<readonly string[]> {
  const step = `Reading ${sectionTitles[section].toLowerCase()}`;
  const entries = await readWhole<unknown>(
    () => readPages(spotify, section),
    (progress) => onProgress({ step, ...progress }),
  );
  return entries.map((entry) => toEntry(section, entry).uri);
}

function readPages(spotify: SectionReaders, section: RestorableSection): Pages<unknown> {
  return section === "artists"
    ? spotify.readFollowedArtists()
    : readByOffset<unknown>(toReader(spotify, section));
}

function toReader(
  spotify: SectionReaders,
  section: Exclude<RestorableSection, "artists">,
): ReadPage<unknown> {
  switch (section) {
    case "tracks":
      return spotify.readSavedTracks;
    case "albums":
      return spotify.readSavedAlbums;
    case "shows":
      return spotify.readSavedShows;
    case "episodes":
      return spotify.readSavedEpisodes;
    case "audiobooks":
      return spotify.readSavedAudiobooks;
  }
}
