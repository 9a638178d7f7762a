import { expect, test } from "vitest";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { PausedError } from "../../src/lib/errors.ts";
import { type Answering, type MemoryMachine, startMemoryMachine } from "../export/memory-machine.ts";
import { createLivePlaylists, range } from "../export/memory-spotify.ts";
import { readPlaylists } from "../export/snapshot-documents.ts";
import { failureOf } from "../setup/failure.ts";

const hourMs = 60 * 60 * 1_000;
const weekMs = 7 * 24 * hourMs;

/** One playlist on a machine, and something that happens before its requests are answered. */
function start(owner: string, length: number) {
  const playlists = createLivePlaylists([{ id: "P", owner, length }]);
  let meet: Answering = () => {};
  const machine = startMemoryMachine((path, query) => {
    meet(path, query);
    return playlists.answer(path, query);
  });
  return {
    ...playlists,
    machine,
    meet(next: Answering) {
      meet = next;
    },
  };
}

async function readPlaylist({ archive }: MemoryMachine, manifest: Manifest) {
  const [playlist] = (await readPlaylists(archive, manifest)).playlists;
  const numbers = playlist?.items?.map(({ item }) => Number(String(item?.["uri"]).split(":")[2]));
  return { status: manifest.status, version: playlist?.snapshot_id, numbers };
}

function swap(numbers: readonly number[], a: number, b: number): number[] {
  const swapped = [...numbers];
  [swapped[a], swapped[b]] = [swapped[b] ?? 0, swapped[a] ?? 0];
  return swapped;
}

function moveOne(numbers: readonly number[]): number[] {
  return numbers.toSpliced(300, 1).toSpliced(600, 0, ...numbers.slice(300, 301));
}

/** Edits the playlist just before its object is given for the second time, and some requests later nothing more is allowed. */
function editThenPause(
  { machine, meet, edit }: ReturnType<typeof start>,
  change: Parameters<ReturnType<typeof start>["edit"]>[1],
  requests: number,
): void {
  let heads = 0;
  let editedAt = Number.POSITIVE_INFINITY;
  meet((path) => {
    if (machine.asked.length > editedAt + requests) {
      throw new PausedError("quota", new Date(machine.now() + hourMs));
    }
    heads += path === "/playlists/P" ? 1 : 0;
    if (heads === 2 && path === "/playlists/P") {
      edit("P", change);
      editedAt = machine.asked.length;
    }
  });
}

async function expectToGoOnExactly({ machine, meet, versionOf, numbersOf }: ReturnType<typeof start>) {
  expect(await failureOf(machine.run("playlists"))).toBeInstanceOf(PausedError);
  meet(() => {});
  machine.sleep(2 * hourMs);
  const manifest = await machine.run("playlists");
  expect(manifest.requests.reused).toBeGreaterThan(0);
  expect(await readPlaylist(machine, manifest)).toEqual({
    status: "complete",
    version: versionOf("P"),
    numbers: numbersOf("P"),
  });
}

test.each(range(0, 5))(
  "what is held, what was read before an edit and what was read after it are not put together, %i requests before a pause",
  async (requests) => {
    const world = start("me", 900);
    await world.machine.run("playlists");
    world.machine.sleep(weekMs);
    world.edit("P", (numbers) => [
      ...numbers.toSpliced(20, 1).toSpliced(400, 0, 5_000),
      ...range(6_000, 6_010),
    ]);
    editThenPause(world, (numbers) => swap(numbers, 465, 470), requests);
    await expectToGoOnExactly(world);
  },
);

test.each(range(0, 4))(
  "a playlist of somebody else's that was edited between two readings, %i requests before a pause, is of one version",
  async (requests) => {
    const world = start("friend", 300);
    editThenPause(world, (numbers) => numbers.toSpliced(260, 1, 9_999), requests);
    await expectToGoOnExactly(world);
  },
);

test.each([1, 2, 3])(
  "%i moves, each at the end of a reading that did not see it, leave the contents exact",
  async (moves) => {
    const { machine, meet, edit, versionOf, numbersOf } = start("me", 900);
    await machine.run("playlists");
    machine.sleep(weekMs);
    edit("P", moveOne);
    let heads = 0;
    meet((path) => {
      heads += path === "/playlists/P" ? 1 : 0;
      if (path === "/playlists/P" && heads <= moves) {
        edit("P", moveOne);
      }
    });

    const manifest = await machine.run("playlists");

    const now = { status: "complete", version: versionOf("P"), numbers: numbersOf("P") };
    if (manifest.status === "complete") {
      expect(await readPlaylist(machine, manifest)).toEqual(now);
    } else {
      expect((await readPlaylist(machine, manifest)).numbers).toBeUndefined();
    }
    meet(() => {});
    machine.sleep(weekMs);
    expect(await readPlaylist(machine, await machine.run("playlists"))).toEqual(now);
  },
);
