import { cp } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openContainer } from "../../src/lib/archive/container.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { keepAll } from "../../src/lib/prune/keep-rules.ts";
import { hashName } from "../../src/lib/state/hash-name.ts";
import { testContainer } from "../azure/test-container.ts";
import { listNames, readAll, writeText } from "../export/archive-files.ts";
import { expectAllWhole, writeSnapshot } from "../export/hand-made-snapshot.ts";
import { inDays, pruneLater } from "../export/prune-later.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { exportLibrary, makeTinyLibrary, verify } from "../export/verified.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";

const rules = { ...keepAll, last: 1 };
/** By then the state of a stranger is not needed any more. */
const now = inDays(29);
const leftover = "library/2024-09-01T02-00-00Z/liked-songs_2024-09-01T02-00-00Z.csv";
const strangersState = ["parts/one.ndjson", "parts/two.ndjson"].map(
  (name) => `accounts/${hashName("stranger")}/library/${name}`,
);

interface Storage {
  readonly archive: Archive;
  readonly state: Archive;
}

test("cut short at any removal, each snapshot that is listed is whole, and another prune ends as one unbroken", {
  timeout: 120_000,
}, async () => {
  const root = await temporaryFolder();
  await exportTwice(openBelow(join(root, "made")));
  const copyTo = async (name: string) => {
    await cp(join(root, "made"), join(root, name), { recursive: true });
    return openBelow(join(root, name));
  };
  const unbroken = await copyTo("unbroken");
  const before = await countFiles(unbroken);
  expect(await pruneLater({ ...unbroken, rules, now })).toMatchObject({
    removed: { length: 2 },
    leftovers: [leftover],
    unneededState: [`accounts/${hashName("stranger")}/library`],
    refused: [],
  });
  const expected = await readStorage(unbroken);
  const removals = before - (await countFiles(unbroken));

  for (let n = 1; n <= removals; n += 1) {
    const storage = await copyTo(String(n));
    await expect(pruneLater({ ...dieAtRemoval(storage, n), rules, now })).rejects.toThrow("killed");
    expect(await countFiles(storage)).toBe(before - n + 1);
    expect(await findProblemsOfListed(storage.archive), `removal ${n}`).toEqual([]);

    await pruneLater({ ...storage, rules, now });
    expect(await readStorage(storage), `removal ${n}`).toEqual(expected);
  }
});

test("the same holds in a container, killed after one removal and again after the next", async () => {
  const { connectionString } = inject("azurite");
  const storage = {
    archive: openContainer(testContainer(connectionString)),
    state: openContainer(testContainer(connectionString)),
  };
  for (const day of [10, 15, 22]) {
    await writeSnapshot(storage.archive, { id: `2024-10-${day}T02-00-00Z` });
  }
  await addRemains(storage);
  const before = await readStorage(storage);

  let kills = 0;
  for (let isKilled = true; isKilled; kills += 1) {
    isKilled = await pruneLater({ ...dieAtRemoval(storage, 2), rules, now }).then(
      () => false,
      ({ message }) => message === "killed",
    );
    await expectAllWhole(storage.archive);
  }

  expect(kills).toBeGreaterThan(5);
  expect([...(await readStorage(storage))]).toEqual(
    [...before].filter(([name]) => name.includes("2024-10-22T")),
  );
});

function openBelow(path: string): Storage {
  return { archive: openFolder(path), state: openFolder(join(path, ".state")) };
}

/** Two snapshots of each kind, a leftover, and state of somebody who has no snapshot. */
async function exportTwice({ archive, state }: Storage): Promise<void> {
  const library = makeTinyLibrary();
  for (const day of [15, 22]) {
    await exportLibrary(library, { archive, state, now: () => new Date(Date.UTC(2024, 9, day, 2)) });
    const album = makeAlbum({ name: `Out on day ${day}`, artists: [makeArtist({ name: "Somebody" })] });
    library.tracks.unshift({
      addedAt: `2024-10-${day}T12:00:00Z`,
      item: makeTrack({ name: "Liked at once", album }),
    });
  }
  await addRemains({ archive, state });
}

async function addRemains({ archive, state }: Storage): Promise<void> {
  await writeText(archive, leftover, "half");
  for (const name of strangersState) {
    await writeText(state, name, "{}");
  }
}

/** The same storage, but from the `n`-th removal on nothing is removed any more, as after a kill. */
function dieAtRemoval({ archive, state }: Storage, n: number): Storage {
  let removals = 0;
  const withDeath = (mortal: Archive): Archive => ({
    ...mortal,
    async remove(name) {
      removals += 1;
      if (removals >= n) {
        throw new Error("killed");
      }
      await mortal.remove(name);
    },
  });
  return { archive: withDeath(archive), state: withDeath(state) };
}

/** What a verification of all finds in the snapshots that exist: one that has lost its manifest does not. */
async function findProblemsOfListed(archive: Archive): Promise<readonly unknown[]> {
  const listed = await Array.fromAsync(listSnapshots(archive), ({ kind, id }) => `${kind}/${id}`);
  const verified = (await verify(archive)).filter(({ kind, id }) => listed.includes(`${kind}/${id}`));
  expect(verified).toHaveLength(listed.length);
  return verified.flatMap(({ kind, id, problems }) => problems.map((problem) => ({ kind, id, ...problem })));
}

async function readStorage({ archive, state }: Storage): Promise<ReadonlyMap<string, string>> {
  const kept = [...(await readAll(state))].map(([name, text]) => [`state/${name}`, text] as const);
  return new Map([...(await readAll(archive)), ...kept]);
}

async function countFiles({ archive, state }: Storage): Promise<number> {
  return (await listNames(archive)).length + (await listNames(state)).length;
}
