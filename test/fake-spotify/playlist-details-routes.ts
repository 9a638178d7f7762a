import { z } from "zod";
import { type Answer, answerOk, Refusal } from "./answer.ts";
import { makeSnapshotId, makeSpotifyId } from "./identifiers.ts";
import { editPlaylist, type Playlist } from "./library.ts";
import { makePlaylist } from "./make-playlist.ts";
import { readJson } from "./read-body.ts";
import type { Route, RouteContext } from "./routes.ts";
import { requireScopes } from "./scopes.ts";
import { sentPlaylist } from "./sent-playlist.ts";
import { findOwned, scopeToModify } from "./writable-playlist.ts";

/** Reported as the limits of the Web API: https://github.com/spotify/web-api/issues/456, and Spotify's own clients. */
const LONGEST_NAME = 200;
const LONGEST_DESCRIPTION = 300;

const DETAILS = z.object({
  name: z.string().optional(),
  description: z.string().nullish(),
  public: z.boolean().optional(),
  collaborative: z.boolean().optional(),
});
type Details = z.infer<typeof DETAILS>;

/** Making a playlist, and changing what is said of it. */
export const PLAYLIST_DETAILS_ROUTES: readonly Route[] = [
  { method: "POST", path: "/me/playlists", answer: createPlaylist },
  { method: "POST", path: "/users/:id/playlists", shapes: ["older"], answer: createPlaylist },
  { method: "PUT", path: "/playlists/:id", answer: changeDetails },
];

/** It stands before all others of its owner. */
function createPlaylist(context: RouteContext): Answer {
  const { world, library, scopes, shape, body, requestIndex } = context;
  const details = readJson(body, DETAILS);
  const { name, description = null, collaborative = false, public: isPublic = true } = details;
  if (name === undefined) {
    throw new Refusal(400, "Missing required field: name");
  }
  checkDetails(details);
  checkCollaborative({ collaborative, isPublic });
  requireScopes(scopes, [scopeToModify({ isPublic })]);
  const id = makeSpotifyId(`playlist made by request ${requestIndex} at ${world.now()}`);
  const playlist = makePlaylist({
    id,
    snapshotId: makeSnapshotId(id),
    name,
    description,
    isPublic,
    access: collaborative ? "collaborative" : "owned",
    owner: library.profile,
  });
  library.playlists.unshift(playlist);
  return { status: 201, body: sentPlaylist(playlist, shape, world.imagesOrigin) };
}

/** What is not named stays. A description can be changed but not emptied: https://github.com/spotify/web-api/issues/1011 */
function changeDetails(context: RouteContext): Answer {
  const details = readJson(context.body, DETAILS);
  const playlist = findOwned(context);
  checkDetails(details);
  if (details.description === "") {
    throw new Refusal(400, "Attribute description is empty");
  }
  const { name, description, collaborative, public: isPublic } = details;
  const collaborates = collaborative ?? playlist.access === "collaborative";
  checkCollaborative({ collaborative: collaborates, isPublic: isPublic ?? playlist.isPublic });
  editPlaylist(playlist, (edited) => {
    edited.name = name ?? edited.name;
    edited.description = description ?? edited.description;
    edited.isPublic = isPublic ?? edited.isPublic;
    edited.access = collaborates ? "collaborative" : "owned";
  });
  return answerOk("");
}

function checkDetails({ name, description }: Details): void {
  if (name === "") {
    throw new Refusal(400, "Attribute name is empty");
  }
  if (name !== undefined && name.length > LONGEST_NAME) {
    throw new Refusal(400, "Attribute name is too long");
  }
  if (description && description.length > LONGEST_DESCRIPTION) {
    throw new Refusal(400, "Attribute description is too long");
  }
  // Reported for the Web API, though Spotify's clients take line breaks.
  if (description && /[\r\n]/.test(description)) {
    throw new Refusal(400, "Attribute description contains line breaks");
  }
}

function checkCollaborative({
  collaborative,
  isPublic,
}: Pick<Playlist, "isPublic"> & { readonly collaborative: boolean }): void {
  if (collaborative && isPublic !== false) {
    throw new Refusal(400, "Collaborative playlists can only be private");
  }
}
