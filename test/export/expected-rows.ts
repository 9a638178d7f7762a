import { z } from "zod";
import { guard } from "./parse-csv.ts";
import type { LibraryDocument, PlaylistsDocument } from "./snapshot-documents.ts";

/** Rows as far as they are looked at: a cell under its header. */
export type ExpectedRow = Readonly<Record<string, string>>;

const named = z.looseObject({ name: z.string(), uri: z.string().nullish() });
const item = z.looseObject({
  uri: z.string(),
  name: z.string(),
  duration_ms: z.number(),
  explicit: z.boolean(),
  artists: z.array(named).optional(),
  album: named.optional(),
  show: named.extend({ publisher: z.string().optional() }).optional(),
  external_ids: z.looseObject({ isrc: z.string().optional() }).optional(),
});
const added = { added_at: z.string().nullable() };
const savedTrack = z.looseObject({ ...added, track: item });
const savedEpisode = z.looseObject({ ...added, episode: item });
const savedAlbum = z.looseObject({ ...added, album: named.extend({ artists: z.array(named) }) });
const savedShow = z.looseObject({ ...added, show: named });
const savedAudiobook = z.looseObject({
  ...added,
  audiobook: named.extend({ authors: z.array(z.object({ name: z.string() })) }),
});
const followedArtist = named.extend({ genres: z.array(z.string()) });
const playlist = named.extend({
  items: z
    .array(
      z.looseObject({
        ...added,
        added_by: z.looseObject({ id: z.string() }).nullable(),
        item: item.nullable(),
      }),
    )
    .nullable(),
});

/** The rows of a library's CSV files by their names, made from its JSON by plain code. */
export function toLibraryRows(library: LibraryDocument): Readonly<Record<string, readonly ExpectedRow[]>> {
  const { topTracks, topArtists } = library;
  return {
    "liked-songs.csv": z
      .array(savedTrack)
      .parse(library.tracks)
      .map((entry) => ({ ...toTrackRow(entry.track), "Added At": entry.added_at ?? "" })),
    "albums.csv": z
      .array(savedAlbum)
      .parse(library.albums)
      .map(({ added_at, album }) => ({
        "Album URI": album.uri ?? "",
        "Album Name": guard(album.name),
        "Album Artist Name(s)": joinNames(album.artists),
        "Added At": added_at ?? "",
      })),
    "artists.csv": z.array(followedArtist).parse(library.artists).map(toArtistRow),
    "shows.csv": z
      .array(savedShow)
      .parse(library.shows)
      .map(({ added_at, show }) => ({
        "Show URI": show.uri ?? "",
        "Show Name": guard(show.name),
        "Added At": added_at ?? "",
      })),
    "episodes.csv": z
      .array(savedEpisode)
      .parse(library.episodes)
      .map((entry) => ({ ...toTrackRow(entry.episode), "Added At": entry.added_at ?? "" })),
    "audiobooks.csv": z
      .array(savedAudiobook)
      .parse(library.audiobooks)
      .map(({ added_at, audiobook }) => ({
        "Audiobook URI": audiobook.uri ?? "",
        "Audiobook Name": guard(audiobook.name),
        "Author(s)": joinNames(audiobook.authors),
        "Added At": added_at ?? "",
      })),
    "top-tracks.csv": toRankedRows(topTracks, (entry) => toTrackRow(item.parse(entry))),
    "top-artists.csv": toRankedRows(topArtists, (entry) => toArtistRow(followedArtist.parse(entry))),
  };
}

/** The rows of the playlists' CSV files by their names, made from their JSON by plain code. */
export function toPlaylistRows({
  playlists,
}: PlaylistsDocument): Readonly<Record<string, readonly ExpectedRow[]>> {
  const parsed = z.array(playlist).parse(playlists);
  return {
    "playlists.csv": parsed.map(({ name, uri, items }) => ({
      "Playlist Name": guard(name),
      "Playlist URI": uri ?? "",
      "Exported Items": String(items?.length ?? 0),
    })),
    "playlist-items.csv": parsed.flatMap(({ name, uri, items }) =>
      (items ?? []).map((entry, index) => ({
        "Playlist Name": guard(name),
        "Playlist URI": uri ?? "",
        Position: String(index + 1),
        ...toTrackRow(entry.item),
        "Added By": entry.added_by?.id ?? "",
        "Added At": entry.added_at ?? "",
      })),
    ),
  };
}

function toTrackRow(track: z.infer<typeof item> | null): ExpectedRow {
  return {
    "Track URI": track?.uri ?? "",
    "Track Name": guard(track?.name ?? ""),
    "Artist Name(s)": track?.artists ? joinNames(track.artists) : guard(track?.show?.publisher ?? ""),
    "Album Name": guard((track?.album ?? track?.show)?.name ?? ""),
    "Duration (ms)": String(track?.duration_ms ?? ""),
    Explicit: String(track?.explicit ?? ""),
    ISRC: track?.external_ids?.isrc ?? "",
  };
}

function toArtistRow({ uri, name, genres }: z.infer<typeof followedArtist>): ExpectedRow {
  return { "Artist URI": uri ?? "", "Artist Name": guard(name), Genres: genres.join(";") };
}

function toRankedRows(
  ranges: LibraryDocument["topTracks"],
  toRow: (entry: unknown) => ExpectedRow,
): readonly ExpectedRow[] {
  return Object.entries(ranges).flatMap(([range, entries]) =>
    entries.map((entry, index) => ({ "Time Range": range, Rank: String(index + 1), ...toRow(entry) })),
  );
}

function joinNames(people: readonly { readonly name: string }[]): string {
  return guard(people.map(({ name }) => name).join(";"));
}
