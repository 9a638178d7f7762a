import { describe, expect, test } from "vitest";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { makeDemoLibrary } from "../fake-spotify/demo-library.ts";
import { makePlaylist } from "../fake-spotify/make-playlist.ts";
import type { Shape } from "../fake-spotify/shape.ts";
import {
  expectedEntry,
  failContents,
  makeEntries,
  questionsOf,
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
    "%i entries cost a page for each fifty beyond a hundred, and then the playlist's own answer with the others",
    async (count) => {
      const playlist = makePlaylist({ name: "mine", entries: makeEntries(count) });
      const { collect, asked } = await startReading([playlist], shape);

      const { reading, version, entries } = await collect("mine");
      expect(reading).toMatchObject({ total: count, read: count });
      expect(version).toBe(playlist.snapshotId);
      expect(entries).toEqual(playlist.entries.map((entry) => expectedEntry(entry, shape)));
      const { object, pageAt } = questionsOf(playlist, shape);
      const offsets = Array.from({ length: Math.ceil((count - 100) / 50) }, (_, page) => 100 + 50 * page);
      // Pages are on their way together, so that one may overtake another; the object waits for all of them.
      expect(asked().slice(0, -1).toSorted()).toEqual(offsets.map(pageAt).toSorted());
      expect(asked().slice(-1)).toEqual(count === 0 ? [] : [object]);
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
