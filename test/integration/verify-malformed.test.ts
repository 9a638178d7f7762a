import { describe, expect, test } from "vitest";
import { findForgery } from "../export/verified.ts";

describe("JSON that is no snapshot's is told and breaks nothing, though hashes and seal are right", () => {
  const notCompared = "so the list is not compared with its CSV file";
  /** Another value for a field, whether it spans lines or not. */
  const setField = (name: string, value: string) => (json: string) =>
    json.replace(
      new RegExp(`"${name}": (\\[\\n.*?\\n\\]|\\{\\n.*?\\n\\}|.*?)(?=,?\\n)`, "s"),
      `"${name}": ${value}`,
    );

  const setPlaylists = (value: string) => (json: string) =>
    json.replace(/"playlists": \[\n.*\n\]/s, `"playlists": ${value}`);

  test.each<[string, (json: string) => string, string]>([
    [
      "an artist whose genres are none",
      setField("artists", '[\n{"genres":"x"}\n]'),
      "artists: entry 1 is not what",
    ],
    [
      "a track whose artists are none",
      setField("tracks", '[\n{"track":{"name":"One","artists":"x"}}\n]'),
      `tracks: entry 1 is not what Spotify sends there: track.artists: Invalid input: expected array, received string; ${notCompared}`,
    ],
    [
      "a top track whose artists are none",
      setField("short_term", '[\n{"name":"One","artists":"x"}\n]'),
      "topTracks.short_term: entry 1 is not what",
    ],
    ["entries that are numbers", setField("tracks", "[\n1,\n2\n]"), "tracks: entry 1 is not what"],
    ["an entry that spans lines", setField("shows", "[\n{\n}\n]"), "in the place of shows.0"],
    ["no list", setField("tracks", "null"), "in the place of tracks"],
    ["a number for a list", setField("albums", "5"), "in the place of albums"],
    ["an object for a list", setField("albums", '{\n"a": 1\n}'), "in the place of albums.a"],
    ["a list for the top lists", setField("topTracks", "[]"), "topTracks does not have the lists"],
    ["no account", setField("account", "null"), "has another account"],
    [
      "a number for what is remembered",
      (json) => json.replace("{", '{\n"remembered": 5,'),
      "what is remembered",
    ],
    [
      "a number for what is remembered of a list",
      (json) => json.replace("{", '{\n"remembered": {\n"tracks": 5\n},'),
      "what is remembered",
    ],
    ["a list for all", () => "[]", "library.json: is damaged at line 1"],
    ["a prototype", (json) => json.replace("{", '{\n"__proto__": null,'), 'has a field "__proto__"'],
  ])("in a library: %s", async (_, edit, problem) => {
    const problems = await findForgery("library", (forgery) => forgery.edit("library.json", edit));
    expect(problems.filter((text) => text.startsWith("library.json: ")).join("\n")).toContain(problem);
  });

  test.each<[string, (json: string) => string, string]>([
    ["no playlists", setPlaylists("null"), "has something else than a list in the place of playlists"],
    ["an object for the playlists", setPlaylists("{}"), "in the place of playlists"],
    [
      "playlists by their names",
      (json) => json.replace('"playlists": [\n{', '"playlists": {\n"a": {').replace(/\]\n\}$/, "}\n}"),
      "has something else than a playlist in its list; so the CSV files are not compared with it",
    ],
    ["numbers for the playlists", setPlaylists("[\n1,\n2\n]"), "has something else than a playlist"],
    ["a playlist without items", setPlaylists('[\n{\n"id": "one"\n}\n]'), "playlist 1: has no items"],
    ["a name that is none", setField("name", "5"), "playlist 1: is not what Spotify sends there: name: "],
    ["an object for items", setField("items", "{}"), "playlist 1: has something else than a list"],
    [
      "an object for items that spans lines",
      setField("items", '{\n"a": 1\n}'),
      "playlist 1: has something else",
    ],
    ["numbers for items", setField("items", "[\n1,\n2\n]"), "playlist 1: entry 1 is not what"],
    [
      "an item that spans lines",
      setField("items", "[\n{\n}\n]"),
      "playlist 1: has something else than a list",
    ],
    [
      "artists that are none",
      setField("items", '[\n{"item":{"name":"One","artists":"x"}}\n]'),
      `playlist 1: entry 1 is not what Spotify sends there: item.artists: Invalid input: expected array, received string; ${notCompared}`,
    ],
    [
      "a number for what is remembered",
      (json) => json.replace('"items":', '"remembered": 5,\n"items":'),
      "playlist 1: what is remembered",
    ],
    [
      "what is remembered of all",
      (json) => json.replace("{", '{\n"remembered": {},'),
      'has a field "remembered"',
    ],
    ["no account", setField("account", "null"), "has another account"],
  ])("in playlists: %s", async (_, edit, problem) => {
    const problems = await findForgery("playlists", (forgery) => forgery.edit("playlists.json", edit));
    expect(problems.filter((text) => text.startsWith("playlists.json: ")).join("\n")).toContain(problem);
  });

  test("the list whose entry is wrong is not compared with its CSV file, and the others are", async () => {
    expect(
      await findForgery("library", ({ edit }) => {
        edit("library.json", (json) => json.replace(/"artists":\[/, '"artists":"x","others":['));
        edit("liked-songs.csv", (csv) => csv.replace("2026-10-30T09:00:00Z", "2016-10-30T09:00:00Z"));
        edit("albums.csv", (csv) => csv.replace("2026-10-30T19", "2016-10-30T19"));
      }),
    ).toEqual([
      expect.stringMatching(`^library\\.json: tracks: entry 1 .*; ${notCompared}$`),
      "albums.csv: row 2, column Added At, is not what the JSON file has",
    ]);
    expect(
      await findForgery("playlists", ({ edit }) => {
        edit("playlists.json", (json) => json.replace(/"artists":\[/, '"artists":"x","others":['));
        edit("playlist-items.csv", (csv) => csv.replaceAll("Oddities", "Rarities"));
        edit("playlists.csv", (csv) => csv.replace("Oddities", "Rarities"));
      }),
    ).toEqual([
      expect.stringMatching(`^playlists\\.json: playlist 1: entry 1 .*; ${notCompared}$`),
      "playlists.csv: row 3, column Playlist Name, is not what the JSON file has",
    ]);
  });
});
