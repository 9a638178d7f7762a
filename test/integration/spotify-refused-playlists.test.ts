import { describe, expect, test } from "vitest";
import { ContentsRefusedError } from "../../src/lib/spotify/playlist-contents.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { makePlaylist } from "../fake-spotify/make-playlist.ts";
import {
  expectedEntry,
  failContents,
  makeEntries,
  refusedAsForeign,
  refusedAsSpotifys,
  startReading,
} from "../playlist-reading.ts";
import { failureOf } from "../setup/failure.ts";

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

  test("that come with none of their entries are read by pages, and speak for no other", async () => {
    const { fake, read } = await startReading(followed, "older");
    const edit = (body: unknown) => Object.assign({}, body, { tracks: { items: [], total: 120 } });
    fake.misbehave({ does: { kind: "edited", edit } });

    for (const name of ["one", "two"]) {
      expect(await read(name)).toEqual(entries.map((entry) => expectedEntry(entry, "older")));
    }
  });

  test("are read by older apps: the first with its object first, the others, known to be given, with it last", async () => {
    const { read, asked } = await startReading(followed, "older");

    for (const name of ["one", "two", "three"]) {
      expect(await read(name)).toEqual(entries.map((entry) => expectedEntry(entry, "older")));
    }
    const object = (index: number) => `/playlists/${followed[index]?.id}?additional_types=track,episode`;
    const page = (index: number) =>
      `/playlists/${followed[index]?.id}/tracks?additional_types=track,episode&limit=50&offset=100`;
    expect(asked()).toEqual([
      ...[object(0), page(0), object(0)],
      ...[page(1), object(1)],
      ...[page(2), object(2)],
    ]);
  });

  test("and Spotify's do not stand for each other, nor for the user's own", async () => {
    const { read, asked } = await startReading([...followed, spotifys, own]);

    await expect(read("Daily Mix")).rejects.toEqual(refusedAsSpotifys);
    await expect(read("one")).rejects.toEqual(refusedAsForeign);
    expect(await read("own")).toHaveLength(120);
    // The third is read whole: a page, and then its object with the rest.
    expect(asked()).toHaveLength(4);
  });

  test.each([
    [404, "ContentsRefusedError"],
    [403, "SpotifyError"],
  ])("one that alone answers %i ends in a %s, alone", async (status, name) => {
    const { fake, read } = await startReading(followed, "older");
    failContents(fake, { status, times: 1 });

    expect(await failureOf(read("one"))).toMatchObject({ name, status });
    expect(await read("two")).toHaveLength(120);
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

test.each([
  [403, "is refused", "ContentsRefusedError"],
  [404, "has failed", "SpotifyError"],
])("a collaborative playlist that answers %i %s, alone", async (status, _, name) => {
  const shared = ["ours", "theirs"].map((name) =>
    makePlaylist({
      name,
      access: "collaborative",
      owner: { id: "mia", displayName: "Mia" },
      entries: makeEntries(5),
    }),
  );
  const { fake, read } = await startReading(shared);
  failContents(fake, { status, times: 1 });

  expect(await failureOf(read("ours"))).toMatchObject({ name, status });
  expect(await read("theirs")).toHaveLength(5);
});
