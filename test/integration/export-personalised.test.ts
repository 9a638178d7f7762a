import { expect, test } from "vitest";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { expectedPlaylists } from "../export/expected.ts";
import { expectHonest } from "../export/honesty.ts";
import { type Machine, startMachine } from "../export/machine.ts";
import { readPlaylists } from "../export/snapshot-documents.ts";
import { appendEntries } from "../fake-spotify/change-library.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { FakeLibrary, Playlist } from "../fake-spotify/library.ts";
import { makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { seedRandom } from "../fake-spotify/random.ts";

const sizes = [30, 100, 101, 230];

/**
 * A machine with an app so old that it is given Spotify's own playlists, with another version at every request. They are
 * kept by Spotify in all but the way they are given: like somebody else's.
 */
async function startOldApp(): Promise<{ machine: Machine; library: FakeLibrary; own: readonly Playlist[] }> {
  const { playlists } = generateLibrary({ playlists: 1, entries: 400, seed: 31 });
  const entries = playlists[0]?.entries ?? [];
  const own = sizes.map((size) =>
    makePlaylist({
      name: `Daily Mix of ${size}`,
      id: `37i9dQZF1E0000000000${String(size).padStart(2, "0")}`,
      access: "followed",
      owner: { id: "spotify", displayName: "Spotify" },
      entries: entries.slice(0, size),
    }),
  );
  const library = makeLibrary({ playlists: [...playlists, ...own] });
  const machine = await startMachine({ library, shape: "older" });
  let versions = 0;
  machine.fake.misbehave({
    when: ({ path }) => path === "/me/playlists" || path.startsWith("/playlists/37i9dQZ"),
    times: Number.POSITIVE_INFINITY,
    does: {
      kind: "edited",
      edit: (body) =>
        JSON.parse(JSON.stringify(body), (_, value: unknown) => {
          versions += 1;
          return isPersonalised(value) ? { ...value, snapshot_id: `version ${versions}` } : value;
        }),
    },
  });
  return { machine, library, own };
}

function isPersonalised(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    "snapshot_id" in value &&
    "id" in value &&
    String(value.id).startsWith("37i9dQZ")
  );
}

async function expectTrue({ archive, fake }: Machine, manifest: Manifest): Promise<void> {
  expect(manifest.status).toBe("complete");
  const { playlists } = await readPlaylists(archive, manifest);
  const expected = expectedPlaylists(fake.library, "older");
  expect(playlists).toEqual(
    expected.map((playlist) =>
      isPersonalised(playlist) ? { ...playlist, snapshot_id: expect.any(String) } : playlist,
    ),
  );
  await expectHonest(archive, manifest);
}

test("playlists whose version changes at every request cost one request each while they are as they were", async () => {
  const { machine, own } = await startOldApp();
  await expectTrue(machine, await machine.run("playlists"));

  for (let run = 0; run < 2; run += 1) {
    const before = machine.fake.requests.api.length;
    const manifest = await machine.run("playlists");
    const asked = machine.fake.requests.api.slice(before).map(({ path }) => path);
    expect(asked.filter((path) => path.startsWith("/playlists/")).sort()).toEqual(
      own.map(({ id }) => `/playlists/${id}`).sort(),
    );
    await expectTrue(machine, manifest);
  }
});

test("they are read anew when their total or their beginning has changed", async () => {
  const { machine, own } = await startOldApp();
  await machine.run("playlists");
  const random = seedRandom(31);
  for (const playlist of own) {
    appendEntries(playlist, 3, random);
  }
  await expectTrue(machine, await machine.run("playlists"));
  for (const playlist of own) {
    playlist.entries = playlist.entries.toReversed();
  }
  await expectTrue(machine, await machine.run("playlists"));
  await expectTrue(machine, await machine.run("playlists", { mode: "full" }));
});
