import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { type Kind, kinds } from "../../src/lib/archive/manifest.ts";
import { choosePairs } from "../../src/lib/diff/choose-pairs.ts";
import { diffSnapshots } from "../../src/lib/diff/diff-snapshots.ts";
import type { ListDifference } from "../../src/lib/diff/list-difference.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import type { ProgressEvent } from "../../src/lib/export/progress.ts";
import { parseSnapshotExpression } from "../../src/lib/snapshot/choose-snapshot.ts";
import { replaceText } from "../export/archive-files.ts";
import { archives } from "../export/archives.ts";
import { createExportTools } from "../export/export-tools.ts";
import { writeSnapshot } from "../export/hand-made-snapshot.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import {
  addPlaylist,
  appendEntries,
  moveEntries,
  removePlaylist,
  renamePlaylist,
  unlikeTrack,
} from "../fake-spotify/change-library.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { FakeLibrary, Playlist } from "../fake-spotify/library.ts";
import { seedRandom } from "../fake-spotify/random.ts";

const random = seedRandom(7);

/** A library, exported before and after it is changed. */
async function exportTwice(archive: Archive, change: (library: FakeLibrary) => void): Promise<void> {
  const library = generateLibrary({ playlists: 4, entries: 120, followed: 1 });
  const fake = await startFakeSpotify({ library });
  onTestFinished(() => fake.stop());
  const state = openFolder(join(await temporaryFolder(), "state"));
  const exportAt = async (moment: string) => {
    for (const kind of kinds) {
      const now = () => new Date(moment);
      await exportSnapshot(kind, createExportTools(fake, { archive, state, now }));
    }
  };
  await exportAt("2026-11-15T02:00:00Z");
  change(library);
  await exportAt("2026-11-22T02:00:00Z");
}

function ask(before = "previous", after = "latest", chosen: readonly Kind[] = kinds) {
  const [former, latter] = [before, after].map(parseSnapshotExpression);
  if (former === undefined || latter === undefined) {
    throw new RangeError(`${before} or ${after} names no snapshot.`);
  }
  return { kinds: chosen, before: former, after: latter, now: new Date("2026-11-29T02:00:00Z") };
}

async function diff(archive: Archive, request = ask(), playlist?: string) {
  const events: ProgressEvent[] = [];
  const { pairs } = await choosePairs(archive, request);
  const onProgress = (event: ProgressEvent) => void events.push(event);
  return { differences: await diffSnapshots(archive, pairs, { playlist, onProgress }), events };
}

function playlistAt(library: FakeLibrary, index: number): Playlist {
  const playlist = library.playlists[index];
  if (playlist === null || playlist === undefined) {
    throw new RangeError(`There is no playlist ${index}.`);
  }
  return playlist;
}

function nameOf({ playlist, collection }: ListDifference): string {
  return (playlist?.after ?? playlist?.before)?.name ?? collection;
}

describe.each(archives)("snapshots in $kind", ({ openNew }) => {
  test("are compared list by list, and only what is different is kept", async () => {
    const archive = await openNew();
    const names: string[] = [];
    await exportTwice(archive, (library) => {
      unlikeTrack(library, 3);
      const [grown, moved, gone] = [0, 1, 2].map((index) => playlistAt(library, index));
      if (grown === undefined || moved === undefined || gone === undefined) {
        throw new RangeError("The library is too small.");
      }
      appendEntries(grown, 2, random);
      moveEntries(moved, 0, 1, 5);
      renamePlaylist(moved, "Renamed");
      removePlaylist(library, gone.id);
      const created = addPlaylist(library, 3, random);
      names.push(created.name, grown.name, "Renamed", gone.name);
    });

    const { differences, events } = await diff(archive);

    const [library, playlists] = differences;
    expect(library).toMatchObject({
      kind: "library",
      before: "2026-11-15T02-00-00Z",
      after: "2026-11-22T02-00-00Z",
      counts: { tracks: { added: 0, removed: 1 }, albums: { added: 0, removed: 0 } },
      lists: [{ collection: "tracks", changes: { removed: [{ position: 4 }] } }],
    });
    expect(playlists?.counts).toMatchObject({
      playlists: { added: 1, removed: 1, edited: 1 },
      items: { added: 5, moved: 1 },
    });
    const told = playlists?.lists.filter(({ type }) => type !== "unknown") ?? [];
    expect(told.map((list) => [list.type, nameOf(list), list.edits])).toEqual([
      ["added", names[0], []],
      ["both", names[1], []],
      ["both", "Renamed", ["name"]],
      ["removed", names[3], []],
    ]);
    // Spotify refuses the contents of the one that is followed.
    const unknown = playlists?.lists.filter(({ type }) => type === "unknown");
    expect(unknown).toMatchObject([{ missingIn: ["before", "after"] }]);
    const totals = new Set(events.map(({ total }) => total));
    expect([...totals]).toEqual([events.at(-1)?.done]);
  });

  test("that are one and the same do not differ", async () => {
    const archive = await openNew();
    await exportTwice(archive, (library) => unlikeTrack(library, 0));

    const { differences } = await diff(archive, ask("latest", "latest", ["library"]));

    expect(differences).toMatchObject([
      { before: "2026-11-22T02-00-00Z", after: "2026-11-22T02-00-00Z", lists: [] },
    ]);
  });
});

