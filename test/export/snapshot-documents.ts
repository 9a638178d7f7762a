import { buffer } from "node:stream/consumers";
import { z } from "zod";
import type { Archive } from "../../src/lib/archive/archive.ts";
import type { Manifest } from "../../src/lib/archive/manifest.ts";

const entries = z.array(z.looseObject({}).nullable());
const ranges = z.object({ short_term: entries, medium_term: entries, long_term: entries });
const header = { format: z.literal("spotify-exporter/1"), id: z.string(), account: z.looseObject({}) };

const libraryDocument = z.strictObject({
  ...header,
  kind: z.literal("library"),
  tracks: entries,
  albums: entries,
  artists: entries,
  shows: entries,
  episodes: entries,
  audiobooks: entries,
  topTracks: ranges,
  topArtists: ranges,
  remembered: z.record(z.string(), z.array(z.looseObject({}))).optional(),
});
export type LibraryDocument = z.infer<typeof libraryDocument>;

const playlistsDocument = z.strictObject({
  ...header,
  kind: z.literal("playlists"),
  playlists: z.array(
    z.looseObject({
      id: z.string(),
      snapshot_id: z.string(),
      items: z.array(z.looseObject({ item: z.looseObject({}).nullable() })).nullable(),
    }),
  ),
});
export type PlaylistsDocument = z.infer<typeof playlistsDocument>;

/** The texts of all files that a manifest names, by their names without the date stamp, as in `albums.csv`. */
export async function readFiles(
  archive: Archive,
  { kind, id, files }: Manifest,
): Promise<ReadonlyMap<string, string>> {
  const texts = files.map(async ({ name }): Promise<[string, string]> => {
    // Not `text`, which would swallow the byte order mark.
    const bytes = await buffer(archive.read(`${kind}/${id}/${name}`));
    return [name.replace(`_${id}`, ""), bytes.toString("utf8")];
  });
  return new Map(await Promise.all(texts));
}

export async function readLibrary(archive: Archive, manifest: Manifest): Promise<LibraryDocument> {
  return libraryDocument.parse(JSON.parse(await readFile(archive, manifest, "library.json")));
}

export async function readPlaylists(archive: Archive, manifest: Manifest): Promise<PlaylistsDocument> {
  return playlistsDocument.parse(JSON.parse(await readFile(archive, manifest, "playlists.json")));
}

async function readFile(archive: Archive, manifest: Manifest, name: string): Promise<string> {
  const found = (await readFiles(archive, manifest)).get(name);
  if (found === undefined) {
    throw new Error(`The manifest names no ${name}.`);
  }
  return found;
}
