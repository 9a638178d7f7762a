import { describe, expect, test } from "vitest";
import {
  chooseColumns,
  defaultTrackHeaders,
  type TrackRow,
  trackColumns,
} from "../../src/lib/render/columns.ts";
import type { Playable } from "../../src/lib/spotify/schemas.ts";
import { renderLines } from "../csv-lines.ts";

const addedAt = "2023-05-06T07:08:09Z";

const track: Playable = {
  id: "t1",
  uri: "spotify:track:t1",
  type: "track",
  name: "Under Pressure",
  is_local: false,
  artists: [
    { name: "Queen", uri: "spotify:artist:q" },
    { name: "David Bowie", uri: "spotify:artist:b" },
  ],
  album: {
    uri: "spotify:album:a1",
    name: "Hot Space",
    album_type: "album",
    release_date: "1982-05-21",
    artists: [{ name: "Queen", uri: "spotify:artist:q" }],
    images: [{ url: "https://i.scdn.co/image/large" }, { url: "https://i.scdn.co/image/small" }],
  },
  duration_ms: 248_440,
  explicit: false,
  popularity: 80,
  disc_number: 1,
  track_number: 11,
  preview_url: null,
  external_ids: { isrc: "GBUM71029604" },
  external_urls: { spotify: "https://open.spotify.com/track/t1" },
};

const episode: Playable = {
  uri: "spotify:episode:e1",
  type: "episode",
  name: "Colors",
  show: {
    uri: "spotify:show:s1",
    name: "Radiolab",
    publisher: "WNYC",
    images: [{ url: "https://i.scdn.co/image/show" }],
  },
  release_date: "2012-05-21",
  duration_ms: 3_960_000,
  explicit: true,
};

const localFile: Playable = {
  id: null,
  uri: "spotify:local:::Lullaby:180",
  type: "track",
  name: "Lullaby",
  is_local: true,
  artists: [{ uri: null, name: "" }],
  album: { uri: null, name: "", album_type: null, release_date: null, artists: [], images: [] },
  duration_ms: 180_000,
  explicit: false,
  external_ids: {},
  external_urls: {},
};

describe("rows of tracks", () => {
  const rows: readonly TrackRow[] = [
    { item: track, addedAt, addedBy: "me" },
    { item: episode, addedAt },
    { item: localFile, addedAt: null, addedBy: null },
    { item: null, addedAt, addedBy: "" },
    { item: {}, addedAt: undefined },
    { item: { artists: null, album: null, show: null, external_ids: null, external_urls: null }, addedAt },
  ];

  test("have these columns unless others are chosen", async () => {
    expect(await renderLines(chooseColumns(trackColumns, defaultTrackHeaders), rows)).toEqual([
      "Track URI,Track Name,Artist Name(s),Album Name,Release Date,Duration (ms),Explicit,ISRC,Type,Added By,Added At,Status",
      `spotify:track:t1,Under Pressure,Queen;David Bowie,Hot Space,1982-05-21,248440,false,GBUM71029604,track,me,${addedAt},available`,
      `spotify:episode:e1,Colors,WNYC,Radiolab,2012-05-21,3960000,true,,episode,,${addedAt},available`,
      "spotify:local:::Lullaby:180,Lullaby,,,,180000,false,,local,,,local",
      `,,,,,,,,,,${addedAt},unavailable`,
      ",,,,,,,,,,,unavailable",
      `,,,,,,,,,,${addedAt},unavailable`,
    ]);
  });

  test("can have all of these", async () => {
    expect(await renderLines(trackColumns, rows)).toEqual([
      "Track URI,Track Name,Artist Name(s),Artist URI(s),Album Name,Album URI,Album Artist Name(s),Album Type," +
        "Release Date,Duration (ms),Disc Number,Track Number,Explicit,Popularity,ISRC,Type,Album Image URL," +
        "Track Preview URL,Track URL,Added By,Added At,Status",
      "spotify:track:t1,Under Pressure,Queen;David Bowie,spotify:artist:q;spotify:artist:b,Hot Space,spotify:album:a1," +
        "Queen,album,1982-05-21,248440,1,11,false,80,GBUM71029604,track,https://i.scdn.co/image/large,," +
        `https://open.spotify.com/track/t1,me,${addedAt},available`,
      "spotify:episode:e1,Colors,WNYC,,Radiolab,spotify:show:s1,,,2012-05-21,3960000,,,true,,,episode," +
        `https://i.scdn.co/image/show,,,,${addedAt},available`,
      "spotify:local:::Lullaby:180,Lullaby,,,,,,,,180000,,,false,,,local,,,,,,local",
      `,,,,,,,,,,,,,,,,,,,,${addedAt},unavailable`,
      ",,,,,,,,,,,,,,,,,,,,,unavailable",
      `,,,,,,,,,,,,,,,,,,,,${addedAt},unavailable`,
    ]);
  });

  test("have the columns that are chosen, in the order of the choice", async () => {
    expect(await renderLines(chooseColumns(trackColumns, ["ISRC", "Track Name"]), rows.slice(0, 2))).toEqual([
      "ISRC,Track Name",
      "GBUM71029604,Under Pressure",
      ",Colors",
    ]);
  });
});

test("choosing every column by its header gives every column, and what is unknown gives none", () => {
  expect(
    chooseColumns(
      trackColumns,
      trackColumns.map(({ header }) => header),
    ),
  ).toEqual(trackColumns);
  expect(chooseColumns(trackColumns, ["Tempo", "track name"])).toEqual([]);
});
