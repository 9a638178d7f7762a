import { expect, test } from "vitest";
import { toQuestion } from "../../src/lib/state/question.ts";

type Query = Readonly<Record<string, string | number>>;

test.each<
  [string, Query, { subject: string; isOpening: boolean; isOfPlaylist: boolean; isOfList?: boolean }]
>([
  [
    "/playlists/x",
    { additional_types: "track" },
    { subject: "/playlists/x", isOpening: true, isOfPlaylist: true },
  ],
  [
    "/playlists/x/items",
    { limit: 50, offset: 0 },
    { subject: "/playlists/x", isOpening: false, isOfPlaylist: true },
  ],
  [
    "/playlists/x/tracks",
    { limit: 50, offset: 100 },
    { subject: "/playlists/x", isOpening: false, isOfPlaylist: true },
  ],
  ["/me/tracks", { limit: 50, offset: 0 }, { subject: "/me/tracks?", isOpening: true, isOfPlaylist: false }],
  [
    "/me/tracks",
    { limit: 20, offset: 150 },
    { subject: "/me/tracks?", isOpening: false, isOfPlaylist: false },
  ],
  [
    "/me/playlists",
    { limit: 50, offset: 50 },
    { subject: "/me/playlists?", isOpening: false, isOfPlaylist: false, isOfList: true },
  ],
  [
    "/me/following",
    { type: "artist", limit: 50 },
    { subject: "/me/following?type=artist", isOpening: true, isOfPlaylist: false },
  ],
  [
    "/me/following",
    { type: "artist", limit: 50, after: "a" },
    { subject: "/me/following?type=artist", isOpening: false, isOfPlaylist: false },
  ],
  [
    "/me/top/tracks",
    { time_range: "long_term", limit: 50, offset: 0 },
    { subject: "/me/top/tracks?time_range=long_term", isOpening: true, isOfPlaylist: false },
  ],
  ["/me", {}, { subject: "/me?", isOpening: true, isOfPlaylist: false }],
])("what %s with %o asks is told by its path and query", (path, query, expected) => {
  expect(toQuestion(path, query)).toMatchObject(expected);
});

test("questions have one text only where path and query are the same", () => {
  const texts = [
    toQuestion("/me/tracks", { limit: 50, offset: 0 }),
    toQuestion("/me/tracks", { limit: 50, offset: 50 }),
    toQuestion("/me/tracks", { limit: 20, offset: 0 }),
    toQuestion("/me/albums", { limit: 50, offset: 0 }),
    toQuestion("/me/top/tracks", { time_range: "short_term", limit: 50, offset: 0 }),
    toQuestion("/me/top/tracks", { time_range: "long_term", limit: 50, offset: 0 }),
  ].map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
});
