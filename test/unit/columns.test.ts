import { expect, test } from "vitest";
import {
  albumColumns,
  artistColumns,
  audiobookColumns,
  chooseColumns,
  playlistColumns,
  playlistItemColumns,
  rankColumns,
  showColumns,
  trackColumns,
} from "../../src/lib/render/columns.ts";
import { libraryTables, type TableRow } from "../../src/lib/render/tables.ts";
import { renderLines } from "../csv-lines.ts";

const addedAt = "2023-05-06T07:08:09Z";

/** The records of entries as Spotify sends them. */
function renderEntries(table: keyof typeof libraryTables, ...values: readonly unknown[]) {
  return renderLines(
    libraryTables[table].columns,
    values.map((value): TableRow => ({ value })),
  );
}

test("rows of albums", async () => {
  const album = {
    uri: "spotify:album:a1",
    name: '@Home, "Live"',
    artists: [{ name: "One" }, { name: null }, {}],
    album_type: "single",
    release_date: "2019",
    total_tracks: 3,
    label: "A Label",
    external_ids: { upc: "000000123456" },
  };
  expect(
    await renderEntries(
      "albums",
      { added_at: addedAt, album },
      { added_at: null, album: null },
      { album: {} },
    ),
  ).toEqual([
    "Album URI,Album Name,Album Artist Name(s),Album Type,Release Date,Total Tracks,Record Label,UPC,Added At,Status",
    `spotify:album:a1,"'@Home, ""Live""",One;;,single,2019,3,A Label,000000123456,${addedAt},available`,
    ",,,,,,,,,unavailable",
    ",,,,,,,,,unavailable",
  ]);
});

test("rows of artists", async () => {
  const artists = [
    { uri: "spotify:artist:1", name: "Sigur Rós", genres: ["post-rock", "dream pop"] },
    { uri: "spotify:artist:2", name: "", genres: [] },
    {},
    null,
  ];
  expect(await renderEntries("artists", ...artists)).toEqual([
    "Artist URI,Artist Name,Genres,Status",
    "spotify:artist:1,Sigur Rós,post-rock;dream pop,available",
    "spotify:artist:2,,,unavailable",
    ",,,unavailable",
    ",,,unavailable",
  ]);
});

test("rows of shows", async () => {
  const show = { uri: "spotify:show:1", name: "Radiolab", publisher: "WNYC", total_episodes: 700 };
  expect(await renderEntries("shows", { added_at: addedAt, show }, { show: null })).toEqual([
    "Show URI,Show Name,Publisher,Total Episodes,Added At,Status",
    `spotify:show:1,Radiolab,WNYC,700,${addedAt},available`,
    ",,,,,unavailable",
  ]);
});

test("rows of audiobooks, wrapped or bare", async () => {
  const audiobook = {
    uri: "spotify:audiobook:1",
    name: "Good Omens",
    authors: [{ name: "Terry Pratchett" }, { name: "Neil Gaiman" }],
    narrators: [{ name: "Martin Jarvis" }],
    publisher: "HarperAudio",
    total_chapters: 20,
  };
  expect(await renderEntries("audiobooks", { added_at: addedAt, audiobook }, audiobook, null)).toEqual([
    "Audiobook URI,Audiobook Name,Author(s),Narrator(s),Publisher,Total Chapters,Added At,Status",
    `spotify:audiobook:1,Good Omens,Terry Pratchett;Neil Gaiman,Martin Jarvis,HarperAudio,20,${addedAt},available`,
    "spotify:audiobook:1,Good Omens,Terry Pratchett;Neil Gaiman,Martin Jarvis,HarperAudio,20,,available",
    ",,,,,,,unavailable",
  ]);
});

test("what Spotify has taken stands in its row as it is remembered, and what it has dropped in a row of its own", async () => {
  const known = {
    uri: "spotify:track:1",
    name: "Under Pressure",
    artists: ["Queen", "David Bowie"],
    album: "Hot Space",
    isrc: "GBUM71029604",
    lastSeen: "2026-11-01T02-00-00Z",
  };
  const emptied = { uri: "spotify:track:1", name: "", artists: [{ name: "" }], album: { name: "" } };
  const columns = chooseColumns(libraryTables.tracks.columns, [
    "Track URI",
    "Track Name",
    "Artist Name(s)",
    "Album Name",
    "ISRC",
    "Added At",
    "Status",
  ]);
  const rows: readonly TableRow[] = [
    { value: { added_at: addedAt, track: null }, known: [known] },
    { value: { added_at: addedAt, track: emptied }, known: [known] },
    { value: { added_at: addedAt, track: null }, known: [known, { ...known, uri: "spotify:track:2" }] },
    { value: null },
    { dropped: { ...known, addedAt } },
  ];
  const words = "spotify:track:1,Under Pressure,Queen;David Bowie,Hot Space,GBUM71029604";
  expect((await renderLines(columns, rows)).slice(1)).toEqual([
    `${words},${addedAt},unavailable`,
    `${words},${addedAt},unavailable`,
    `,,,,,${addedAt},unavailable`,
    ",,,,,,unavailable",
    `${words},${addedAt},dropped`,
  ]);
});

const playlist = {
  id: "p1",
  uri: "spotify:playlist:p1",
  name: "=SUM(1)",
  description: "Windows down,\nvolume up",
  owner: { id: "me", display_name: "Me" },
  public: false,
  collaborative: true,
  snapshot_id: "AAAA",
  images: [{ url: "https://i.scdn.co/image/cover" }],
};

test("rows of playlists", async () => {
  const rows = [
    { playlist, position: 1, total: 12, exported: 12, unavailable: undefined },
    { playlist: { id: "p2", images: null }, position: 3, total: null, exported: 0, unavailable: "refused" },
  ];
  expect(await renderLines(playlistColumns, rows)).toEqual([
    "Playlist Name,Playlist URI,Position,Description,Owner,Owner ID,Public,Collaborative,Total Items,Exported Items," +
      "Unavailable,Image URL,Snapshot ID",
    `'=SUM(1),spotify:playlist:p1,1,"Windows down,\nvolume up",Me,me,false,true,12,12,,` +
      "https://i.scdn.co/image/cover,AAAA",
    ",,3,,,,,,,0,refused,,",
  ]);
});

test("rows of playlist entries begin with the playlist", async () => {
  const columns = [...playlistItemColumns, ...chooseColumns(trackColumns, ["Track Name"])];
  expect(
    await renderLines(columns, [{ playlist, position: 7, item: { name: "Under Pressure" }, addedAt }]),
  ).toEqual([
    "Playlist Name,Playlist URI,Position,Track Name",
    "'=SUM(1),spotify:playlist:p1,7,Under Pressure",
  ]);
});

test("ranked rows begin with the range and the rank", async () => {
  expect(await renderLines(rankColumns, [{ range: "long_term", rank: 1 }])).toEqual([
    "Time Range,Rank",
    "long_term,1",
  ]);
});

test.each<[string, readonly { readonly header: string }[]]>([
  ["tracks", trackColumns],
  ["albums", albumColumns],
  ["artists", artistColumns],
  ["shows", showColumns],
  ["audiobooks", audiobookColumns],
  ["playlists", playlistColumns],
  ["playlist entries", [...playlistItemColumns, ...trackColumns]],
  ["top tracks", [...rankColumns, ...trackColumns]],
  ["top artists", [...rankColumns, ...artistColumns]],
])("no two columns of %s have the same header", (_, columns) => {
  const headers = columns.map(({ header }) => header);
  expect(new Set(headers).size).toBe(headers.length);
});
