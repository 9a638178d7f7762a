import { describe, expect, test } from "vitest";
import { isMatch, parseQuery } from "../../src/lib/find/match-text.ts";
import type { Words } from "../../src/lib/snapshot/words.ts";

const id = "4u7EnebtmKWzUH433cf5Qv";
const song: Words = {
  uri: `spotify:track:${id}`,
  name: "Bohemian Rhapsody",
  artists: ["Queen", "Somebody Else"],
  album: "A Night at the Opera",
  isrc: "GBUM71029604",
};

function matches(text: string, given: Partial<Words> = {}): boolean | undefined {
  const query = parseQuery(text);
  return query && isMatch(query, { ...song, ...given });
}

describe("words", () => {
  test.each([
    ["one of the title", "rhapsody"],
    ["of artist and title, in any order and case", "QUEEN bohemian"],
    ["of album and second artist", "opera somebody"],
    ["that are begun", "rhaps que"],
    ["between much white space", "  queen \t\n rhapsody "],
  ])("%s are found", (_, text) => {
    expect(matches(text)).toBe(true);
  });

  test.each([
    ["one of which does not occur", "queen bohemian live"],
    ["that only two fields together would make", "rhapsodyqueen"],
  ])("%s are not", (_, text) => {
    expect(matches(text)).toBe(false);
  });

  test.each([
    ["Beyoncé", "beyonce"],
    ["Beyonce", "BEYONCÉ"],
    ["Beyonce\u0301", "beyonc\u00e9"],
    ["Ágætis byrjun", "agætis"],
    ["Straße nach Süden", "STRASSE suden"],
    ["Οδυσσεύς", "ΟΔΥΣΣΕΎΣ"],
    ["Ａｌｉｖｅ ①", "alive 1"],
    ["ﬁre", "fire"],
    ["İstanbul", "istanbul"],
    ["ISPARTA ışık", "ışık isparta"],
    ["Don’t Stop Me Now", "don't stop"],
    ["Don't Stop Me Now", "don’t"],
    ["“Heroes”", '"heroes"'],
    ["Rock´n`Roll", "rock'n'roll"],
    ["夜に駆ける", "夜に"],
    ["봄날", "봄날"],
    ["שירים לערב", "לערב"],
    ["Преступление", "ПРЕСТУПЛЕНИЕ"],
    ["Band\u00a0practice\u2003take 3", "practice take 3"],
    ["= ( ^ . * [", "* ["],
  ])("%o is found by %o", (name, text) => {
    expect(matches(text, { name })).toBe(true);
  });

  test.each([
    ["", ""],
    ["white space", " \t\u3000"],
    ["an accent alone", "\u0301"],
  ])("there are none in %s", (_, text) => {
    expect(parseQuery(text)).toBeUndefined();
  });
});

describe("an item itself", () => {
  test.each([
    ["its URI", `spotify:track:${id}`],
    ["its URI in another case", `SPOTIFY:Track:${id.toUpperCase()}`],
    ["its id", id],
    ["its link", `https://open.spotify.com/track/${id}`],
    ["the link that is shared", `https://open.spotify.com/track/${id}?si=0123456789abcdef`],
    ["the link of a country", `https://open.spotify.com/intl-de/track/${id}?si=0123`],
    ["the link without its scheme", ` open.spotify.com/track/${id}/ `],
    ["its ISRC", "gbum71029604"],
    ["its ISRC with hyphens", "GB-UM7-10-29604"],
  ])("is found by %s", (_, text) => {
    expect(matches(text)).toBe(true);
  });

  test.each([
    ["another URI", `spotify:album:${id}`],
    ["half its id", id.slice(0, 11)],
    ["a link to something else", `https://open.spotify.com/playlist/${id}`],
    ["a link to elsewhere", `https://open.spotify.com.example/track/${id}`],
    ["half its ISRC", "GBUM7102"],
  ])("is not found by %s", (_, text) => {
    expect(matches(text)).toBe(false);
  });

  test("is found by an ISRC that Spotify writes with hyphens", () => {
    expect(matches("GBUM71029604", { isrc: "gb-um7-10-29604" })).toBe(true);
  });

  test("that Spotify says nothing of is not found by hyphens", () => {
    expect(matches("-", { uri: "", isrc: "" })).toBe(false);
  });

  test("that is a local file has a URI and no id", () => {
    const uri = "spotify:local:Us:Garage+tapes:Band+practice:254";
    expect(matches(uri, { uri })).toBe(true);
    expect(matches("254", { uri })).toBe(false);
  });
});
