import { expect, test } from "vitest";
import { expectedLibrary, expectedPlaylist } from "../export/expected.ts";
import { expectHonest } from "../export/honesty.ts";
import { startMachine } from "../export/machine.ts";
import { exportMinimum } from "../export/minimum.ts";
import { readLibrary, readPlaylists } from "../export/snapshot-documents.ts";
import { appendEntries, moveEntries } from "../fake-spotify/change-library.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { FakeLibrary, Playlist, PlaylistEntry } from "../fake-spotify/library.ts";
import { liveOneWeek } from "../fake-spotify/live-one-week.ts";
import { seedRandom } from "../fake-spotify/random.ts";

const dayMs = 24 * 60 * 60 * 1_000;

function findPlaylists({ playlists }: FakeLibrary): Playlist[] {
  return playlists.filter((playlist) => playlist !== null);
}

/** The ids of the playlists whose contents are not those of the library. */
function findUntrue(
  exported: readonly { readonly id: string; readonly items: unknown }[],
  library: FakeLibrary,
): readonly string[] {
  const byId = new Map(exported.map((playlist) => [playlist.id, playlist]));
  return findPlaylists(library)
    .filter((playlist) => !isEqual(byId.get(playlist.id), expectedPlaylist(playlist, "2026")))
    .map(({ id }) => id);
}

function isEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}

/** Whether entries were moved, or put among others while others were removed: all that can go unnoticed. */
function canHide(before: readonly PlaylistEntry[], after: readonly PlaylistEntry[]): boolean {
  const left = after.filter((entry) => before.includes(entry));
  const isInOrder = isEqual(
    left,
    before.filter((entry) => after.includes(entry)),
  );
  const isInserted = after.slice(0, left.length).some((entry) => !before.includes(entry));
  return !isInOrder || (isInserted && left.length < before.length);
}

test.each([
  { exports: 5, weeks: 1 },
  { exports: 3, weeks: 4 },
])(
  "$exports exports, one every $weeks weeks, give what is there for few requests",
  async ({ exports, weeks }) => {
    const library = generateLibrary({ playlists: 24, entries: 1_500, likes: 150, artists: 10, seed: 12 });
    const machine = await startMachine({ library });
    const random = seedRandom(12);
    await machine.runBoth();
    const hidden = new Set<string>();
    for (let number = 0; number < exports; number += 1) {
      const before = new Map(findPlaylists(library).map(({ id, entries }) => [id, [...entries]]));
      for (let week = 0; week < weeks; week += 1) {
        liveOneWeek(library, random);
      }
      await machine.sleep(weeks * 7 * dayMs);
      const asked = machine.asked();

      const manifests = await machine.runBoth({ fullRefreshDays: 1_000 });

      const full = exportMinimum("library", library) + exportMinimum("playlists", library);
      expect(machine.asked() - asked).toBeLessThan(0.9 * full);
      expect(await readLibrary(machine.archive, manifests.library)).toMatchObject(
        expectedLibrary(library, "2026"),
      );
      // In one week each playlist is edited in one way at most, and that never goes unnoticed.
      for (const { id, entries } of weeks === 1 ? [] : findPlaylists(library)) {
        if (canHide(before.get(id) ?? [], entries)) {
          hidden.add(id);
        }
      }
      const { playlists } = await readPlaylists(machine.archive, manifests.playlists);
      expect(findUntrue(playlists, library).filter((id) => !hidden.has(id))).toEqual([]);
      await expectHonest(machine.archive, manifests.playlists);
    }

    const { playlists } = await machine.runBoth({ mode: "full" });
    expect(findUntrue((await readPlaylists(machine.archive, playlists)).playlists, library)).toEqual([]);
  },
);

/** A playlist that was moved in and appended to at once, so that the move goes unnoticed: the end explains the new version. */
async function hideMove() {
  const library = generateLibrary({ playlists: 1, entries: 600, likes: 120, seed: 13 });
  const machine = await startMachine({ library });
  const [playlist] = findPlaylists(library);
  if (playlist === undefined) {
    throw new RangeError("The library has no playlist.");
  }
  await machine.runBoth();
  moveEntries(playlist, 200, 3, 300);
  appendEntries(playlist, 2, seedRandom(13));
  const manifest = await machine.run("playlists");
  const exported = async (id: typeof manifest) => (await readPlaylists(machine.archive, id)).playlists;
  return { library, machine, manifest, playlist, exported };
}

test("a move that goes unnoticed beside an append is put right by a full reading", async () => {
  const { library, machine, manifest, playlist, exported } = await hideMove();
  expect(findUntrue(await exported(manifest), library)).toEqual([playlist.id]);

  const full = await machine.run("playlists", { mode: "full" });

  expect(findUntrue(await exported(full), library)).toEqual([]);
  expect(full.requests.reused).toBe(0);
  const after = await machine.run("playlists");
  expect(findUntrue(await exported(after), library)).toEqual([]);
});

test("it is put right by itself once 28 days have passed since everything was read", async () => {
  const { library, machine, exported } = await hideMove();
  await machine.sleep(27 * dayMs);
  const early = await machine.run("playlists");
  expect(findUntrue(await exported(early), library)).toHaveLength(1);

  await machine.sleep(dayMs);
  const late = await machine.run("playlists");
  expect(findUntrue(await exported(late), library)).toEqual([]);
});

test.each([1, 5])(
  "with a full refresh every %i days everything is asked again then, and not more than half a day before",
  async (days) => {
    const library = generateLibrary({ playlists: 6, entries: 900, likes: 300, seed: 14 });
    const machine = await startMachine({ library });
    await machine.runBoth({ fullRefreshDays: days });
    const full = machine.asked();

    const earlyMs = 13 * 3_600_000;
    await machine.sleep(days * dayMs - earlyMs);
    await machine.runBoth({ fullRefreshDays: days });
    expect(machine.asked() - full).toBeLessThan(full / 2);

    const before = machine.asked();
    await machine.sleep(earlyMs);
    const { library: again } = await machine.runBoth({ fullRefreshDays: days });
    expect(machine.asked() - before).toBe(full);
    expect(await readLibrary(machine.archive, again)).toMatchObject(expectedLibrary(library, "2026"));
  },
);
