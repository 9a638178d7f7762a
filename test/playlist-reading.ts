import { ContentsRefusedError, type PlaylistEntry } from "../src/lib/spotify/playlist-contents.ts";
import type { FakeSpotify } from "./fake-spotify/fake-spotify.ts";
import { generateLibrary } from "./fake-spotify/generated-library.ts";
import type { PlaylistEntry as Entry, Playlist } from "./fake-spotify/library.ts";
import { makeLibrary } from "./fake-spotify/make-playlist.ts";
import { sentEntry } from "./fake-spotify/sent-playlist.ts";
import type { Shape } from "./fake-spotify/shape.ts";
import { readAll, startClient, withoutMarkets } from "./spotify-client.ts";

export const refusedAsForeign = new ContentsRefusedError(
  "Spotify gives apps made since February 2026 only the playlists that the user owns or collaborates on",
);
export const refusedAsSpotifys = new ContentsRefusedError(
  "Spotify does not give apps the contents of its own and personalised playlists",
);

/** Lists the playlists, as every run does first; `read` then gives the contents of one by its name. */
export async function startReading(playlists: readonly (Playlist | null)[], shape: Shape = "2026") {
  const library = makeLibrary({ playlists: [...playlists] });
  const { fake, spotify, asked } = await startClient({ library, shape });
  const listed = await readAll(spotify.readPlaylists());
  const listing = asked().length;

  async function read(name: string): Promise<readonly PlaylistEntry[]> {
    const playlist = listed.find((candidate) => candidate?.name === name);
    if (playlist == null) {
      throw new Error(`No playlist is listed as ${name}.`);
    }
    return await readAll(spotify.readPlaylistEntries(playlist, library.profile.id));
  }

  return { fake, read, asked: () => asked().slice(listing) };
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
