import { isSameAccount } from "../archive/account.ts";
import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { mapAtOnce } from "../at-once.ts";
import type { OnProgress } from "../export/progress.ts";
import type { Log } from "../log.ts";
import { readFormers } from "../remember/formers.ts";
import { type Cover, coversFolder, findImageType, hashOf, toCoverFile } from "./cover.ts";
import { type FetchImage, ImageError } from "./fetch-image.ts";

/** The covers that a snapshot of the playlists names, and those that could not be had. */
export type Covers = NonNullable<Manifest["covers"]>;
type KeptCover = Covers["kept"][number];
type MissingCover = Covers["unavailable"][number];

interface CoverTools {
  readonly archive: Archive;
  readonly fetchImage: FetchImage;
  readonly onProgress: OnProgress;
  readonly log: Log;
}

/** The covers that the newest snapshot of an account's playlists names; undefined where it names none, or there is none. */
export async function findHeldCovers(
  archive: Archive,
  { account, now, log }: { readonly account: Manifest["account"]; readonly now: Date; readonly log: Log },
): Promise<Covers | undefined> {
  for await (const { manifest } of readFormers(archive, { kind: "playlists", now, log })) {
    if (isSameAccount(manifest.account, account)) {
      return manifest.covers;
    }
  }
  return undefined;
}

/** Image servers are not metered, and a few at once are kind to them. */
const atOnce = 4;

/**
 * Keeps the covers of playlists, each distinct image once. One that an earlier snapshot has kept from the same address is not fetched
 * again, since Spotify gives another image another address. What cannot be had is declared, and is no reason to call a snapshot
 * partial: every entry of the playlists is there.
 *
 * @param held the covers of the newest snapshot of the account
 */
export async function keepCovers(
  covers: readonly Cover[],
  held: Covers | undefined,
  tools: CoverTools,
): Promise<Covers> {
  const { archive, onProgress } = tools;
  const files = new Map<string, number>();
  for await (const { name, bytes } of archive.list(`${coversFolder}/`)) {
    files.set(name, bytes);
  }
  const bySource = new Map(
    held?.kept.filter(({ name, bytes }) => files.get(name) === bytes).map((kept) => [kept.source, kept]),
  );
  let done = 0;
  const outcomes = await mapAtOnce(covers, atOnce, async (cover) => {
    const former = bySource.get(cover.url);
    const outcome =
      former === undefined ? await keepCover(cover, tools) : { ...former, id: cover.playlistId };
    done += 1;
    onProgress({ step: "Covers", done, total: covers.length });
    return outcome;
  });
  return {
    kept: outcomes.filter((outcome): outcome is KeptCover => "sha256" in outcome),
    unavailable: outcomes.filter((outcome): outcome is MissingCover => "reason" in outcome),
  };
}

async function keepCover(
  { playlistId: id, playlistName: name, url: source }: Cover,
  { archive, fetchImage, log }: CoverTools,
): Promise<KeptCover | MissingCover> {
  try {
    const bytes = await fetchImage(source);
    const type = findImageType(bytes);
    if (type === undefined) {
      throw new ImageError("its image server answered with something that is no image");
    }
    const file = toCoverFile(bytes, type);
    await archive.write(file, once(bytes), { contentType: type.contentType });
    return { id, name: file, bytes: bytes.byteLength, sha256: hashOf(bytes), source };
  } catch (error) {
    if (!(error instanceof ImageError)) {
      throw error;
    }
    log.warn("the cover of a playlist could not be had", { id, reason: error.message });
    return { id, name, reason: error.message };
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}
