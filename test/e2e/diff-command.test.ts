import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Kind } from "../../src/lib/archive/manifest.ts";
import { parseSnapshotId } from "../../src/lib/archive/snapshot.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { createExportTools } from "../export/export-tools.ts";
import { parseCsv } from "../export/parse-csv.ts";
import { addPlaylist, moveEntries, removePlaylist, renamePlaylist } from "../fake-spotify/change-library.ts";
import { editPlaylist } from "../fake-spotify/library.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { seedRandom } from "../fake-spotify/random.ts";
import { noPython, runOnTerminal } from "./pseudo-terminal.ts";
import { startUser } from "./user.ts";

const album = makeAlbum({ name: "The Album", artists: [makeArtist({ name: "The Band" })] });

function makeSong(name: string) {
  return makeTrack({ name, album });
}

function makeTrip() {
  return makePlaylist({
    name: "Road Trip",
    entries: ["One", "Two", "Three", "Four", "Five", "Six"].map((name) => makeEntry(makeSong(name))),
  });
}

const ids = {
  formerLibrary: "2025-11-15T02-00-00Z",
  former: "2025-11-15T02-30-00Z",
  latterLibrary: "2025-11-22T02-00-00Z",
  latter: "2025-11-22T02-30-00Z",
};

/** A user whose library was exported, changed and exported again. */
async function startChangedUser() {
  const trip = makeTrip();
  const old = makePlaylist({ name: "Old", entries: [makeEntry(makeSong("One"))] });
  const likes = ["Liked", "Unliked"].map((name) => ({
    addedAt: "2024-01-01T00:00:00Z",
    item: makeSong(name),
  }));
  const library = makeLibrary({ tracks: likes, playlists: [trip, old] });
  const user = await startUser({ library });
  const folder = join(user.cwd, "mine");
  const exportAs = async (kind: Kind, id: string) => {
    const [archive, state] = [openFolder(folder), openFolder(join(folder, ".state"))];
    const now = () => parseSnapshotId(id) ?? new Date(Number.NaN);
    await exportSnapshot(kind, createExportTools(user.fake, { archive, state, now }));
  };
  await exportAs("library", ids.formerLibrary);
  await exportAs("playlists", ids.former);

  library.tracks.splice(1, 1);
  renamePlaylist(trip, "Tour");
  removePlaylist(library, old.id);
  addPlaylist(library, 2, seedRandom(3)).name = "New";
  // One, Two, Three, Four, Five, Six becomes Two, one that is taken down, Four, Six, One, Seven.
  moveEntries(trip, 0, 1, 5);
  editPlaylist(trip, ({ entries }) => {
    entries.splice(3, 1);
    entries.push(makeEntry(makeSong("Seven"), { addedAt: "2025-01-01T00:00:00Z" }));
    entries[1] = makeEntry(null);
  });
  await exportAs("library", ids.latterLibrary);
  await exportAs("playlists", ids.latter);

  const diff = (args: readonly string[]) => user.run(["diff", "--out", "mine", ...args], {});
  return { ...user, diff };
}

