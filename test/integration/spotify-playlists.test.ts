import { describe, expect, test } from "vitest";
import { DriftError, SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { makeDemoLibrary } from "../fake-spotify/demo-library.ts";
import type { FakeRequest } from "../fake-spotify/faults.ts";
import { editPlaylist, type Playlist } from "../fake-spotify/library.ts";
import { makePlaylist } from "../fake-spotify/make-playlist.ts";
import type { Shape } from "../fake-spotify/shape.ts";
import {
  expectedEntry,
  failContents,
  makeEntries,
  refusedAsSpotifys,
  startReading,
} from "../playlist-reading.ts";
import { failureOf } from "../setup/failure.ts";

const shapes: readonly Shape[] = ["2026", "older", "both"];
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
    "%i entries cost the playlist's own answer, a page for each fifty beyond it, and then a look at its version",
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
              ...(offsets.length === 0 ? [] : [`${path}?fields=snapshot_id`]),
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

describe("a playlist of the user's own", () => {
  const playlist = makePlaylist({ name: "own", entries: makeEntries(120) });
  const path = `/playlists/${playlist.id}`;
  const sent = playlist.entries.map((entry) => expectedEntry(entry, "2026"));

  test.each<[string, (body: unknown) => unknown]>([
    ["no contents", (body) => Object.assign({}, body, { items: undefined })],
    ["null", (body) => Object.assign({}, body, { items: null })],
    ["a mere count", (body) => Object.assign({}, body, { items: { href: "", total: 120 } })],
    ["none of its entries", (body) => Object.assign({}, body, { items: { items: [], total: 120 } })],
  ])("that comes with %s is read by pages", async (_, edit) => {
    const { fake, read, asked } = await startReading([playlist]);
    fake.misbehave({ when: (request) => request.path === path, does: { kind: "edited", edit } });

    expect(await read("own")).toEqual(sent);
    expect(asked().slice(1)).toEqual([
      ...[0, 50, 100].map(
        (offset) => `${path}/items?additional_types=track,episode&limit=50&offset=${offset}`,
      ),
      `${path}?fields=snapshot_id`,
    ]);
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

describe("a playlist that is edited while it is read", () => {
  const entries = makeEntries(120);

  test.each<[string, Playlist["access"], Shape]>([
    ["the user's own", "owned", "2026"],
    ["a shared one", "collaborative", "2026"],
    ["another's", "followed", "older"],
  ])("is told by its version: %s", async (_, access, shape) => {
    const playlist = makePlaylist({ name: "edited", access, entries: [...entries] });
    const { fake, read } = await startReading([playlist], shape);
    const happen = () => editPlaylist(playlist, ({ entries: all }) => all.push(...all.splice(0, 1)));
    fake.misbehave({ when: isSecondPage, does: { kind: "event", happen } });

    const error = await failureOf(read("edited"));
    expect(error).toBeInstanceOf(DriftError);
    expect(error.message).toBe("the playlist was edited while it was read");
    expect(await read("edited")).toEqual(playlist.entries.map((entry) => expectedEntry(entry, shape)));
  });

  test("is not asked for by its version where that changes with every request", async () => {
    const playlist = makePlaylist({ name: "Daily Mix", access: "spotify", entries });
    const { fake, read, asked } = await startReading([playlist], "older");
    // Apps old enough still get these contents.
    const given: Playlist = { ...playlist, access: "followed" };
    fake.library.playlists = [given];
    const happen = () => editPlaylist(given, () => {});
    fake.misbehave({ when: isSecondPage, does: { kind: "event", happen } });

    expect(await read("Daily Mix")).toHaveLength(120);
    expect(asked().filter((request) => request.includes("fields"))).toEqual([]);
  });

  function isSecondPage({ query }: FakeRequest): boolean {
    return query.get("offset") === "100";
  }
});

test("a page that begins elsewhere is refused, for it would pass for the one that was asked for", async () => {
  const { fake, read } = await startReading([makePlaylist({ name: "own", entries: makeEntries(120) })]);
  fake.misbehave({
    when: ({ query }) => query.get("offset") === "100",
    does: { kind: "edited", edit: (body) => Object.assign({}, body, { offset: 0 }) },
  });

  expect((await failureOf(read("own"))).message).toMatch(
    /^Spotify answered GET \/playlists\/\w+\/items with the page at 0, not the one at 100\.$/,
  );
});

/** As if Spotify had found yet another key for the item of an entry. */
function renameItems(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body).replaceAll('"item":', '"thing":'));
}
