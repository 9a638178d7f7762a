import { z } from "zod";
import { SpotifyError } from "./spotify-error.ts";

/*
 * What the exporter relies on in Spotify's answers. Every object is loose: what is not named here is kept as it came.
 * Names are Spotify's own. `nullish` stands wherever Spotify is known to leave a field out or empty.
 */

const text = z.string().nullish();
/** A value that only fills a cell: whatever it is, it must not cost the collection that it stands in. */
const cell = z.union([z.string(), z.number(), z.boolean()]).nullish();
const images = z.array(z.looseObject({ url: cell })).nullish();
const artist = z.looseObject({
  id: text,
  uri: text,
  name: text,
  genres: z.array(z.string()).nullish(),
  images,
});
export type Artist = z.infer<typeof artist>;
const albumOfTrack = z.looseObject({
  uri: text,
  name: text,
  album_type: cell,
  release_date: cell,
  total_tracks: cell,
  artists: z.array(artist).nullish(),
  images,
});
const showOfEpisode = z.looseObject({ uri: text, name: text, publisher: cell, images });
const person = z.looseObject({ name: text });
const externalUrls = z.looseObject({ spotify: cell }).nullish();

/** A track, an episode or a local file: what a playlist holds and a listener likes. */
const playable = z.looseObject({
  id: text,
  uri: text,
  type: text,
  name: text,
  is_local: z.boolean().nullish(),
  is_playable: cell,
  artists: z.array(artist).nullish(),
  album: albumOfTrack.nullish(),
  show: showOfEpisode.nullish(),
  release_date: cell,
  duration_ms: cell,
  explicit: cell,
  popularity: cell,
  disc_number: cell,
  track_number: cell,
  preview_url: cell,
  external_ids: z.looseObject({ isrc: cell }).nullish(),
  external_urls: externalUrls,
});
export type Playable = z.infer<typeof playable>;

export const savedTrack = z.looseObject({ added_at: text, track: playable.nullable() }).nullable();
export type SavedTrack = z.infer<typeof savedTrack>;

const album = z.looseObject({
  ...albumOfTrack.shape,
  id: text,
  label: cell,
  external_ids: z.looseObject({ upc: cell }).nullish(),
});
export type Album = z.infer<typeof album>;
export const savedAlbum = z.looseObject({ added_at: text, album: album.nullable() }).nullable();
export type SavedAlbum = z.infer<typeof savedAlbum>;

export const followedArtist = artist.nullable();
export type FollowedArtist = z.infer<typeof followedArtist>;

const show = z.looseObject({
  ...showOfEpisode.shape,
  id: text,
  total_episodes: cell,
  description: cell,
});
export type Show = z.infer<typeof show>;
export const savedShow = z.looseObject({ added_at: text, show: show.nullable() }).nullable();
export type SavedShow = z.infer<typeof savedShow>;

export const savedEpisode = z.looseObject({ added_at: text, episode: playable.nullable() }).nullable();
export type SavedEpisode = z.infer<typeof savedEpisode>;

/** `/me/audiobooks` sends the audiobooks themselves; a date beside them is read where it comes. */
const audiobookFields = {
  id: text,
  uri: text,
  name: text,
  authors: z.array(person).nullish(),
  narrators: z.array(person).nullish(),
  publisher: cell,
  total_chapters: cell,
};
const audiobook = z.looseObject(audiobookFields);
export type Audiobook = z.infer<typeof audiobook>;
export const savedAudiobook = z
  .looseObject({
    ...audiobookFields,
    added_at: text,
    audiobook: audiobook.nullish(),
  })
  .nullable();
export type SavedAudiobook = z.infer<typeof savedAudiobook>;

export const topTrack = playable.nullable();
export const topArtist = artist.nullable();

const placeInPlaylist = {
  added_at: text,
  added_by: z.looseObject({ id: text, uri: text }).nullish(),
  is_local: z.boolean().nullish(),
};

/** A playlist entry as the archive keeps it. */
export const keptEntry = z.looseObject({ ...placeInPlaylist, item: playable.nullable() });

/** The keys that Spotify uses for one playlist entry: `item` since February 2026, `track` before, or both. */
const wireEntry = z
  .looseObject({ ...placeInPlaylist, item: playable.nullish(), track: playable.nullish() })
  // Were the key renamed again, every entry would look like a track taken down.
  .refine((entry) => entry.item !== undefined || entry.track !== undefined, "neither item nor track");
export type WireEntry = z.infer<typeof wireEntry>;

/** Any single thing, as far as it takes to see whether anything is left of it. */
export const namedItem = z.looseObject({ name: text, is_playable: cell });

const total = z.number().int().nonnegative();
const contentsCount = z.looseObject({ total }).nullish();

/** A playlist as `/me/playlists` lists it: `items` since February 2026, `tracks` before, or both. */
export const listedPlaylist = z.looseObject({
  id: z.string().min(1),
  uri: text,
  name: text,
  description: cell,
  owner: z.looseObject({ id: text, display_name: cell }).nullish(),
  public: cell,
  collaborative: z.boolean().nullish(),
  snapshot_id: text,
  images,
  external_urls: externalUrls,
  items: contentsCount,
  tracks: contentsCount,
});
export type ListedPlaylist = z.infer<typeof listedPlaylist>;

/** What `/search` answers where tracks are searched for. */
export const foundTracks = z.looseObject({ tracks: z.looseObject({ items: z.array(playable.nullable()) }) });

/** One page of a collection. */
export function pageOf<Entry extends z.ZodType>(entry: Entry) {
  return z.looseObject({ total, items: z.array(entry), offset: z.number().optional() });
}

/** `/me/following` pages by cursor and wraps its page. */
export const followedArtistsPage = z.looseObject({
  artists: z.looseObject({
    total,
    items: z.array(followedArtist),
    cursors: z.looseObject({ after: text }).nullish(),
  }),
});

export const wireEntryPage = pageOf(wireEntry);

/**
 * `GET /playlists/{id}`. Its contents are a page of entries where Spotify gives them, and otherwise absent or a mere
 * count: whoever finds entries there checks them against `wireEntryPage`.
 */
export const fetchedPlaylist = z.looseObject({
  id: z.string(),
  snapshot_id: text,
  items: z.looseObject({ items: z.unknown().optional() }).nullish(),
  tracks: z.looseObject({ items: z.unknown().optional() }).nullish(),
});

export const profile = z.looseObject({ id: z.string().min(1), account_id: text, display_name: text });
export type Profile = z.infer<typeof profile>;

/** @throws {SpotifyError} where a page says that it begins elsewhere: repeats would pass for a whole collection */
export function expectOffset(
  page: { readonly offset?: number | undefined },
  offset: number,
  label: string,
): void {
  if (page.offset !== undefined && page.offset !== offset) {
    throw new SpotifyError(
      `Spotify answered ${label} with the page at ${page.offset}, not the one at ${offset}.`,
    );
  }
}

/**
 * Checks an answer against what we rely on and returns **the answer itself**, not the schema's copy of it, so that
 * whatever Spotify sent stays as it was, its order of keys included.
 *
 * @throws {SpotifyError} naming the request and the place, and never the data
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  answer: unknown,
  label: string,
): z.infer<Schema> {
  const result = schema.safeParse(answer);
  if (result.success) {
    return answer as z.infer<Schema>;
  }
  const places = result.error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join(".") || "the whole"}: ${issue.message}`);
  throw new SpotifyError(
    `Spotify's answer to ${label} has an unknown shape (${places.join("; ")}). ` +
      "It may have changed its API: look for a newer version of spotify-exporter.",
    { status: 200 },
  );
}
