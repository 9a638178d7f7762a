import { DEMO_SONGS, type DemoSong } from "./demo-songs.ts";
import { toDurationMs } from "./lengths.ts";
import type { FakeLibrary, PlaylistEntry, PlaylistItem, Saved, Track } from "./library.ts";
import { makeJpeg } from "./make-jpeg.ts";
import { makeAlbum, makeArtist, makeEmptiedAlbum, makeLocalFile, makeTrack } from "./make-music.ts";
import { DEMO_PROFILE, makeEntry, makeLibrary, makePlaylist } from "./make-playlist.ts";
import { makeAudiobook, makeEpisode, makeShow } from "./make-spoken.ts";
import { toSpotifyDate } from "./random.ts";

const NEWEST = Date.UTC(2026, 9, 31, 18, 30);
const DAY_MS = 86_400_000;

/** A library such as a person has, of real songs, in which every odd thing that Spotify sends occurs at least once. */
export function makeDemoLibrary(): FakeLibrary {
  const songs = DEMO_SONGS.map(toTrack);
  const shuffled = shuffle(songs, songs.length);
  const albums = distinct(songs.map((song) => song.album));
  const artists = distinct(songs.flatMap((song) => song.artists));
  return makeLibrary({
    tracks: [...shuffled.slice(0, 20), ...makeAwkwardTracks(), ...shuffled.slice(20)].map(saved),
    albums: albums.filter((_, index) => index % 3 === 0).map(saved),
    artists: artists.filter((_, index) => index % 2 === 0),
    shows: distinct(EPISODES.map((episode) => episode.show)).map(saved),
    episodes: EPISODES.map(saved),
    audiobooks: AUDIOBOOKS.map(saved),
    topTracks: {
      short_term: songs.slice(40, 70),
      medium_term: songs.slice(20, 70),
      long_term: songs.slice(0, 50),
    },
    topArtists: {
      short_term: artists.slice(60, 75),
      medium_term: artists.slice(30, 60),
      long_term: artists.slice(0, 40),
    },
    playlists: makePlaylists(songs),
  });
}

/** So many of the songs in a mixed order that is always the same, from the start again when they run out. */
function shuffle(songs: readonly Track[], length: number): readonly Track[] {
  return Array.from({ length }, (_, index) => songs.slice((index * 37) % songs.length)[0]).filter(
    (song) => song !== undefined,
  );
}

function makePlaylists(songs: readonly Track[]): FakeLibrary["playlists"] {
  const hebrew = songs.filter((song) => /\p{Script=Hebrew}/u.test(song.name));
  return [
    makePlaylist({
      name: "Sunday morning ☕️🥐",
      description: "Slow, please.",
      entries: songs.slice(14, 40).map(entry),
      cover: makeJpeg("A croissant"),
    }),
    makePlaylist({
      name: "Around the world 🌍",
      description: null,
      entries: songs.slice(57).map(entry),
      cover: makeJpeg("A globe"),
    }),
    makePlaylist({
      name: 'Road trip, "the long way"',
      description: "Windows down,\nvolume up",
      entries: [...songs.slice(0, 60), ...songs.slice(0, 3)].map(entry),
    }),
    makePlaylist({ name: "Odds & ends", entries: makeOddEntries(songs) }),
    makePlaylist({ name: "=SUM(1)", description: "Not a formula.", entries: makeAwkwardTracks().map(entry) }),
    makePlaylist({ name: "שירים לערב שבת", entries: hebrew.map(entry) }),
    makePlaylist({ name: "To sort out", hasImages: false }),
    makePlaylist({
      name: "Everything, on shuffle",
      description: "1,200 in a row, most of them more than once.",
      isPublic: false,
      entries: shuffle(songs, 1_200).map(entry),
    }),
    makePlaylist({
      name: "Karaoke at Mia's 🎤",
      access: "collaborative",
      isPublic: false,
      // The same picture for two playlists.
      cover: makeJpeg("A globe"),
      entries: songs.slice(0, 30).map((song, index) => ({
        ...entry(song, index),
        addedBy: index % 2 === 0 ? DEMO_PROFILE.id : "mia",
      })),
    }),
    makePlaylist({
      name: "Somebody else's favourites",
      access: "followed",
      entries: songs.slice(0, 3).map(entry),
    }),
    makePlaylist({ name: "Discover Weekly", access: "spotify", entries: songs.slice(5, 35).map(entry) }),
    null,
  ];
}

