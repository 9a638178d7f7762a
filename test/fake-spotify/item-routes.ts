import { answerOk, refuse } from "./answer.ts";
import { type ItemOf, type ItemType, openCatalogue } from "./catalogue.ts";
import type { Route } from "./routes.ts";
import { sentAlbum, sentArtist, sentTrack } from "./sent-music.ts";
import { sentAudiobook, sentEpisode, sentShow } from "./sent-spoken.ts";
import type { Shape } from "./shape.ts";

/** Single things by their ids. */
export const ITEM_ROUTES: readonly Route[] = [
  itemRoute("track", sentTrack),
  itemRoute("album", sentAlbum),
  itemRoute("artist", sentArtist),
  itemRoute("show", sentShow),
  itemRoute("episode", sentEpisode),
  itemRoute("audiobook", sentAudiobook),
];

function itemRoute<Type extends ItemType>(
  type: Type,
  toSent: (item: ItemOf<Type>, shape: Shape) => unknown,
): Route {
  return {
    method: "GET",
    path: `/${type}s/:id`,
    answer: ({ world, id, shape }) => {
      const item: ItemOf<Type> | undefined = openCatalogue(world)[type](id);
      return item === undefined ? refuse(404, "Non existing id") : answerOk(toSent(item, shape));
    },
  };
}