describe("diff", () => {
  test("tells every change since the snapshot before, and needs no credentials for it", async () => {
    const { diff } = await startChangedUser();

    const { exitCode, stdout } = await diff([]);

    expect(exitCode).toBe(0);
    expect(stdout.split("\n")).toEqual([
      `library ${ids.formerLibrary} → ${ids.latterLibrary}: 1 liked song removed`,
      "",
      "Liked songs",
      "  - 2  Unliked — The Band",
      "",
      `playlists ${ids.former} → ${ids.latter}: 1 playlist added, 1 removed, 1 with other details; 3 entries added, 2 removed, 1 moved, 1 taken down`,
      "",
      "+ New (2 entries)",
      "- Old (1 entry)",
      "",
      "Tour",
      '  = renamed from "Road Trip" to "Tour"',
      "  - 5  Five — The Band",
      "  + 6  Seven — The Band",
      "  > 1 → 5  One — The Band",
      `  ! 2  Three — The Band (taken down by Spotify; last seen in ${ids.former})`,
      "",
    ]);
  });

  test("has no difference between a snapshot and itself", async () => {
    const { diff } = await startChangedUser();

    const { exitCode, stdout } = await diff(["latest", "latest", "--kind", "playlists"]);

    expect([exitCode, stdout]).toEqual([0, `playlists ${ids.latter} → ${ids.latter}: no difference\n`]);
  });

  test("takes ids and dates", async () => {
    const { diff } = await startChangedUser();
    const [summary] = (await diff(["--kind", "playlists"])).stdout.split("\n");

    for (const args of [
      [`playlists/${ids.former}`],
      [ids.former, `playlists/${ids.latter}`],
      ["previous", "latest", "--kind", "playlists"],
      [`playlists/${ids.former.slice(0, 19)}`, ids.latter.slice(0, 4)],
    ]) {
      const { exitCode, stdout } = await diff(args);
      expect([exitCode, stdout.split("\n")[0]]).toEqual([0, summary]);
    }
  });

  test("says which kind it leaves out", async () => {
    const { run } = await startUser({ library: makeLibrary({ playlists: [makeTrip()] }) });
    await run(["export", "playlists"]);
    await run(["export", "playlists"]);

    const { exitCode, stdout, stderr } = await run(["diff"]);

    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^playlists \S+ → \S+: no difference\n$/)]);
    expect(stderr).toContain("library is not compared: there are no library snapshots\n");
  });

  test("says which newer snapshots it passes over, because it cannot read them", async () => {
    const { cwd, diff } = await startChangedUser();
    const newer = "2025-11-29T02-30-00Z";
    const folder = join(cwd, "mine/playlists", newer);
    await mkdir(folder);
    await writeFile(join(folder, "manifest.json"), '{ "format": "spotify-exporter/2" }');

    const { exitCode, stdout, stderr } = await diff(["--kind", "playlists"]);
    const json = await diff(["--kind", "playlists", "--json"]);

    expect([exitCode, json.exitCode]).toEqual([0, 0]);
    expect(stdout).toMatch(new RegExp(`^playlists ${ids.former} → ${ids.latter}: `));
    const problem = JSON.parse(json.stdout).passedOver[0]?.problem;
    expect(problem).toContain("spotify-exporter/2");
    expect(stderr).toContain(`playlists/${newer} is passed over: ${problem}\n`);
    expect(JSON.parse(json.stdout).passedOver).toEqual([{ kind: "playlists", id: newer, problem }]);
  });

  test("prints one document with --json", async () => {
    const { cwd, diff } = await startChangedUser();

    const { exitCode, stdout } = await diff(["--json"]);

    expect(exitCode).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      location: join(cwd, "mine"),
      passedOver: [],
      comparisons: [
        {
          ...{ kind: "library", before: ids.formerLibrary, after: ids.latterLibrary },
          counts: { tracks: { added: 0, removed: 1 } },
          library: { tracks: { change: "changed", removed: [{ position: 2, name: "Unliked" }] } },
        },
        {
          ...{ kind: "playlists", before: ids.former, after: ids.latter },
          counts: {
            playlists: { added: 1, removed: 1, edited: 1 },
            items: { added: 3, removed: 2, moved: 1, vanished: 1, dropped: 0, returned: 0 },
          },
          playlists: [
            { name: "New", change: "added", added: [{ position: 1 }, { position: 2 }] },
            {
              ...{ name: "Tour", change: "changed", edits: { name: ["Road Trip", "Tour"] } },
              added: [
                {
                  ...{ position: 6, name: "Seven", artists: ["The Band"], album: "The Album" },
                  addedAt: "2025-01-01T00:00:00Z",
                },
              ],
              removed: [{ position: 5, name: "Five" }],
              moved: [{ from: 1, to: 5, name: "One" }],
              vanished: [{ position: 2, name: "Three", lastSeen: ids.former }],
            },
            { name: "Old", change: "removed", removed: [{ position: 1, name: "One" }] },
          ],
        },
      ],
    });
    expect(Object.keys(document.comparisons[0].library)).toEqual(["tracks"]);
  });

  test("prints a table of changes with --csv", async () => {
    const { diff } = await startChangedUser();

    const { exitCode, stdout } = await diff(["--csv", "--playlist", "tour"]);

    expect(exitCode).toBe(0);
    // Whoever read it from the stream has taken the byte order mark for what it is.
    expect(stdout).toMatch(/^Change,.*[^\n]\r\n$/s);
    const rows = parseCsv(stdout);
    expect(
      rows.map((row) => [
        ...[row["Change"], row["Playlist Name"], row["Previous Position"], row["Position"]],
        row["Track Name"] || row["After"],
      ]),
    ).toEqual([
      ["renamed", "Tour", "", "", "Tour"],
      ["added", "Tour", "", "6", "Seven"],
      ["removed", "Tour", "5", "", "Five"],
      ["moved", "Tour", "1", "5", "One"],
      ["vanished", "Tour", "", "2", "Three"],
    ]);
    expect(rows.at(-1)?.["Last Seen"]).toBe(ids.former);
  });

  test("tells of one playlist alone, by what it was or is called", async () => {
    const { diff } = await startChangedUser();

    const whole = await diff(["--playlist", "ROAD TRIP"]);
    const part = await diff(["--playlist", "ou"]);
    const none = await diff(["--playlist", "Nothing"]);

    expect(whole.stdout).toMatch(
      /: 1 playlist with other details; 1 entry added, 1 removed, 1 moved, 1 taken down\n\nTour\n {2}= renamed/,
    );
    expect(part.stdout).toBe(whole.stdout);
    expect([none.exitCode, none.stdout]).toEqual([1, ""]);
    expect(none.stderr).toContain(`error: No playlist is named Nothing in ${ids.former} or ${ids.latter}.`);
  });

  test("says what is missing, and what there is", async () => {
    const { diff, run } = await startChangedUser();

    const early = await diff(["2001"]);
    const unknown = await diff(["2001-01-01T00-00-00Z", "--kind", "library", "--json"]);
    const empty = await run(["diff"], {});

    expect([early.exitCode, unknown.exitCode, empty.exitCode]).toEqual([1, 1, 1]);
    expect(early.stderr).toContain(
      `there is no library snapshot of 2001 or before (the newest: ${ids.formerLibrary}, ${ids.latterLibrary}); there is no playlists snapshot of 2001`,
    );
    expect(JSON.parse(unknown.stdout).error.message).toContain("there is no library/2001-01-01T00-00-00Z");
    expect(empty.stderr).toMatch(/^error: No snapshots in .*exports to compare\. Make one with: /);
  });

  test("reads nothing into a snapshot that is damaged", async () => {
    const { cwd, diff } = await startChangedUser();
    const folder = join(cwd, "mine/playlists", ids.latter);
    await writeFile(join(folder, `playlists_${ids.latter}.json`), "{");

    const content = await diff(["--kind", "playlists"]);
    await writeFile(join(folder, "manifest.json"), "{");
    const manifest = await diff([ids.former, ids.latter]);

    expect([content.exitCode, manifest.exitCode]).toEqual([1, 1]);
    expect([content.stdout, manifest.stdout]).toEqual(["", ""]);
    expect(content.stderr).toMatch(/error: playlists\/.*\.json is damaged at line 1: /);
    expect(manifest.stderr).toMatch(/^error: playlists\/.*\/manifest\.json is damaged: /);
  });

  test("has colours on a terminal, unless they are declined", async (context) => {
    context.skip(noPython !== undefined, noPython);
    const { cwd } = await startChangedUser();
    const show = (env: Readonly<Record<string, string>>) =>
      runOnTerminal(["diff", "--out", "mine", "--playlist", "tour"], { cwd, env });

    const [coloured, plain] = [await show({}), await show({ NO_COLOR: "1" })];

    expect(coloured).toContain("\u001b[32m+ 6  Seven — The Band\u001b[39m");
    expect(plain).toContain("  + 6  Seven — The Band");
    expect(plain).not.toContain("\u001b[3");
  });

  test.each([
    [["--json", "--csv"], "cannot be used with"],
    [["last week"], "It must be an id as in"],
    [["--kind", "tracks"], "Allowed choices are library, playlists"],
    [["--playlist", "Tour", "--kind", "library"], "is of different kinds"],
    [["library/latest", "playlists/latest"], "is of different kinds"],
    [["1999", "2000", "2001"], "too many arguments"],
  ])("takes %j for wrong use", async (args, message) => {
    const { run } = await startUser();

    const { exitCode, stdout, stderr } = await run(["diff", ...args], {});

    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});