/** One of each: taken down, local, episode, twice the same, without date and adder, from an emptied album. */
function makeOddEntries(songs: readonly Track[]): PlaylistEntry[] {
  const [song, old] = songs;
  const [episode] = EPISODES;
  if (song === undefined || old === undefined || episode === undefined) {
    throw new Error("The demo has no songs.");
  }
  const emptied = makeEmptiedAlbum("demo");
  return [
    makeEntry(song),
    makeEntry(null, { addedBy: "" }),
    makeEntry(
      makeLocalFile({
        name: "Band practice, take 3",
        artist: "Us",
        album: "Garage tapes",
        durationMs: 254_000,
      }),
    ),
    makeEntry(makeLocalFile({ name: "Grandma's lullaby" })),
    makeEntry(episode),
    makeEntry(song),
    makeEntry(song),
    makeEntry(old, { addedAt: null, addedBy: null }),
    makeEntry(makeTrack({ name: "", album: emptied, durationMs: 0 })),
  ];
}

/** Titles that a spreadsheet would take for formulas, and those that break a careless CSV. */
function makeAwkwardTracks(): Track[] {
  const artist = makeArtist({ name: 'The "Comma", Quote & Line\nBreak Band' });
  const album = makeAlbum({ name: '@Home, "Live"', artists: [artist], releaseDate: "2019-04-01" });
  const titles = [
    "=SUM(1)",
    "+44 20 7946 0000",
    "-273.15",
    "@midnight",
    'One, two, "three"',
    "First line\nSecond line",
  ];
  return titles.map((name, index) =>
    makeTrack({ name, album, trackNumber: index + 1, explicit: index === 2 }),
  );
}

function toTrack([name, artistName, albumName, year, length]: DemoSong): Track {
  const artist = makeArtist({ name: artistName });
  return makeTrack({
    name,
    album: makeAlbum({ name: albumName, artists: [artist], releaseDate: year }),
    durationMs: toDurationMs(length),
  });
}

function entry(item: PlaylistItem | null, index: number): PlaylistEntry {
  return makeEntry(item, { addedAt: toSpotifyDate(NEWEST - (2_000 - index) * DAY_MS) });
}

function saved<Item>(item: Item, index: number): Saved<Item> {
  return { addedAt: toSpotifyDate(NEWEST - index * 3 * DAY_MS), item };
}

function distinct<Item extends { readonly id: string }>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

const RADIOLAB = makeShow({ name: "Radiolab", publisher: "WNYC Studios", totalEpisodes: 700 });
const IN_OUR_TIME = makeShow({ name: "In Our Time", publisher: "BBC Radio 4", totalEpisodes: 1_000 });
const FEST_UND_FLAUSCHIG = makeShow({ name: "Fest & Flauschig", publisher: "Jan Böhmermann & Olli Schulz" });

const EPISODES = [
  makeEpisode({ name: "Colors", show: RADIOLAB, releaseDate: "2012-05-21", durationMs: 3_960_000 }),
  makeEpisode({ name: "Space", show: RADIOLAB, releaseDate: "2007-08-21", durationMs: 3_540_000 }),
  makeEpisode({
    name: "Photosynthesis",
    show: IN_OUR_TIME,
    releaseDate: "2014-05-15",
    durationMs: 2_580_000,
  }),
  makeEpisode({ name: "The Gin Craze", show: IN_OUR_TIME, releaseDate: "2016-12-15", durationMs: 2_940_000 }),
  makeEpisode({ name: 'Sommerpause, "endlich"', show: FEST_UND_FLAUSCHIG, releaseDate: "2019-07-07" }),
];

const AUDIOBOOKS = [
  makeAudiobook({ name: "Pride and Prejudice", authors: ["Jane Austen"], totalChapters: 61 }),
  makeAudiobook({ name: "Преступление и наказание", authors: ["Фёдор Достоевский"], totalChapters: 41 }),
  makeAudiobook({
    name: "Good Omens",
    authors: ["Terry Pratchett", "Neil Gaiman"],
    publisher: "HarperAudio",
  }),
];
