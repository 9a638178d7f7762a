import { COVER_ROUTES } from "./cover-routes.ts";
import { ITEM_ROUTES } from "./item-routes.ts";
import { LIBRARY_ROUTES } from "./library-routes.ts";
import { PLAYLIST_DETAILS_ROUTES } from "./playlist-details-routes.ts";
import { PLAYLIST_EDIT_ROUTES } from "./playlist-edit-routes.ts";
import { PLAYLIST_ROUTES } from "./playlist-routes.ts";
import { REMOVED_ROUTES } from "./removed-routes.ts";
import type { Route } from "./routes.ts";
import { SAVE_ROUTES } from "./save-routes.ts";
import { SEARCH_ROUTES } from "./search-routes.ts";

/** All of the Web API that the fake has. */
export const ENDPOINTS: readonly Route[] = [
  ...LIBRARY_ROUTES,
  ...SAVE_ROUTES,
  ...PLAYLIST_ROUTES,
  ...PLAYLIST_DETAILS_ROUTES,
  ...PLAYLIST_EDIT_ROUTES,
  ...COVER_ROUTES,
  ...ITEM_ROUTES,
  ...SEARCH_ROUTES,
  ...REMOVED_ROUTES,
];
