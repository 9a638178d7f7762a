import { expect, onTestFinished, test } from "vitest";
import { openFakeClient } from "../fake-spotify/fake-client.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { makeJpeg } from "../fake-spotify/make-jpeg.ts";
import { makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { READ_SCOPES, WRITE_SCOPES } from "../fake-spotify/scopes.ts";

async function startFake() {
  const bare = makePlaylist({ name: "bare" });
  const covered = makePlaylist({ name: "covered", cover: makeJpeg("mine") });
  const others = Array.from({ length: 20 }, (_, number) => makePlaylist({ name: `Playlist ${number}` }));
  const playlists = [covered, makePlaylist({ name: "without", hasImages: false }), bare, ...others];
  const fake = await startFakeSpotify({ library: makeLibrary({ playlists }) });
  onTestFinished(() => fake.stop());
  const client = await openFakeClient(fake.allow([...READ_SCOPES, ...WRITE_SCOPES]));
  return { fake, bare, covered, ...client };
}

test("a playlist shows its owner's cover, or what Spotify makes of its albums", async () => {
  const { fake, get } = await startFake();
  const listed = JSON.stringify(await get("/me/playlists?limit=50"));
  expect(JSON.parse(listed)).toMatchObject({
    items: [
      {
        images: [
          { height: null, url: expect.stringContaining(`${fake.accountsUrl}/image/ab67706c`), width: null },
        ],
      },
      { images: null },
      ...fake.library.playlists.slice(2).map(() => ({ images: [{ height: 640 }, { height: 300 }, {}] })),
    ],
  });
  expect(listed).toContain("https://mosaic.scdn.co/640/");
  expect(listed).toContain("https://i.scdn.co/image/ab67616d0000b273");
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
  const { bare, send } = await startFake();
  expect((await send("PUT", `/playlists/${bare.id}/images`, body)).status).toBe(status);
  expect(bare.cover).toBeUndefined();
});

test("images fail on their own", async () => {
  const { fake, get, covered } = await startFake();
  fake.misbehave({ service: "image", does: { kind: "answer", status: 503, body: "" } });
  const [url] = JSON.stringify(await get(`/playlists/${covered.id}/images`)).match(/http[^"]+/) ?? [];
  expect((await fetch(url ?? "")).status).toBe(503);
  expect((await fetch(url ?? "")).status).toBe(200);
});
