import { answerOk, refuse } from "./answer.ts";
import { makeAlbum, makeArtist, makeTrack } from "./make-music.ts";
import { makeAudiobook, makeEpisode, makeShow } from "./make-spoken.ts";
import type { Route } from "./routes.ts";
import { sentAlbum, sentArtist, sentTrack } from "./sent-music.ts";
import { sentAudiobook, sentEpisode, sentShow } from "./sent-spoken.ts";
import type { Shape } from "./shape.ts";

const artist = makeArtist({ name: "Somebody" });
const album = makeAlbum({ name: "Something", artists: [artist] });
const show = makeShow({ name: "A show" });

/** Single things by their ids. Spotify has more of them than any library: every id exists that was not taken down. */
export const ITEM_ROUTES: readonly Route[] = [
  itemRoute("tracks", (id, shape) => sentTrack(makeTrack({ id, name: "A track", album }), shape)),
  itemRoute("albums", (id, shape) =>
    sentAlbum(makeAlbum({ id, name: "An album", artists: [artist] }), shape),
  ),
  itemRoute("artists", (id, shape) => sentArtist(makeArtist({ id, name: "An artist" }), shape)),
  itemRoute("shows", (id, shape) => sentShow(makeShow({ id, name: "A show" }), shape)),
  itemRoute("episodes", (id, shape) => sentEpisode(makeEpisode({ id, name: "An episode", show }), shape)),
  itemRoute("audiobooks", (id, shape) =>
    sentAudiobook(makeAudiobook({ id, name: "A book", authors: ["Somebody"] }), shape),
  ),
];

function itemRoute(path: string, toSent: (id: string, shape: Shape) => unknown): Route {
  return {
    method: "GET",
    path: `/${path}/:id`,
    answer: ({ library, id, shape }) =>
      library.takenDown?.has(id) ? refuse(404, "Non existing id") : answerOk(toSent(id, shape)),
  };
}
