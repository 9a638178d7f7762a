import { answerOk, refuse } from "./answer.ts";
import { type FakeLibrary, type Saved, TIME_RANGES, type TimeRange } from "./library.ts";
import { answerCursorPage, answerPage } from "./pages.ts";
import type { Route, RouteContext } from "./routes.ts";
import { sentAlbum, sentArtist, sentTrack } from "./sent-music.ts";
import { sentProfile } from "./sent-playlist.ts";
import { sentAudiobook, sentEpisode, sentShow } from "./sent-spoken.ts";
import type { Shape } from "./shape.ts";

/** The profile and the collections of the library. `/me/tracks` keeps its `track` in every shape. */
export const LIBRARY_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/me",
    answer: ({ library, shape }) => answerOk(sentProfile(library.profile, shape)),
  },
  {
    method: "GET",
    path: "/markets",
    shapes: ["older"],
    answer: () => answerOk({ markets: ["DE", "SE"] }),
  },
  savedRoute("tracks", (item, shape) => ({ track: sentTrack(item, shape) })),
  savedRoute("albums", (item, shape) => ({ album: sentAlbum(item, shape) })),
  savedRoute("shows", (item, shape) => ({ show: sentShow(item, shape) })),
  savedRoute("episodes", (item, shape) => ({ episode: sentEpisode(item, shape) })),
  savedRoute("audiobooks", (item, shape) => ({ audiobook: sentAudiobook(item, shape) })),
  {
    method: "GET",
    path: "/me/following",
    scope: "user-follow-read",
    answer: (context) =>
      context.query.get("type") === "artist"
        ? answerCursorPage(context, {
            items: context.library.artists,
            toSent: (artist) => sentArtist(artist, context.shape),
          })
        : refuse(400, "Invalid type"),
  },
  {
    method: "GET",
    path: "/me/top/tracks",
    scope: "user-top-read",
    answer: (context) => answerTop(context, "topTracks", sentTrack),
  },
  {
    method: "GET",
    path: "/me/top/artists",
    scope: "user-top-read",
    answer: (context) => answerTop(context, "topArtists", sentArtist),
  },
];

type SavedList = "tracks" | "albums" | "shows" | "episodes" | "audiobooks";
type SavedItem<List extends SavedList> = FakeLibrary[List][number]["item"];

function savedRoute<List extends SavedList>(
  list: List,
  toSent: (item: SavedItem<List>, shape: Shape) => object,
): Route {
  return {
    method: "GET",
    path: `/me/${list}`,
    scope: "user-library-read",
    answer: (context) => {
      const items: readonly Saved<SavedItem<List>>[] = context.library[list];
      return answerPage(context, {
        items,
        toSent: ({ addedAt, item }) => ({ added_at: addedAt, ...toSent(item, context.shape) }),
      });
    },
  };
}

function answerTop<List extends "topTracks" | "topArtists">(
  context: RouteContext,
  list: List,
  toSent: (item: FakeLibrary[List][TimeRange][number], shape: Shape) => unknown,
) {
  const asked = context.query.get("time_range") ?? "medium_term";
  const range = TIME_RANGES.find((name) => name === asked);
  if (range === undefined) {
    return refuse(400, "Invalid time range");
  }
  const items: readonly FakeLibrary[List][TimeRange][number][] = context.library[list][range];
  return answerPage(context, { items, toSent: (item) => toSent(item, context.shape) });
}
