import { mapAtOnce } from "../at-once.ts";
import { pageSize } from "../spotify/pages.ts";
import { type Spotify, timeRanges } from "../spotify/spotify.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";
import type { PartStore } from "../state/parts.ts";
import type { KindRehearsal, SectionRehearsal } from "./rehearsal.ts";

type CountEntries = (spotify: Spotify) => Promise<number>;

/** The sections whose size Spotify tells with one request. */
const counters: readonly (readonly [name: string, count: CountEntries])[] = [
  ["tracks", async (spotify) => (await spotify.readSavedTracks(0, 1)).total],
  ["albums", async (spotify) => (await spotify.readSavedAlbums(0, 1)).total],
  ["artists", countArtists],
  ["shows", async (spotify) => (await spotify.readSavedShows(0, 1)).total],
  ["episodes", async (spotify) => (await spotify.readSavedEpisodes(0, 1)).total],
  ["audiobooks", async (spotify) => (await spotify.readSavedAudiobooks(0, 1)).total],
];

/** Asks how much there is in each section. Of the top lists that is known: there is nothing to count. */
export async function rehearseLibrary({
  spotify,
  parts,
  concurrency,
}: {
  readonly spotify: Spotify;
  readonly parts: PartStore;
  readonly concurrency: number;
}): Promise<KindRehearsal> {
  const counted = await mapAtOnce(counters, concurrency, async ([name, count]) => {
    return [name, await rehearseSection(() => count(spotify))] as const;
  });
  const topRequests = ["topTracks", "topArtists"].map((name) =>
    parts.holds({ collection: `${name}-${timeRanges[0]}` }) ? 1 : timeRanges.length,
  );
  const requests = counted.map(([name, { total }]) =>
    parts.holds({ collection: name }) ? 1 : countPages(total ?? 0),
  );
  return {
    kind: "library",
    sections: Object.fromEntries(counted),
    requests: [...requests, ...topRequests].reduce((sum, count) => sum + count, 0),
  };
}

/** A section that cannot be had would be declared by an export as well, and leaves the others as they are. */
export async function rehearseSection(count: () => Promise<number>): Promise<SectionRehearsal> {
  try {
    return { total: await count() };
  } catch (error) {
    if (!(error instanceof SpotifyError)) {
      throw error;
    }
    return { total: null, problem: error.message };
  }
}

export function countPages(entries: number): number {
  return Math.max(1, Math.ceil(entries / pageSize));
}

async function countArtists(spotify: Spotify): Promise<number> {
  for await (const { total } of spotify.readFollowedArtists()) {
    return total;
  }
  return 0;
}
