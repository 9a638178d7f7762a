import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openFolder } from "../src/lib/archive/folder.ts";
import { collectContents } from "../src/lib/export/collect-contents.ts";
import { createPlaylistReading } from "../src/lib/export/playlist-reading.ts";
import { createScratch } from "../src/lib/export/scratch.ts";
import { defaultTrackHeaders } from "../src/lib/render/columns.ts";
import {
  ContentsRefusedError,
  type PlaylistEntry,
  toListedTotal,
} from "../src/lib/spotify/playlist-contents.ts";
import type { ListedPlaylist } from "../src/lib/spotify/schemas.ts";
import { createSpotify } from "../src/lib/spotify/spotify.ts";
import { openParts } from "../src/lib/state/parts.ts";
import { temporaryFolder } from "./export/temporary-folder.ts";
import type { FakeSpotify } from "./fake-spotify/fake-spotify.ts";
import { generateLibrary } from "./fake-spotify/generated-library.ts";
import type { PlaylistEntry as Entry, Playlist } from "./fake-spotify/library.ts";
import { makeLibrary } from "./fake-spotify/make-playlist.ts";
import { sentEntry } from "./fake-spotify/sent-playlist.ts";
import type { Shape } from "./fake-spotify/shape.ts";
import { readAll, recordLog, startClient, withoutMarkets } from "./spotify-client.ts";

export const refusedAsForeign = new ContentsRefusedError(
  "Spotify gives apps made since February 2026 only the playlists that the user owns or collaborates on",
);
export const refusedAsSpotifys = new ContentsRefusedError(
  "Spotify does not give apps the contents of its own and personalised playlists",
);

/**
 * Lists the playlists, as every run does first. Then `read` gives the contents of one by its name as a single reading finds
 * them, and `collect` as a run has them that has kept nothing: read again where a reading contradicts itself.
 */
export async function startReading(playlists: readonly (Playlist | null)[], shape: Shape = "2026") {
  const library = makeLibrary({ playlists: [...playlists] });
  const { fake, get, spotify, now, asked } = await startClient({ library, shape });
  const listed = await readAll(spotify.readPlaylists());
  const listing = asked().length;
  const client = createSpotify(get);

  function find(name: string): ListedPlaylist {
    const playlist = listed.find((candidate) => candidate?.name === name);
    if (playlist == null) {
      throw new Error(`No playlist is listed as ${name}.`);
    }
    return playlist;
  }

  async function read(name: string): Promise<readonly PlaylistEntry[]> {
    const playlist = find(name);
    const contents = spotify.openContents(playlist, library.profile.id);
    const target = { version: playlist.snapshot_id ?? null, total: toListedTotal(playlist) };
    return await readAll(createPlaylistReading(contents, target, undefined).readPages());
  }

  async function collect(name: string) {
    const scratch = await createScratch();
    onTestFinished(() => scratch.dispose());
    const startedAt = new Date(now());
    const parts = await openParts(openFolder(join(await temporaryFolder(), randomUUID())), {
      folder: "parts",
      startedAt,
      refreshBefore: startedAt,
      now: () => startedAt,
      log: recordLog().log,
    });
    const { reading, part, version } = await collectContents(find(name), 1, {
      spotify: client,
      profile: { id: library.profile.id },
      scratch,
      parts,
      concurrency: 1,
      startedAt,
      playlistType: "all",
      trackHeaders: defaultTrackHeaders,
      onProgress: () => {},
    });
    return { reading, version, entries: part && (await Array.fromAsync(part.read())).flat() };
  }

  return { fake, read, collect, asked: () => asked().slice(listing) };
}

/** What the API is asked for the contents of a playlist: its object, and the page at an offset. */
export function questionsOf({ id }: Playlist, shape: Shape = "2026") {
  const pages = shape === "older" ? "tracks" : "items";
  return {
    object: `/playlists/${id}?additional_types=track,episode`,
    pageAt: (offset: number) =>
      `/playlists/${id}/${pages}?additional_types=track,episode&limit=50&offset=${offset}`,
  };
}

export function makeEntries(entries: number): Entry[] {
  return generateLibrary({ playlists: 1, entries }).playlists[0]?.entries ?? [];
}

/** An entry as the exporter keeps it: as it was sent, and under `item` alone. */
export function expectedEntry(entry: Entry, shape: Shape): unknown {
  const { track, ...sent } = { track: undefined, ...sentEntry(entry, shape) };
  return withoutMarkets({ item: track, ...sent });
}

export function failContents(fake: FakeSpotify, { status, times }: { status: number; times: number }): void {
  const body = { error: { status, message: "Resource not found" } };
  fake.misbehave({
    when: ({ path }) => path.startsWith("/playlists/"),
    times,
    does: { kind: "answer", status, body },
  });
}
