import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { editPlaylist } from "../fake-spotify/library.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { runCommandLine } from "./command-line.ts";
import { manifestsIn, startUser } from "./user.ts";

const artist = makeArtist({ name: "Sigur Rós" });
const album = makeAlbum({ name: "Ágætis\nbyrjun", artists: [artist] });
const song = makeTrack({ name: "Svefn-g-\u001b[31menglar", album });
const others = Array.from({ length: 24 }, (_, index) => makeTrack({ name: `Song ${index}`, album }));

/** A folder with two exports; between them the song left one playlist. */
async function startFolder() {
  const trip = makePlaylist({ name: "Road trip", entries: [makeEntry(song)] });
  const night = makePlaylist({
    name: "Night",
    entries: [...others.map((other) => makeEntry(other)), makeEntry(song), makeEntry(song)],
  });
  const user = await startUser({ library: makeLibrary({ playlists: [trip, night] }) });
  await user.run(["export", "playlists", "--out", "mine"]);
  editPlaylist(trip, ({ entries }) => entries.splice(0, 1));
  await user.run(["export", "playlists", "--out", "mine"]);
  const folder = join(user.cwd, "mine");
  const [first = "", second = ""] = (await manifestsIn(folder)).map(({ id }) => id);
  const find = (...args: readonly string[]) => user.run(["find", ...args, "--out", "mine"], {});
  return { ...user, folder, first, second, find };
}

describe("find", () => {
  test("shows each item with the lists that have held it, and needs no credentials for it", async () => {
    const { find, folder, first, second } = await startFolder();

    const { exitCode, stdout, stderr } = await find("svefn-g", "ros");

    expect([exitCode, stderr]).toEqual([0, "Searching: 2 of 2\n"]);
    const [title, empty, words, ...table] = stdout.trimEnd().split("\n");
    expect([title, empty]).toEqual([`${folder}: 1 found in 2 snapshots`, ""]);
    expect(words).toMatch(
      /^Svefn-g- \[31menglar — Sigur Rós · Ágætis byrjun · ISRC ZZFAK\d{7} · spotify:track:\w+$/,
    );
    expect(table.map((line) => line.split(/ {2,}/).slice(1))).toEqual([
      ["LIST", "ADDED", "NOW", "FIRST SEEN", "LAST SEEN / LEFT"],
      ["Road trip", "2023-05-06T07:08:09Z", "gone", first, `left between ${first} and ${second}`],
      ["Night", "2023-05-06T07:08:09Z", "at 25, 26", first, second],
    ]);
  });

  test("prints with --json one document with everything", async () => {
    const { find, folder, first, second } = await startFolder();

    const { exitCode, stdout } = await find("--json", `https://open.spotify.com/track/${song.id}?si=1`);

    expect(exitCode).toBe(0);
    const span = { firstSeen: first, addedAt: "2023-05-06T07:08:09Z" };
    const list = { kind: "playlists", account: "demo-listener", collection: "items" };
    expect(JSON.parse(stdout)).toEqual({
      location: folder,
      snapshots: 2,
      skipped: [],
      items: [
        {
          uri: `spotify:track:${song.id}`,
          name: song.name,
          artists: [artist.name],
          album: album.name,
          isrc: expect.any(String),
          lists: [
            {
              ...list,
              playlist: { id: expect.any(String), name: "Road trip", goneSince: null },
              spans: [{ ...span, lastSeen: first, leftBefore: second, count: 1 }],
              now: { state: "gone", positions: [] },
            },
            {
              ...list,
              playlist: { id: expect.any(String), name: "Night", goneSince: null },
              spans: [{ ...span, lastSeen: second, leftBefore: null, count: 2 }],
              now: { state: "there", positions: [25, 26] },
            },
          ],
        },
      ],
    });
  });

  test("shows twenty items and counts the others, all of which are in the document", async () => {
    const { find } = await startFolder();

    const { stdout } = await find("agætis byrjun");
    const json = await find("agætis byrjun", "--json");

    expect(stdout).toMatch(/: 25 found in 2 snapshots\n/);
    expect(stdout).toMatch(/\n\nand 5 more; give more words\n$/);
    expect(stdout.match(/^ {2}LIST /gm)).toHaveLength(20);
    expect(JSON.parse(json.stdout).items).toHaveLength(25);
  });

  test("says so where nothing is found", async () => {
    const { find, folder } = await startFolder();

    expect(await find("stairway")).toMatchObject({
      exitCode: 0,
      stdout: `Nothing matches "stairway" in 2 snapshots of ${folder}.\n`,
    });
    const { exitCode, stdout } = await find("stairway", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ location: folder, snapshots: 2, skipped: [], items: [] });
  });

  test("names a snapshot that cannot be read, searches the others, and ends with 1", async () => {
    const { find, folder, first, second } = await startFolder();
    await writeFile(join(folder, "playlists", first, `playlists_${first}.json`), "{");

    const { exitCode, stdout, stderr } = await find("svefn");

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^warning: a snapshot .*id=${first} .*playlists_${first}.json is damaged`),
    );
    expect(stdout).toMatch(/: 1 found in 1 snapshot\n/);
    expect(stdout).toMatch(new RegExp(` Night +\\S+ +at 25, 26 +${second} +${second}\n`));
  });

  test("fails where there are no snapshots, and says how to make one", async () => {
    const cwd = await temporaryFolder();

    expect(await runCommandLine(["find", "x"], { cwd })).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: `error: No snapshots in ${join(cwd, "exports")} yet. Make one with: spotify-exporter export\n`,
    });
  });

  test.each([[[]], [[""]], [[" \t"]]])("takes %j for wrong use", async (args) => {
    const cwd = await temporaryFolder();

    const { exitCode, stdout, stderr } = await runCommandLine(["find", ...args], { cwd });

    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/Give at least one word|missing required argument 'text'/);
  });
});
