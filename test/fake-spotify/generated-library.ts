import { makeName } from "./generated-names.ts";
import type { Album, Artist, FakeLibrary, PlaylistEntry, TIME_RANGES, Track } from "./library.ts";
import { makeAlbum, makeArtist, makeEmptiedAlbum, makeLocalFile, makeTrack } from "./make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "./make-playlist.ts";
import { makeAudiobook, makeEpisode, makeShow } from "./make-spoken.ts";
import { pick, type Random, seedRandom, toSpotifyDate } from "./random.ts";

const NEWEST = Date.UTC(2026, 9, 31);
const HOUR_MS = 3_600_000;

export interface GeneratedSizes {
  /** Playlists of the user's own, every tenth collaborative. @default 12 */
  readonly playlists?: number;
  /** The entries of all those playlists together. @default 600 */
  readonly entries?: number;
  /** Other people's playlists, of 30 entries each, which are not counted in `entries`. @default 0 */
  readonly followed?: number;
  /** @default 200 */
  readonly likes?: number;
  /** @default 40 */
  readonly albums?: number;
  /** @default 40 */
  readonly artists?: number;
  /** @default 5 */
  readonly shows?: number;
  /** @default 10 */
  readonly episodes?: number;
  /** @default 3 */
  readonly audiobooks?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** A made-up library of any size, the same for the same sizes and seed, in which every odd thing turns up now and then. */
export function generateLibrary(sizes: GeneratedSizes = {}): FakeLibrary {
  const { playlists = 12, entries = 600, followed = 0, likes = 200, seed = 1 } = sizes;
  const { albums = 40, artists = 40, shows = 5, episodes = 10, audiobooks = 3 } = sizes;
  const random = seedRandom(seed);
  const catalogue = createCatalogue(random, { seed, size: entries + likes });
  const liked = listOf(likes, catalogue.nextTrack);
  const showList = listOf(shows, (number) => makeShow({ name: makeName(random, number) }));
  const sharesOfEntries = splitUnevenly(random, entries, playlists);
  return makeLibrary({
    tracks: liked.map(saved),
    albums: listOf(albums, (number) => saved(catalogue.albumAt(number), number)),
    artists: listOf(artists, (number) => catalogue.artistAt(number)),
    shows: showList.map(saved),
    episodes: listOf(episodes, (number) => saved(catalogue.nextEpisode(number), number)),
    audiobooks: listOf(audiobooks, (number) =>
      saved(makeAudiobook({ name: makeName(random, number), authors: [makeName(random, number)] }), number),
    ),
    topTracks: forRanges((shift) => liked.slice(shift, shift + 50)),
    topArtists: forRanges((shift) =>
      listOf(Math.min(artists, 50), (number) => catalogue.artistAt(number + shift)),
    ),
    playlists: [
      ...sharesOfEntries.map((share, number) =>
        makePlaylist({
          name: makeName(random, number),
          access: number % 10 === 9 ? "collaborative" : "owned",
          description: number % 3 === 0 ? makeName(random, number) : "",
          entries: generateEntries(random, catalogue, share),
        }),
      ),
      ...listOf(followed, (number) =>
        makePlaylist({
          name: makeName(random, playlists + number),
          access: "followed",
          entries: generateEntries(random, catalogue, 30),
        }),
      ),
    ],
  });
}

interface Catalogue {
  artistAt(number: number): Artist;
  albumAt(number: number): Album;
  nextTrack(): Track;
  nextEpisode(number: number): ReturnType<typeof makeEpisode>;
}

/** Artists and albums are few and shared, as in life; tracks are made one by one. */
function createCatalogue(random: Random, { seed, size }: { seed: number; size: number }): Catalogue {
  const artists = listOf(Math.max(50, Math.min(8_000, Math.ceil(size / 12))), (number) =>
    makeArtist({ name: makeName(random, number), genres: number % 2 === 0 ? ["dream pop", "indie"] : [] }),
  );
  const albums = listOf(Math.max(50, Math.ceil(size / 8)), (number) =>
    makeAlbum({
      name: makeName(random, number),
      artists: [pick(random, artists)],
      releaseDate: ["1987", "1999-05", "2016-02-29"][number % 3] ?? "2001",
      totalTracks: 1 + (number % 20),
    }),
  );
  const emptied = makeEmptiedAlbum(String(seed));
  const show = makeShow({ name: makeName(random, 0) });
  let tracks = 0;
  return {
    artistAt: (number) => artists[number % artists.length] ?? pick(random, artists),
    albumAt: (number) => albums[number % albums.length] ?? pick(random, albums),
    nextTrack() {
      tracks += 1;
      const album = random() < 0.005 ? emptied : pick(random, albums);
      const guests = random() < 0.2 ? [pick(random, artists)] : [];
      return makeTrack({
        name: makeName(random, tracks),
        album,
        artists: [...album.artists, ...guests],
        durationMs: 60_000 + Math.floor(random() * 300_000),
        explicit: random() < 0.1,
        trackNumber: 1 + (tracks % 20),
      });
    },
    nextEpisode: (number) => makeEpisode({ name: makeName(random, number), show }),
  };
}

function generateEntries(random: Random, catalogue: Catalogue, count: number): PlaylistEntry[] {
  const entries: PlaylistEntry[] = [];
  while (entries.length < count) {
    const number = entries.length;
    const addedAt = toSpotifyDate(NEWEST - (count - number) * 7 * HOUR_MS);
    const odd = random();
    if (odd < 0.01) {
      entries.push(makeEntry(null, { addedAt, addedBy: "" }));
    } else if (odd < 0.02) {
      entries.push(makeEntry(makeLocalFile({ name: makeName(random, number) }), { addedAt }));
    } else if (odd < 0.03) {
      entries.push(makeEntry(catalogue.nextEpisode(number), { addedAt }));
    } else if (odd < 0.05) {
      entries.push(makeEntry(catalogue.nextTrack(), { addedAt: null, addedBy: null }));
    } else if (odd < 0.07 && number > 0) {
      entries.push(pick(random, entries));
    } else {
      entries.push(makeEntry(catalogue.nextTrack(), { addedAt }));
    }
  }
  return entries;
}

/** Parts that add up to the total, some of them many times as large as others. */
function splitUnevenly(random: Random, total: number, parts: number): number[] {
  const weights = listOf(parts, () => random() ** 2 + 0.01);
  const sum = weights.reduce((before, weight) => before + weight, 0);
  let weightSoFar = 0;
  let totalSoFar = 0;
  return weights.map((weight) => {
    weightSoFar += weight;
    const part = Math.round((total * weightSoFar) / sum) - totalSoFar;
    totalSoFar += part;
    return part;
  });
}

function saved<Item>(item: Item, number: number) {
  return { addedAt: toSpotifyDate(NEWEST - number * 5 * HOUR_MS), item };
}

function forRanges<Item>(list: (shift: number) => Item[]): Record<(typeof TIME_RANGES)[number], Item[]> {
  return { short_term: list(0), medium_term: list(5), long_term: list(10) };
}

function listOf<Item>(length: number, make: (number: number) => Item): Item[] {
  return Array.from({ length }, (_, number) => make(number));
}