describe("a playlist that is asked for", () => {
  async function startTwoTrips() {
    const archive = openFolder(await temporaryFolder());
    let id = "";
    await exportTwice(archive, (library) => {
      const [first, second, third] = [0, 1, 2].map((index) => playlistAt(library, index));
      if (first === undefined || second === undefined || third === undefined) {
        throw new RangeError("The library is too small.");
      }
      renamePlaylist(first, "Road Trip");
      renamePlaylist(second, "road trip 2019");
      renamePlaylist(third, "Other");
      id = third.id;
    });
    const find = async (name: string) => {
      const { differences } = await diff(archive, ask("previous", "latest", ["playlists"]), name);
      return differences.flatMap(({ lists }) => lists.map(nameOf));
    };
    return { find, id };
  }

  test("is found by its name in either snapshot, whatever the case, or else by a part of it", async () => {
    const { find } = await startTwoTrips();
    expect(await find("ROAD TRIP")).toEqual(["Road Trip"]);
    expect(await find("trip")).toEqual(["Road Trip", "road trip 2019"]);
    expect(await find("RÓAD  trip ")).toEqual(["Road Trip"]);
  });

  test("is found by its id or URI", async () => {
    const { find, id } = await startTwoTrips();
    expect(await find(id)).toEqual(["Other"]);
    expect(await find(`spotify:playlist:${id}`)).toEqual(["Other"]);
  });

  test("and is in neither is an error that says where all names are", async () => {
    const { find } = await startTwoTrips();
    await expect(find("No such name")).rejects.toThrow(
      /^No playlist is named No such name in .* There are: ".+"/,
    );
  });
});

