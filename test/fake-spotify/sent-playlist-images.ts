import { hash } from "node:crypto";
import { makeImageId } from "./identifiers.ts";
import type { Playlist } from "./library.ts";
import { sentImages } from "./sent-music.ts";

const MOSAIC_SIZES = [640, 300, 60];
const MOSAIC_ALBUMS = 4;

/**
 * The images of a playlist. A cover of the owner's own is one image whose size is not told, and whose id begins with
 * `ab67706c`, as do the ids of all such covers. Else Spotify makes a mosaic of the first four albums, or shows the
 * first album's cover where there are fewer; of nothing it makes nothing.
 */
export function sentPlaylistImages(playlist: Playlist, imagesOrigin: string) {
  if (playlist.cover !== undefined) {
    return [{ height: null, url: `${imagesOrigin}/image/${toCoverId(playlist.cover)}`, width: null }];
  }
  const albums = playlist.hasImages ? firstAlbums(playlist) : [];
  const [first] = albums;
  if (first === undefined) {
    return null;
  }
  return albums.length < MOSAIC_ALBUMS ? sentImages(first) : sentMosaic(albums);
}

/** The same bytes always have the same id. */
export function toCoverId(cover: Buffer): string {
  return `ab67706c0000da84${hash("sha1", cover, "hex").slice(0, 24)}`;
}

function sentMosaic(albums: readonly string[]) {
  const tiles = albums.map((id) => makeImageId(`${id} 300`)).join("");
  return MOSAIC_SIZES.map((size) => ({
    height: size,
    url: `https://mosaic.scdn.co/${size}/${tiles}`,
    width: size,
  }));
}

/** The ids of the first distinct albums, at most as many as a mosaic has. */
function firstAlbums({ entries }: Playlist): string[] {
  const albums = new Set<string>();
  for (const { item } of entries) {
    if (albums.size === MOSAIC_ALBUMS) {
      break;
    }
    if (item?.kind === "track" && item.album.name !== "") {
      albums.add(item.album.id);
    }
  }
  return [...albums];
}
