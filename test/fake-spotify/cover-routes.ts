import { type Answer, answerOk, Refusal } from "./answer.ts";
import { editPlaylist } from "./library.ts";
import type { Route, RouteContext } from "./routes.ts";
import { sentPlaylistImages, toCoverId } from "./sent-playlist-images.ts";
import { findPlaylist, listPlaylists, type World } from "./world.ts";
import { findOwned } from "./writable-playlist.ts";

/** Of the body, which is a third longer than the image. */
const LARGEST_PAYLOAD = 256 * 1_024;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}\s*$/;

export const COVER_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/playlists/:id/images",
    answer: ({ world, library, id }) => {
      const playlist = findPlaylist(world, library, id);
      if (playlist === undefined) {
        throw new Refusal(404, "Resource not found");
      }
      return answerOk(sentPlaylistImages(playlist, world.imagesOrigin) ?? []);
    },
  },
  { method: "PUT", path: "/playlists/:id/images", scope: "ugc-image-upload", answer: putCover },
];

/** Spotify would make the image smaller: the fake keeps the bytes, so that a test can tell them. */
function putCover(context: RouteContext): Answer {
  const playlist = findOwned(context);
  const cover = readJpeg(context);
  context.world.uploads.set(toCoverId(cover), cover);
  editPlaylist(playlist, (edited) => {
    edited.cover = cover;
  });
  return { status: 202, body: "" };
}

function readJpeg({ body, contentType }: RouteContext): Buffer {
  if (body.length > LARGEST_PAYLOAD) {
    throw new Refusal(413, "Payload Too Large");
  }
  const image = Buffer.from(body, "base64");
  const isJpeg = BASE64.test(body) && image.subarray(0, 3).equals(Buffer.from("ffd8ff", "hex"));
  if (!isJpeg || !contentType?.startsWith("image/jpeg")) {
    throw new Refusal(400, "Invalid image: a base64 encoded JPEG is expected");
  }
  return image;
}

/** Answers `GET /image/{id}`, which asks nobody who they are. Covers of the past stay where they were. */
export function answerImage(world: World, id: string): Answer {
  const covers = [...listPlaylists(world)].map(({ cover }) => cover);
  const cover =
    world.uploads.get(id) ?? covers.find((known) => known !== undefined && toCoverId(known) === id);
  return cover === undefined ? { status: 404, body: "" } : answerOk(cover);
}
