import { describe, expect, test } from "vitest";
import { editPlaylist } from "../fake-spotify/library.ts";
import { makePlaylist } from "../fake-spotify/make-playlist.ts";
import { expectedEntry, makeEntries, questionsOf, startReading } from "../playlist-reading.ts";

type Edit = (body: unknown) => unknown;

/** What the object of a playlist may bring in the place of its first hundred entries. */
const bare: readonly [string, (count: number) => Edit][] = [
  ["no contents", () => (body) => Object.assign({}, body, { items: undefined })],
  ["null", () => (body) => Object.assign({}, body, { items: null })],
  ["a mere count", (total) => (body) => Object.assign({}, body, { items: { href: "", total } })],
  ["none of its entries", (total) => (body) => Object.assign({}, body, { items: { items: [], total } })],
];

describe.each([1, 60, 120, 260])("a playlist of %i entries of the user's own", (count) => {
  const playlist = makePlaylist({ name: "own", entries: makeEntries(count) });
  const { object } = questionsOf(playlist);
  const sent = playlist.entries.map((entry) => expectedEntry(entry, "2026"));

  test.each(bare)("that comes with %s is read by pages, and whole", async (_, toEdit) => {
    const { fake, collect } = await startReading([playlist]);
    embedOnly(fake, toEdit(count));

    const { reading, entries, version } = await collect("own");
    expect(reading).toMatchObject({ total: count, read: count });
    expect(reading.shortfall).toBeUndefined();
    expect(entries).toEqual(sent);
    expect(version).toBe(playlist.snapshotId);
  });

  test.each([20, 50, 99])("whose object brings the first %i of them is read whole", async (size) => {
    const { fake, collect, asked } = await startReading([playlist]);
    embedOnly(fake, shorten(size));

    const { reading, entries } = await collect("own");
    expect(reading).toMatchObject({ total: count, read: count });
    expect(reading.shortfall).toBeUndefined();
    expect(entries).toEqual(sent);
    expect(asked().filter((question) => question === object).length).toBeLessThanOrEqual(2);
  });
});

describe("where objects bring fewer than a hundred entries", () => {
  const playlists = ["one", "two", "three"].map((name) => makePlaylist({ name, entries: makeEntries(200) }));

  test("the first shows it, and the others are asked for from there on, each of them once", async () => {
    const { fake, collect, asked } = await startReading(playlists);
    embedOnly(fake, shorten(50));

    await collect("one");
    const before = asked().length;
    for (const [index, name] of ["two", "three"].entries()) {
      const playlist = playlists[index + 1];
      expect((await collect(name)).entries).toEqual(
        playlist?.entries.map((entry) => expectedEntry(entry, "2026")),
      );
    }

    expect(asked().slice(before).toSorted()).toEqual(
      playlists
        .slice(1)
        .flatMap((playlist) => {
          const { object, pageAt } = questionsOf(playlist);
          return [object, ...[50, 100, 150].map(pageAt)];
        })
        .toSorted(),
    );
  });

  test("an edit between the object and the page that fills the gap is told", async () => {
    const playlist = makePlaylist({ name: "own", entries: makeEntries(200) });
    const { fake, collect } = await startReading([playlist]);
    embedOnly(fake, shorten(50));
    fake.misbehave({
      when: ({ query }) => query.get("offset") === "50",
      does: {
        kind: "event",
        happen: () => editPlaylist(playlist, ({ entries }) => entries.push(...entries.splice(0, 1))),
      },
    });

    const { reading, entries } = await collect("own");
    expect(reading.shortfall).toBeUndefined();
    expect(entries).toEqual(playlist.entries.map((entry) => expectedEntry(entry, "2026")));
  });
});

function embedOnly(fake: Awaited<ReturnType<typeof startReading>>["fake"], edit: Edit): void {
  fake.misbehave({
    when: ({ path }) => /^\/playlists\/\w+$/.test(path),
    times: Number.POSITIVE_INFINITY,
    does: { kind: "edited", edit },
  });
}

function shorten(size: number): Edit {
  return (body) =>
    JSON.parse(JSON.stringify(body), (key, value: unknown) =>
      key === "items" && Array.isArray(value) ? value.slice(0, size) : value,
    );
}
