import { createHash } from "node:crypto";

/** An image that the user has set for a playlist, wherever it is to be had. */
export interface Cover {
  readonly playlistId: string;
  readonly playlistName: string;
  readonly url: string;
}

/** Where the covers of all snapshots are kept, each image once, beside the folders of the kinds. */
export const coversFolder = "covers";

const imageTypes = [
  { extension: "jpg", contentType: "image/jpeg", begins: [0xff, 0xd8, 0xff] },
  { extension: "png", contentType: "image/png", begins: [0x89, 0x50, 0x4e, 0x47] },
  { extension: "webp", contentType: "image/webp", begins: [0x52, 0x49, 0x46, 0x46] },
] as const;
export type ImageType = (typeof imageTypes)[number];

/** What the bytes are, by how they begin; undefined for what is no image that Spotify shows. */
export function findImageType(bytes: Uint8Array): ImageType | undefined {
  return imageTypes.find(({ begins }) => begins.every((byte, index) => bytes[index] === byte));
}

/** The name of an image in the archive, which tells its content: the same image is one file. */
export function toCoverFile(bytes: Uint8Array, { extension }: ImageType): string {
  return `${coversFolder}/${hashOf(bytes)}.${extension}`;
}

/** Whether a name can be one that `toCoverFile` has given. */
export function isCoverFile(name: string): boolean {
  return /^covers\/[0-9a-f]{64}\.(jpg|png|webp)$/.test(name);
}

/** SHA-256, in lower-case hexadecimal. */
export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Whether the image of a playlist is one that the user has set. Where none was, Spotify shows a mosaic of four albums, from a host or
 * path of its own, or the album of the first entry, whose ids begin with `ab67616d`.
 */
export function isSetByUser(imageUrl: string): boolean {
  const url = URL.parse(imageUrl);
  return url !== null && !/mosaic/.test(url.host + url.pathname) && !/\/ab67616d[^/]*$/.test(url.pathname);
}