describe("the snapshots to compare", () => {
  const friend = { id: "friend", display_name: "Friend" };

  async function writeAll(
    these: readonly { readonly kind?: Kind; readonly id: string; readonly account?: typeof friend }[],
  ): Promise<Archive> {
    const archive = openFolder(await temporaryFolder());
    for (const one of these) {
      await writeSnapshot(archive, one);
    }
    return archive;
  }

  async function choose(archive: Archive, request: ReturnType<typeof ask>) {
    const { pairs, skipped } = await choosePairs(archive, request);
    return { pairs: pairs.map(({ kind, before, after }) => [kind, before.id, after.id]), skipped };
  }

  const [day15, day16, day22, day23] = [15, 16, 22, 23].map((day) => `2026-11-${day}T02-00-00Z`);
  const ids = { day15: String(day15), day16: String(day16), day22: String(day22), day23: String(day23) };

  test("are of one account, unless two are named", async () => {
    const archive = await writeAll([
      { id: ids.day15 },
      { id: ids.day16, account: friend },
      { id: ids.day22 },
      { id: ids.day23, account: friend },
    ]);
    const chosen = async (before?: string, after?: string) =>
      (await choose(archive, ask(before, after, ["library"]))).pairs[0]?.slice(1);

    expect(await chosen()).toEqual([ids.day16, ids.day23]);
    expect(await chosen("previous", ids.day22)).toEqual([ids.day15, ids.day22]);
    expect(await chosen(ids.day15)).toEqual([ids.day15, ids.day22]);
    expect(await chosen("2026-11-16", ids.day22)).toEqual([ids.day15, ids.day22]);
    expect(await chosen(ids.day16, ids.day22)).toEqual([ids.day16, ids.day22]);
    expect(await chosen(ids.day22, ids.day15)).toEqual([ids.day22, ids.day15]);
  });

  test("leave out a kind of which there are none, and say why", async () => {
    const archive = await writeAll([
      { id: ids.day15 },
      { id: ids.day22 },
      { kind: "playlists", id: ids.day22 },
    ]);

    const reason = `there is only one playlists snapshot yet (${ids.day22}): export again`;
    expect(await choose(archive, ask())).toEqual({
      pairs: [["library", ids.day15, ids.day22]],
      skipped: [{ kind: "playlists", reason }],
    });
    await expect(choose(archive, ask("previous", "latest", ["playlists"]))).rejects.toThrow(reason);
  });

  test("are newer than any that cannot be read and might have been meant, which are named", async () => {
    const archive = await writeAll([ids.day15, ids.day16, ids.day22, ids.day23].map((id) => ({ id })));
    const damage = (id: string) => replaceText(archive, `library/${id}/manifest.json`, "{");
    const passedOver = async (before?: string, after?: string) => {
      const chosen = await choosePairs(archive, ask(before, after, ["library"]));
      return chosen.passedOver.map(({ id }) => id);
    };
    expect(await passedOver()).toEqual([]);

    await damage(ids.day23);
    expect(await passedOver()).toEqual([ids.day23]);
    expect(await passedOver("previous", ids.day22)).toEqual([]);
    expect(await passedOver("2026-11-15", "2026-11-22")).toEqual([]);
    expect(await passedOver("2026-11-15", "2026-11")).toEqual([ids.day23]);

    await damage(ids.day16);
    const { pairs, passedOver: both } = await choosePairs(archive, ask("previous", "latest", ["library"]));
    expect(pairs).toMatchObject([{ before: { id: ids.day15 }, after: { id: ids.day22 } }]);
    expect(both).toMatchObject([ids.day16, ids.day23].map((id) => ({ kind: "library", id })));
    expect(both[0]?.problem).toMatch(/manifest\.json is damaged/);
    expect(await passedOver(ids.day15, ids.day22)).toEqual([]);
    expect(await passedOver("2026-11-16", ids.day22)).toEqual([ids.day16]);
  });

  test("are not those that a clock which was ahead has dated, unless they are named", async () => {
    const archive = await writeAll([
      { id: ids.day15 },
      { id: ids.day22 },
      { id: "2026-11-29T02-09-00Z" },
      { id: "2027-03-01T02-00-00Z" },
    ]);
    const chosen = async (before?: string, after?: string) => {
      const { pairs, passedOver } = await choosePairs(archive, ask(before, after, ["library"]));
      return [pairs[0]?.before.id, pairs[0]?.after.id, passedOver.map(({ id }) => id)];
    };

    expect(await chosen()).toEqual([ids.day22, "2026-11-29T02-09-00Z", ["2027-03-01T02-00-00Z"]]);
    expect(await chosen(ids.day15, "2027-03-01T02-00-00Z")).toEqual([ids.day15, "2027-03-01T02-00-00Z", []]);
  });

  test("of a kind of which there are no two name all that cannot be read", async () => {
    const archive = await writeAll([
      { id: ids.day15 },
      { id: ids.day22 },
      { kind: "playlists", id: ids.day15 },
      { kind: "playlists", id: ids.day22 },
    ]);
    await replaceText(archive, `playlists/${ids.day15}/manifest.json`, "{");

    expect(await choosePairs(archive, ask())).toMatchObject({
      skipped: [{ kind: "playlists" }],
      passedOver: [{ kind: "playlists", id: ids.day15 }],
    });
  });

  test("of a kind of which one is named by its id cannot be left out", async () => {
    const archive = await writeAll([
      { id: ids.day15 },
      { id: ids.day22 },
      { kind: "playlists", id: ids.day16 },
      { kind: "playlists", id: ids.day23 },
    ]);

    const { pairs, skipped } = await choose(archive, ask(ids.day15));
    expect(pairs).toEqual([["library", ids.day15, ids.day22]]);
    expect(skipped).toMatchObject([{ kind: "playlists" }]);
    await expect(choose(archive, ask("2026-11-15", ids.day23))).rejects.toThrow(
      "there is no playlists snapshot of 2026-11-15 or before",
    );
    await expect(choose(archive, ask(ids.day15, ids.day23))).rejects.toThrow(
      `there is no library/${ids.day23}`,
    );
  });

  test("are missing where there is no archive yet", async () => {
    await expect(choose(openFolder(await temporaryFolder()), ask())).rejects.toThrow(
      "Make one with: spotify-exporter export",
    );
  });
});
