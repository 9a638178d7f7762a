import { expect, onTestFinished, test } from "vitest";
import { openFakeClient } from "../fake-spotify/fake-client.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { makeIsrc } from "../fake-spotify/identifiers.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";

const queen = makeArtist({ name: "Queen" });
const album = makeAlbum({ name: "A Night at the Opera", artists: [queen] });
const love = makeTrack({ name: "Love of My Life", album });
const death = makeTrack({ name: "Death on Two Legs", album });
const cafe = makeTrack({
  name: "Café: “live”",
  album: makeAlbum({ name: "Life", artists: [makeArtist({ name: "Someone" })] }),
});
const again = makeTrack({
  name: "Love of My Life - Remastered",
  album: makeAlbum({ name: "Greatest", artists: [queen] }),
  isrc: makeIsrc(love.id),
});

async function startFake() {
  const playlists = [makePlaylist({ name: "a", entries: [makeEntry(cafe)] })];
  const tracks = [love, death].map((item) => ({ addedAt: "2020-01-01T00:00:00Z", item }));
  const library = makeLibrary({ tracks, playlists, takenDown: new Set([love.id]) });
  const fake = await startFakeSpotify({ library });
  onTestFinished(() => fake.stop());
  fake.catalogue.push(again);
  return await openFakeClient(fake);
}

test.each([
  [`isrc:${makeIsrc(love.id)}`, [again]],
  ['track:"love of my life" artist:queen', [again]],
  ["queen", [again, death]],
  ['album:"a night at the opera"', [death]],
  ["cafe life", [cafe]],
  ["isrc:ZZ0000000000", []],
])("%s finds what fits, and nothing that was taken down", async (query, expected) => {
  const { get } = await startFake();
  const sent = expected.map(({ id, name }) => ({ id, name, external_ids: { isrc: expect.any(String) } }));
  expect(await get(`/search?type=track&q=${encodeURIComponent(query)}`)).toMatchObject({
    tracks: { items: sent, total: expected.length, limit: 5 },
  });
});

test("more than ten at once are refused, and so is what has no words or no type", async () => {
  const { ask } = await startFake();
  const statuses = await Promise.all(
    ["q=a&type=track&limit=10", "q=a&type=track&limit=11", "q=&type=track", "q=a"].map(
      async (query) => (await ask(`/search?${query}`)).status,
    ),
  );
  expect(statuses).toEqual([200, 400, 400, 400]);
});

test("a track has its own id's object, whoever has it", async () => {
  const { ask, get } = await startFake();
  expect(await get(`/tracks/${cafe.id}`)).toMatchObject({ name: cafe.name });
  expect((await ask(`/tracks/${love.id}`)).status).toBe(404);
});
