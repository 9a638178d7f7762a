import { expect, onTestFinished, test } from "vitest";
import { openFakeClient } from "../fake-spotify/fake-client.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { makeJpeg } from "../fake-spotify/make-jpeg.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { READ_SCOPES, WRITE_SCOPES } from "../fake-spotify/scopes.ts";

const artist = makeArtist({ name: "An artist" });
const entries = Array.from({ length: 5 }, (_, number) => {
  const album = makeAlbum({ name: `Album ${number}`, artists: [artist] });
  return makeEntry(makeTrack({ name: `Song ${number}`, album }));
});

async function startFake() {
  const mosaic = makePlaylist({ name: "mosaic", entries });
  const covered = makePlaylist({ name: "covered", entries, cover: makeJpeg("mine") });
  const single = makePlaylist({ name: "single", entries: entries.slice(0, 3) });
  const playlists = [mosaic, covered, single, makePlaylist({ name: "empty" })];
  const fake = await startFakeSpotify({ library: makeLibrary({ playlists }) });
  onTestFinished(() => fake.stop());
  const client = await openFakeClient(fake.allow([...READ_SCOPES, ...WRITE_SCOPES]));
  return { fake, mosaic, covered, ...client };
}

test("a playlist shows its owner's cover, or what Spotify makes of its albums", async () => {
  const { fake, get } = await startFake();
  expect(await get("/me/playlists")).toMatchObject({
    items: [
      { images: [{ height: 640, url: expect.stringMatching(/^https:\/\/mosaic\.scdn\.co\/640\//) }, {}, {}] },
      {
        images: [
          { height: null, url: expect.stringContaining(`${fake.accountsUrl}/image/ab67706c`), width: null },
        ],
      },
      { images: [{ url: expect.stringContaining("https://i.scdn.co/image/") }, {}, {}] },
      { images: null },
    ],
  });
});

test("a cover that was put is what its address gives, to everyone, and the old one stays at its own", async () => {
  const { fake, covered, send, get } = await startFake();
  const before = covered.snapshotId;
  const cover = makeJpeg("another", { bytes: 190_000 });
  expect((await send("PUT", `/playlists/${covered.id}/images`, cover.toString("base64"))).status).toBe(202);
  expect(covered.snapshotId).not.toBe(before);
  const images = await get(`/playlists/${covered.id}/images`);
  expect(images).toEqual([{ height: null, url: expect.any(String), width: null }]);
  const [url] = JSON.stringify(images).match(/http[^"]+/) ?? [];
  const response = await fetch(url ?? "");
  expect(response.headers.get("content-type")).toBe("image/jpeg");
  expect(Buffer.from(await response.arrayBuffer())).toEqual(cover);
  expect(fake.requests.image).toMatchObject([{ index: 1, status: 200 }]);
  expect((await fetch(`${fake.accountsUrl}/image/ab67706c0000`)).status).toBe(404);
});

test.each([
  ["too large", makeJpeg("large", { bytes: 200_000 }).toString("base64"), 413],
  ["no JPEG", Buffer.from("a picture").toString("base64"), 400],
  ["no base64", "\u00ff\u00d8", 400],
])("a cover that is %s is refused", async (_, body, status) => {
  const { mosaic, send } = await startFake();
  expect((await send("PUT", `/playlists/${mosaic.id}/images`, body)).status).toBe(status);
  expect(mosaic.cover).toBeUndefined();
});

test("images fail on their own", async () => {
  const { fake, get, covered } = await startFake();
  fake.misbehave({ service: "image", does: { kind: "answer", status: 503, body: "" } });
  const [url] = JSON.stringify(await get(`/playlists/${covered.id}/images`)).match(/http[^"]+/) ?? [];
  expect((await fetch(url ?? "")).status).toBe(503);
  expect((await fetch(url ?? "")).status).toBe(200);
});
