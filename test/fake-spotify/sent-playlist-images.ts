import { hash } from "node:crypto";
import { makeImageId, numberFrom } from "./identifiers.ts";
import type { Playlist } from "./library.ts";

/**
 * The images of a playlist. A cover of the owner's own is one image whose size is not told, and whose id begins with
 * `ab67706c`, as do the ids of all such covers. Else Spotify makes a mosaic of four albums, or shows the cover of one
 * (`ab67616d`) where there are fewer; which of them hangs on the id here, since an edit does not change them at once.
 */
export function sentPlaylistImages(playlist: Playlist, imagesOrigin: string) {
  if (playlist.cover !== undefined) {
    return [{ height: null, url: `${imagesOrigin}/image/${toCoverId(playlist.cover)}`, width: null }];
  }
  if (!playlist.hasImages) {
    return null;
  }
  return numberFrom(playlist.id, 4) === 0 ? sentAlbumCover(playlist.id) : sentMosaic(playlist.id);
}

/** The same bytes always have the same id. */
export function toCoverId(cover: Buffer): string {
  return `ab67706c0000da84${hash("sha1", cover, "hex").slice(0, 24)}`;
}

function sentAlbumCover(id: string) {
  const cover = makeImageId(`album of ${id}`).slice(0, 24);
  return [
    { height: 640, url: `https://i.scdn.co/image/ab67616d0000b273${cover}`, width: 640 },
    { height: 300, url: `https://i.scdn.co/image/ab67616d00001e02${cover}`, width: 300 },
    { height: 64, url: `https://i.scdn.co/image/ab67616d00004851${cover}`, width: 64 },
  ];
}

function sentMosaic(id: string) {
  const tiles = [1, 2, 3, 4].map((tile) => `ab67616d00001e02${makeImageId(`${tile} of ${id}`).slice(0, 24)}`);
  return [640, 300, 60].map((size) => ({
    height: size,
    url: `https://mosaic.scdn.co/${size}/${tiles.join("")}`,
    width: size,
  }));
}
