import { describe, expect, test } from "vitest";
import { ContentsRefusedError, type PlaylistEntry } from "../../src/lib/spotify/playlist-contents.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { makeDemoLibrary } from "../fake-spotify/demo-library.ts";
import type { FakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { PlaylistEntry as Entry, Playlist } from "../fake-spotify/library.ts";
import { makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { sentEntry } from "../fake-spotify/sent-playlist.ts";
import type { Shape } from "../fake-spotify/shape.ts";
import { failureOf } from "../setup/failure.ts";
import { readAll, startClient, withoutMarkets } from "../spotify-client.ts";

const shapes: readonly Shape[] = ["2026", "older", "both"];
const refusedAsForeign = new ContentsRefusedError(
  "Spotify gives apps made since February 2026 only the playlists that the user owns or collaborates on",
);
const refusedAsSpotifys = new ContentsRefusedError(
  "Spotify does not give apps the contents of its own and personalised playlists",
);

/** Lists the playlists, as every run does first; `read` then gives the contents of one by its name. */
async function startReading(playlists: readonly (Playlist | null)[], shape: Shape = "2026") {
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

function makeEntries(entries: number): Entry[] {
  return generateLibrary({ playlists: 1, entries }).playlists[0]?.entries ?? [];
}

/** An entry as the exporter keeps it: as it was sent, and under `item` alone. */
function expectedEntry(entry: Entry, shape: Shape): unknown {
  const { track, ...sent } = { track: undefined, ...sentEntry(entry, shape) };
  return withoutMarkets({ item: track, ...sent });
}

describe.each(shapes)("in the shape of %s", (shape) => {
  test.each(["Odds & ends", "=SUM(1)", "Karaoke at Mia's 🎤", "Everything, on shuffle"])(
    "%s is read as it was sent, in its order",
    async (name) => {
      const { playlists } = makeDemoLibrary();
      const { read } = await startReading(playlists, shape);

      const entries = playlists.find((playlist) => playlist?.name === name)?.entries ?? [];
      expect(await read(name)).toEqual(entries.map((entry) => expectedEntry(entry, shape)));
    },
  );

  test.each([0, 1, 50, 100, 101, 150, 151, 1_200])(
    "%i entries cost the playlist's own answer and a page for each fifty beyond it",
    async (count) => {
      const playlist = makePlaylist({ name: "mine", entries: makeEntries(count) });
      const { read, asked } = await startReading([playlist], shape);

      expect(await read("mine")).toHaveLength(count);
      const path = `/playlists/${playlist.id}`;
      const pages = shape === "older" ? "tracks" : "items";
      const offsets = Array.from({ length: Math.ceil((count - 100) / 50) }, (_, page) => 100 + 50 * page);
      expect(asked()).toEqual(
        count === 0
          ? []
          : [
              `${path}?additional_types=track,episode`,
              ...offsets.map(
                (offset) => `${path}/${pages}?additional_types=track,episode&limit=50&offset=${offset}`,
              ),
            ],
      );
    },
  );

  test("Spotify's own playlists are refused, for one request in all", async () => {
    const names = ["Daily Mix 1", "Daily Mix 2", "Discover Weekly"];
    const playlists = names.map((name) => makePlaylist({ name, access: "spotify", entries: makeEntries(3) }));
    const { read, asked } = await startReading(playlists, shape);

    for (const name of names) {
      await expect(read(name)).rejects.toEqual(refusedAsSpotifys);
    }
    expect(asked()).toEqual([`/playlists/${playlists[0]?.id}?additional_types=track,episode`]);
  });
});

describe("other people's playlists", () => {
  const entries = makeEntries(120);
  const followed = ["one", "two", "three"].map((name) => makePlaylist({ name, access: "followed", entries }));
  const spotifys = makePlaylist({ name: "Daily Mix", access: "spotify" });
  const own = makePlaylist({ name: "own", entries });

  test.each(["2026", "both"] as const)("are refused to apps of %s, for one request in all", async (shape) => {
    const { read, asked } = await startReading(followed, shape);

    for (const name of ["one", "two", "three"]) {
      await expect(read(name)).rejects.toEqual(refusedAsForeign);
    }
    expect(asked()).toEqual([`/playlists/${followed[0]?.id}?additional_types=track,episode`]);
  });

  test("that come with a mere count are refused all the same", async () => {
    const { fake, read, asked } = await startReading(followed);
    fake.misbehave({
      does: { kind: "edited", edit: (body) => Object.assign({}, body, { items: { href: "", total: 120 } }) },
    });

    await expect(read("one")).rejects.toEqual(refusedAsForeign);
    await expect(read("two")).rejects.toEqual(refusedAsForeign);
    expect(asked()).toHaveLength(1);
  });

  test("are read by older apps", async () => {
    const { read } = await startReading(followed, "older");

    for (const name of ["one", "two", "three"]) {
      expect(await read(name)).toEqual(entries.map((entry) => expectedEntry(entry, "older")));
    }
  });

  test("and Spotify's do not stand for each other, nor for the user's own", async () => {
    const { read, asked } = await startReading([...followed, spotifys, own]);

    await expect(read("Daily Mix")).rejects.toEqual(refusedAsSpotifys);
    await expect(read("one")).rejects.toEqual(refusedAsForeign);
    expect(await read("own")).toHaveLength(120);
    expect(asked()).toHaveLength(4);
  });

  test.each([403, 404])("one that alone answers %i is refused alone", async (status) => {
    const { fake, read, asked } = await startReading(followed, "older");
    failContents(fake, { status, times: 1 });

    const error = await failureOf(read("one"));
    expect(error).toBeInstanceOf(ContentsRefusedError);
    expect(error).toMatchObject({ status });
    expect(await read("two")).toHaveLength(120);
    expect(asked()).toHaveLength(3);
  });

  test("one that keeps failing has failed and is not refused", async () => {
    const { fake, read } = await startReading(followed, "older");
    failContents(fake, { status: 500, times: 5 });

    const error = await failureOf(read("one"));
    expect(error).toBeInstanceOf(SpotifyError);
    expect(error).not.toBeInstanceOf(ContentsRefusedError);
    expect(await read("two")).toHaveLength(120);
  });
});

describe("a playlist of the user's own", () => {
  const playlist = makePlaylist({ name: "own", entries: makeEntries(120) });
  const path = `/playlists/${playlist.id}`;
  const sent = playlist.entries.map((entry) => expectedEntry(entry, "2026"));

  test.each<[string, (body: unknown) => unknown]>([
    ["no contents", (body) => Object.assign({}, body, { items: undefined })],
    ["null", (body) => Object.assign({}, body, { items: null })],
    ["a mere count", (body) => Object.assign({}, body, { items: { href: "", total: 120 } })],
  ])("that comes with %s is read by pages", async (_, edit) => {
    const { fake, read, asked } = await startReading([playlist]);
    fake.misbehave({ when: (request) => request.path === path, does: { kind: "edited", edit } });

    expect(await read("own")).toEqual(sent);
    expect(asked().slice(1)).toEqual(
      [0, 50, 100].map((offset) => `${path}/items?additional_types=track,episode&limit=50&offset=${offset}`),
    );
  });

  test.each([403, 404])("that answers %i has failed and is not refused", async (status) => {
    const { fake, read } = await startReading([playlist]);
    failContents(fake, { status, times: 1 });

    const error = await failureOf(read("own"));
    expect(error).toMatchObject({ name: "SpotifyError", status });
    expect(await read("own")).toEqual(sent);
  });

  test.each([
    ["its own answer", ""],
    ["a page", "/items"],
  ])("with an entry of neither item nor track in %s has failed", async (_, below) => {
    const { fake, read } = await startReading([playlist]);
    fake.misbehave({
      when: (request) => request.path === `${path}${below}`,
      does: { kind: "edited", edit: renameItems },
    });

    const error = await failureOf(read("own"));
    expect(error).toBeInstanceOf(SpotifyError);
    expect(error.message).toContain(
      `Spotify's answer to GET ${path}${below} has an unknown shape (items.0: neither item nor track`,
    );
  });
});

test("a collaborative playlist that is gone is refused alone", async () => {
  const shared = ["ours", "theirs"].map((name) =>
    makePlaylist({
      name,
      access: "collaborative",
      owner: { id: "mia", displayName: "Mia" },
      entries: makeEntries(5),
    }),
  );
  const { fake, read } = await startReading(shared);
  failContents(fake, { status: 404, times: 1 });

  await expect(read("ours")).rejects.toBeInstanceOf(ContentsRefusedError);
  expect(await read("theirs")).toHaveLength(5);
});

function failContents(fake: FakeSpotify, { status, times }: { status: number; times: number }): void {
  const body = { error: { status, message: "Resource not found" } };
  fake.misbehave({
    when: ({ path }) => path.startsWith("/playlists/"),
    times,
    does: { kind: "answer", status, body },
  });
}

/** As if Spotify had found yet another key for the item of an entry. */
function renameItems(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body).replaceAll('"item":', '"thing":'));
}
