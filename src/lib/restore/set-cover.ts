import type { Archive } from "../archive/archive.ts";
import type { SpotifyWriter } from "../spotify/writer.ts";

/** Of the text that is sent, which is a third longer than the image. */
const mostBase64 = 256 * 1_024;

/**
 * Sets the cover of a playlist to an image of the archive.
 *
 * @returns why Spotify would not take it, where it would not; then nothing was sent
 * @throws {ArchiveError} when the file cannot be read
 * @throws {SpotifyError} when Spotify does not take it
 */
export async function setCover(
  { archive, writer }: { readonly archive: Archive; readonly writer: SpotifyWriter },
  { playlistId, file }: { readonly playlistId: string; readonly file: string },
): Promise<string | undefined> {
  if (!file.endsWith(".jpg")) {
    return `its cover (${file}) is no JPEG, which is all that Spotify takes`;
  }
  const image = Buffer.concat(await Array.fromAsync(archive.read(file))).toString("base64");
  if (image.length > mostBase64) {
    return `its cover (${file}) is larger than the 190 KB that Spotify takes`;
  }
  await writer.setCover(playlistId, image);
  return undefined;
}
