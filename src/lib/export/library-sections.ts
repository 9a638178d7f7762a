import {
  artistColumns,
  rankColumns,
  savedAlbumColumns,
  savedAudiobookColumns,
  savedShowColumns,
  type TrackRow,
} from "../render/columns.ts";
import { type Column, renderCsv } from "../render/csv.ts";
import { type JsonPieces, renderObject, renderTexts } from "../render/json.ts";
import type { Pages } from "../spotify/pages.ts";
import type { FollowedArtist, Playable } from "../spotify/schemas.ts";
import { type Spotify, type TimeRange, timeRanges } from "../spotify/spotify.ts";
import { collect, type Reading } from "./collect.ts";
import type { CollectTools } from "./collected.ts";
import type { OutputFile } from "./publish.ts";
import type { Part } from "./scratch.ts";
import { mergeReadings } from "./section.ts";

export interface CollectedSection {
  readonly reading: Reading;
  readonly csv: OutputFile;
  /** Begins to render its value in `library_<id>.json`. */
  readonly renderJson: () => JsonPieces;
}

/** One collection of the library: its key in the JSON and the manifest, its title for people, how it is collected. */
export interface LibrarySection {
  readonly name: string;
  readonly title: string;
  collect(tools: CollectTools): Promise<CollectedSection>;
}

/** The sections of the library, in the order in which they are read and written. */
export const librarySections: readonly LibrarySection[] = [
  savedSection({
    name: "tracks",
    title: "Liked songs",
    file: "liked-songs",
    read: (spotify) => spotify.readSavedTracks(),
    isNull: (entry) => (entry?.track ?? null) === null,
    identify: (entry) => entry?.track?.uri,
    toRow: (entry): TrackRow => ({ item: entry?.track ?? null, addedAt: entry?.added_at }),
    columns: ({ trackColumns }) => trackColumns,
  }),
  savedSection({
    name: "albums",
    title: "Saved albums",
    file: "albums",
    read: (spotify) => spotify.readSavedAlbums(),
    isNull: (entry) => (entry?.album ?? null) === null,
    identify: (entry) => entry?.album?.uri,
    toRow: (entry) => entry,
    columns: () => savedAlbumColumns,
  }),
  savedSection({
    name: "artists",
    title: "Followed artists",
    file: "artists",
    read: (spotify) => spotify.readFollowedArtists(),
    isNull: (artist) => artist === null,
    identify: (artist) => artist?.uri,
    toRow: (artist) => artist,
    columns: () => artistColumns,
  }),
  savedSection({
    name: "shows",
    title: "Saved shows",
    file: "shows",
    read: (spotify) => spotify.readSavedShows(),
    isNull: (entry) => (entry?.show ?? null) === null,
    identify: (entry) => entry?.show?.uri,
    toRow: (entry) => entry,
    columns: () => savedShowColumns,
  }),
  savedSection({
    name: "episodes",
    title: "Saved episodes",
    file: "episodes",
    read: (spotify) => spotify.readSavedEpisodes(),
    isNull: (entry) => (entry?.episode ?? null) === null,
    identify: (entry) => entry?.episode?.uri,
    toRow: (entry): TrackRow => ({ item: entry?.episode ?? null, addedAt: entry?.added_at }),
    columns: ({ trackColumns }) => trackColumns,
  }),
  savedSection({
    name: "audiobooks",
    title: "Saved audiobooks",
    file: "audiobooks",
    read: (spotify) => spotify.readSavedAudiobooks(),
    isNull: (entry) => entry === null,
    identify: (entry) => (entry?.audiobook ?? entry)?.uri,
    toRow: (entry) => entry,
    columns: () => savedAudiobookColumns,
  }),
  topSection<Playable | null, TrackRow>({
    name: "topTracks",
    title: "Top tracks",
    file: "top-tracks",
    read: (spotify, range) => spotify.readTopTracks(range),
    toRow: (item) => ({ item, addedAt: undefined }),
    columns: ({ trackColumns }) => trackColumns.filter(({ header }) => !header.startsWith("Added ")),
  }),
  topSection<FollowedArtist, FollowedArtist>({
    name: "topArtists",
    title: "Top artists",
    file: "top-artists",
    read: (spotify, range) => spotify.readTopArtists(range),
    toRow: (artist) => artist,
    columns: () => artistColumns,
  }),
];

/** A section of what the user saved or follows: one collection whose entries do not repeat. */
function savedSection<Entry, Row>(section: {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly read: (spotify: Spotify) => Pages<Entry>;
  readonly isNull: (entry: Entry) => boolean;
  readonly identify: (entry: Entry) => string | null | undefined;
  readonly toRow: (entry: Entry) => Row;
  readonly columns: (tools: CollectTools) => readonly Column<Row>[];
}): LibrarySection {
  const { name, title, file, read, isNull, identify, toRow, columns } = section;

  async function collectSaved(tools: CollectTools): Promise<CollectedSection> {
    const part = tools.scratch.openPart<Entry>(name);
    const reading = await collect(() => read(tools.spotify), part, {
      isNull,
      identify,
      onProgress: (progress) => tools.onProgress({ step: title, ...progress }),
    });
    return {
      reading,
      csv: {
        name: file,
        type: "csv",
        rows: reading.read,
        render: () => renderCsv(columns(tools), toRows(part, toRow)),
      },
      renderJson: () => renderTexts(part.readTexts()),
    };
  }

  return { name, title, collect: collectSaved };
}

/** A section of the user's most played, a list for each of Spotify's time ranges. */
function topSection<Entry, Row>(section: {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly read: (spotify: Spotify, range: TimeRange) => Pages<Entry>;
  readonly toRow: (entry: Entry) => Row;
  readonly columns: (tools: CollectTools) => readonly Column<Row>[];
}): LibrarySection {
  const { name, title, file, read, toRow, columns } = section;

  async function collectTop(tools: CollectTools): Promise<CollectedSection> {
    const lists: { range: TimeRange; part: Part<Entry>; reading: Reading }[] = [];
    for (const range of timeRanges) {
      const part = tools.scratch.openPart<Entry>(`${name}-${range}`);
      const reading = await collect(() => read(tools.spotify, range), part, {
        isNull: (entry) => entry === null,
        onProgress: (progress) => tools.onProgress({ step: `${title} (${range})`, ...progress }),
      });
      lists.push({ range, part, reading });
    }

    async function* readRows() {
      for (const { range, part } of lists) {
        let rank = 0;
        for await (const entries of part.read()) {
          yield entries.map((entry) => ({ range, rank: ++rank, row: toRow(entry) }));
        }
      }
    }

    const reading = mergeReadings(lists.map((list) => list.reading));
    const ranked = columns(tools).map(({ header, value }) => ({
      header,
      value: ({ row }: { row: Row }) => value(row),
    }));
    return {
      reading,
      csv: {
        name: file,
        type: "csv",
        rows: reading.read,
        render: () => renderCsv([...rankColumns, ...ranked], readRows()),
      },
      renderJson: () =>
        renderObject(
          Object.fromEntries(lists.map(({ range, part }) => [range, renderTexts(part.readTexts())])),
        ),
    };
  }

  return { name, title, collect: collectTop };
}

async function* toRows<Entry, Row>(
  part: Part<Entry>,
  toRow: (entry: Entry) => Row,
): AsyncGenerator<readonly Row[]> {
  for await (const entries of part.read()) {
    yield entries.map(toRow);
  }
}
