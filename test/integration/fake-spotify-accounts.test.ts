import { expect, onTestFinished, test } from "vitest";
import { makeDemoLibrary } from "../fake-spotify/demo-library.ts";
import type { FakeAccount } from "../fake-spotify/fake-account.ts";
import { openFakeClient } from "../fake-spotify/fake-client.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { makeEmptyLibrary, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { READ_SCOPES, WRITE_SCOPES } from "../fake-spotify/scopes.ts";

const INSUFFICIENT = { error: { status: 403, message: "Insufficient client scope" } };

const open = makePlaylist({ name: "open" });
const closed = makePlaylist({ name: "closed", isPublic: false });
const together = makePlaylist({ name: "together", access: "collaborative", isPublic: false });

async function startFake(scopes: readonly string[] = [...READ_SCOPES, ...WRITE_SCOPES]) {
  const fake = await startFakeSpotify({ library: makeLibrary({ playlists: [open, closed, together] }) });
  onTestFinished(() => fake.stop());
  const friend = fake.addAccount(makeEmptyLibrary({ id: "friend" }), scopes);
  return { fake, friend, client: await openFakeClient(fake), friends: await openFakeClient(friend) };
}

async function statusesOf(account: FakeAccount, asks: readonly (readonly [string, string, unknown?])[]) {
  const { send, ask } = await openFakeClient(account);
  const statuses: number[] = [];
  for (const [method, path, body] of asks) {
    const answer = await (body === undefined ? ask(path, method) : send(method, path, body));
    statuses.push(answer.status);
  }
  return statuses;
}

test("the access token decides whose library it is", async () => {
  const { client, friends } = await startFake();
  expect(await client.get("/me")).toMatchObject({ id: "demo-listener" });
  expect(await friends.get("/me")).toMatchObject({ id: "friend" });
  expect(await client.get("/me/playlists")).toMatchObject({ total: 3 });
  expect(await friends.get("/me/playlists")).toMatchObject({ total: 0 });
});

test("others see a playlist that is not private, and read its contents only where they collaborate", async () => {
  const { friend, friends } = await startFake();
  expect(await friends.get(`/playlists/${open.id}`)).not.toHaveProperty("items");
  friend.library.playlists.push(open, together);
  expect(await friends.get("/me/playlists")).toMatchObject({
    items: [{ name: "open" }, { name: "together" }],
  });
  expect(
    await statusesOf(friend, [
      ["GET", `/playlists/${closed.id}`],
      ["GET", `/playlists/${open.id}/items`],
      ["GET", `/playlists/${together.id}/items`],
    ]),
  ).toEqual([404, 403, 200]);
});

test("nothing is written without the scope for it", async () => {
  const { fake } = await startFake();
  const track = "spotify:track:0000000000000000000000";
  const asks = [
    ["PUT", `/me/library?uris=${track}`],
    ["PUT", "/me/library?uris=spotify:artist:0000000000000000000000"],
    ["PUT", `/me/library?uris=spotify:playlist:${closed.id}`],
    ["POST", "/me/playlists", { name: "public" }],
    ["POST", "/me/playlists", { name: "private", public: false }],
    ["POST", `/playlists/${open.id}/items`, { uris: [track] }],
    ["PUT", `/playlists/${closed.id}`, { name: "still closed" }],
    ["PUT", `/playlists/${open.id}/images`, "/9j/"],
  ] as const;
  const client = await openFakeClient(fake);
  expect((await client.ask(`/me/library?uris=${track}`, "DELETE")).json).toEqual(INSUFFICIENT);
  expect(await statusesOf(fake, asks)).toEqual(asks.map(() => 403));
  expect(await statusesOf(fake.allow(["playlist-modify-public"]), asks)).toEqual([
    403, 403, 403, 201, 403, 201, 403, 403,
  ]);
  expect(await statusesOf(fake.allow([...READ_SCOPES, ...WRITE_SCOPES]), asks)).toEqual([
    200, 200, 200, 201, 201, 201, 200, 202,
  ]);
});

test("a second consent leaves the first as it was, and a login's becomes the usual one", async () => {
  const { fake } = await startFake();
  const { refreshToken } = fake.credentials;
  const restoring = fake.allow(WRITE_SCOPES);
  expect(fake.credentials.refreshToken).toBe(refreshToken);
  expect(restoring.credentials.refreshToken).not.toBe(refreshToken);
  expect(await statusesOf(restoring, [["GET", "/me/tracks"]])).toEqual([403]);
  expect(await statusesOf(fake, [["GET", "/me/tracks"]])).toEqual([200]);
});

test("without the scope for them, private and collaborative playlists are missing in silence", async () => {
  const fake = await startFakeSpotify({ library: makeDemoLibrary() });
  onTestFinished(() => fake.stop());
  const { get } = await openFakeClient(fake.allow([]));
  const hidden = fake.library.playlists.filter((playlist) => playlist?.isPublic === false);
  expect(hidden).toHaveLength(2);
  expect(await get("/me/playlists")).toMatchObject({ total: fake.library.playlists.length - 2 });
});
