import type { Manifest } from "../archive/manifest.ts";
import type { SavedPlaylist } from "./saved-state.ts";

type SavedCover = Pick<SavedPlaylist, "coverFile" | "coverLoss">;

/** The covers that users had set, by the ids of their playlists. */
export type SavedCovers = ReadonlyMap<string, SavedCover>;

export const noCover: SavedCover = { coverFile: undefined, coverLoss: undefined };

/** What Spotify takes of the text that is sent, which is a third longer than the image. */
const mostBase64 = 256 * 1_024;

export function findSavedCovers(manifest: Pick<Manifest, "covers"> | undefined): SavedCovers {
  const { kept = [], unavailable = [] } = manifest?.covers ?? {};
  return new Map([
    ...unavailable.map(({ id }) => [id, { ...noCover, coverLoss: "cover-not-saved" }] as const),
    ...kept.map((cover) => [cover.id, toSavedCover(cover)] as const),
  ]);
}

function toSavedCover({ name, bytes }: { readonly name: string; readonly bytes: number }): SavedCover {
  const isTaken = name.endsWith(".jpg") && Math.ceil(bytes / 3) * 4 <= mostBase64;
  return isTaken ? { ...noCover, coverFile: name } : { ...noCover, coverLoss: "cover-not-taken" };
}
