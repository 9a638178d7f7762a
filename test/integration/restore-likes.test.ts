import { describe, expect, test } from "vitest";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { makeArtist } from "../fake-spotify/make-music.ts";
import { makeLibrary } from "../fake-spotify/make-playlist.ts";
import { toFacts } from "../restore/account-facts.ts";
import { startRestorer } from "../restore/restorer.ts";
import { takeDown } from "../restore/small-source.ts";

const likes = { choice: { sections: ["tracks"], playlists: [] } } as const;

function makeLikes(count: number) {
  const { tracks } = generateLibrary({ playlists: 0, entries: 0, likes: count, seed: 5 });
  return makeLibrary({ tracks: tracks.filter(({ item }) => item.name !== "") });
}

describe("likes come out in their order", () => {
  test("by a request for each 40 where Spotify puts the last of them on top", async () => {
    const library = makeLikes(100);
    const { restore, library: mine, writes } = await startRestorer({ library });
    const { report } = await restore(likes);

    expect(toFacts(mine).tracks).toEqual(toFacts(library).tracks);
    expect(writes()).toHaveLength(Math.ceil(library.tracks.length / 40));
    expect(report?.notes).toEqual([]);
  });

  test("for two requests more where it puts the first on top, which is told", async () => {
    const library = makeLikes(100);
    const restorer = await startRestorer({ library, savesInCall: "firstNewest" });
    const { report } = await restorer.restore(likes);

    expect(toFacts(restorer.library).tracks).toEqual(toFacts(library).tracks);
    expect(restorer.writes()).toHaveLength(Math.ceil(library.tracks.length / 40) + 2);
    expect(report?.notes).toEqual([expect.stringContaining("the other way round")]);
  });

  test("one by one where it mixes them, if so asked", async () => {
    const library = makeLikes(30);
    const restorer = await startRestorer({ library, savesInCall: "sameSecondArbitrary" });
    await restorer.restore({ ...likes, saving: "one by one" });

    expect(toFacts(restorer.library).tracks).toEqual(toFacts(library).tracks);
    expect(restorer.writes()).toHaveLength(library.tracks.length);
  });

  test("to within 40 where it mixes them and nobody has asked, which is told", async () => {
    const library = makeLikes(100);
    const restorer = await startRestorer({ library, savesInCall: "sameSecondArbitrary" });
    const { report } = await restorer.restore(likes);

    const wanted = toFacts(library).tracks;
    const got = toFacts(restorer.library).tracks;
    expect(new Set(got.slice(-40))).toEqual(new Set(wanted.slice(-40)));
    expect(report?.notes).toEqual([expect.stringContaining("--exact-order")]);
  });
});

test("what is liked already is not written again, and what is new comes above it", async () => {
  const library = makeLikes(60);
  const held = { tracks: library.tracks.slice(10, 30) };
  const { restore, library: mine, fake } = await startRestorer({ library, held });
  const { prepared } = await restore(likes);

  const saved = fake.requests.api.flatMap(({ query }) => query.get("uris")?.split(",") ?? []);
  expect(saved).toHaveLength(library.tracks.length - 20);
  expect(new Set(toFacts(mine).tracks)).toEqual(new Set(toFacts(library).tracks));
  expect(prepared.plan.losses).toContainEqual({
    reason: "liked-order",
    where: "tracks",
    count: expect.any(Number),
  });
});

test("two saves are a second apart, since that is how finely Spotify dates them", async () => {
  const { restore, fake } = await startRestorer({ library: makeLikes(100) });
  const times: number[] = [];
  let nowMs = Date.UTC(2026, 10, 22, 2);
  fake.misbehave({
    when: ({ method }) => method === "PUT",
    times: Number.POSITIVE_INFINITY,
    does: { kind: "event", happen: () => times.push(nowMs) },
  });
  await restore({
    ...likes,
    now: () => new Date(nowMs),
    sleep: async (ms) => {
      nowMs += ms;
    },
  });
  expect(times.map((at) => at - (times[0] ?? 0))).toEqual([0, 1_000, 2_000]);
});

describe("artists", () => {
  const artists = ["One", "Two", "Three"].map((name) => makeArtist({ name }));
  const choice = { choice: { sections: ["artists", "tracks"], playlists: [] } } as const;

  test("that Spotify does not take are told plainly, and the rest goes on", async () => {
    const library = { ...makeLikes(5), artists };
    const restorer = await startRestorer({ library, savableTypes: ["track"] });
    const { report } = await restorer.restore(choice);

    expect(report?.failures).toEqual([
      { where: "Followed artists", reason: expect.stringContaining("does not let this app follow artists") },
    ]);
    expect(restorer.library.tracks).toHaveLength(library.tracks.length);
    const before = restorer.writes().length;
    await restorer.restore(choice);
    expect(restorer.writes()).toHaveLength(before);
  });

  test("of whom the first is gone are followed all the same", async () => {
    const library = { ...makeLikes(0), artists: [...artists] };
    const restorer = await startRestorer({ library });
    library.takenDown = new Set([artists[2]?.id ?? ""]);
    const { report } = await restorer.restore(choice);
    expect(toFacts(restorer.library).artists).toEqual(
      toFacts({ ...library, artists: artists.slice(0, 2) }).artists,
    );
    expect(report?.refused).toMatchObject([{ name: "Three" }]);
  });
});

test("a like that is gone comes back as another release of the same recording, in its place", async () => {
  const library = makeLikes(50);
  const archiveOf = await startRestorer({ library });
  const gone = library.tracks[20]?.item;
  if (gone === undefined) {
    throw new Error("There are not enough likes.");
  }
  takeDown(library, gone);
  const other = { ...gone, id: "Z".repeat(22), isrc: gone.isrc ?? "" };
  archiveOf.fake.catalogue.push(other);
  const { report } = await archiveOf.restore(likes);

  expect(toFacts(archiveOf.library).tracks).toEqual(
    library.tracks.map(({ item }) => (item.id === gone.id ? other.id : item.id)),
  );
  expect(report).toMatchObject({
    refused: [],
    searched: [{ taken: { words: { uri: `spotify:track:${other.id}` } } }],
  });
});
