import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Kind, Manifest } from "../../src/lib/archive/manifest.ts";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { listNames, readAll, removeAllFiles } from "../export/archive-files.ts";
import { expectedLibrary, expectedPlaylists } from "../export/expected.ts";
import { failNthWrite } from "../export/failing-archive.ts";
import { expectHonest } from "../export/honesty.ts";
import { type Machine, startMachine } from "../export/machine.ts";
import { exportMinimum, listingMinimum } from "../export/minimum.ts";
import { createRecordedLog } from "../export/recorded-log.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { readLibrary, readPlaylists } from "../export/snapshot-documents.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { FakeLibrary } from "../fake-spotify/library.ts";
import { failureOf } from "../setup/failure.ts";

const kinds = ["library", "playlists"] as const;

function makeTinyLibrary(): FakeLibrary {
  return generateLibrary({ playlists: 3, entries: 400, likes: 120, artists: 5, seed: 21 });
}

async function expectTrue({ archive, fake }: Machine, manifest: Manifest): Promise<void> {
  if (manifest.kind === "library") {
    expect(await readLibrary(archive, manifest)).toMatchObject(expectedLibrary(fake.library, "2026"));
  } else {
    const { playlists } = await readPlaylists(archive, manifest);
    expect(playlists).toEqual(expectedPlaylists(fake.library, "2026"));
  }
  await expectHonest(archive, manifest);
}

describe.each(kinds)("an export of the %s", (kind) => {
  test("whose state was deleted asks for everything again, and nothing more is lost", async () => {
    const library = makeTinyLibrary();
    const machine = await startMachine({ library });
    await machine.run(kind);
    await removeAllFiles(machine.state);
    const asked = machine.asked();
    const manifest = await machine.run(kind);
    expect(machine.asked() - asked).toBe(exportMinimum(kind, library));
    await expectTrue(machine, manifest);
  });

  test("leaves in the state what the next one needs and nothing of its own way there", async () => {
    const machine = await startMachine({ library: makeTinyLibrary() });
    await machine.run(kind);
    const first = await listNames(machine.state);
    expect(first.filter((name) => !name.includes(`/${kind}/parts/`))).toEqual([]);
    await machine.run(kind);
    expect(await listNames(machine.state)).toHaveLength(first.length);
  });

  test("neither uses nor touches the state of another account", async () => {
    const library = makeTinyLibrary();
    const machine = await startMachine({ library });
    await machine.run(kind);
    expect(await machine.runKilledAt(kind, 2)).toBe("killed");
    const before = await readAll(machine.state);
    const another = generateLibrary({ playlists: 3, entries: 200, likes: 60, artists: 5, seed: 22 });
    const { profile } = library;
    Object.assign(library, another, { profile: { ...profile, id: "another", accountId: "another account" } });
    library.playlists = library.playlists.map(
      (playlist) => playlist && { ...playlist, owner: { id: "another", displayName: null } },
    );
    const asked = machine.asked();

    const manifest = await machine.run(kind);

    expect(machine.asked() - asked).toBe(exportMinimum(kind, library));
    expect(manifest.requests.reused).toBe(0);
    await expectTrue(machine, manifest);
    const after = await readAll(machine.state);
    expect([...before].filter(([name, text]) => after.get(name) !== text)).toEqual([]);
  });

  test("of an account without an immutable id is known by its name", async () => {
    const library = makeTinyLibrary();
    library.profile = { ...library.profile, accountId: null };
    const machine = await startMachine({ library });
    await machine.run(kind);
    const asked = machine.asked();
    await expectTrue(machine, await machine.run(kind));
    expect(machine.asked() - asked).toBeLessThan(exportMinimum(kind, library));
  });

  test("whose state cannot be written fails, publishes nothing, and goes on when it can", async () => {
    const library = makeTinyLibrary();
    const minimum = exportMinimum(kind, library);
    for (let n = 1; n <= minimum; n += 4) {
      const machine = await startMachine({ library });
      const failing = failNthWrite(machine.state, n, n % 2 === 0 ? "before" : "midway");
      expect(await failureOf(machine.run(kind, { state: failing }))).toBeInstanceOf(ArchiveError);
      expect(await Array.fromAsync(listSnapshots(machine.archive))).toEqual([]);
      expect(await listNames(machine.archive)).toEqual([]);

      await expectTrue(machine, await machine.run(kind));
      expect(machine.asked()).toBeLessThanOrEqual(minimum + 5);
    }
  });

  test("whose state has no place asks Spotify nothing", async () => {
    const machine = await startMachine({ library: makeTinyLibrary() });
    const file = join(await temporaryFolder(), "a file");
    await writeFile(file, "");
    const failure = await failureOf(machine.run(kind, { state: openFolder(join(file, "state")) }));
    expect(failure).toBeInstanceOf(ArchiveError);
    expect(machine.asked()).toBe(0);
  });

  test("that cannot tidy up has published all the same, and the next one is right and tidies up", async () => {
    const library = makeTinyLibrary();
    const machine = await startMachine({ library });
    const { log, warnings } = createRecordedLog();
    const manifest = await machine.run(kind, { state: withoutRemoval(machine.state), log });
    expect(manifest.status).toBe("complete");
    expect(warnings).toHaveLength(1);
    const left = (await listNames(machine.state)).filter((name) => name.includes("/answers/"));
    expect(left.length).toBeGreaterThan(0);
    library.tracks.splice(3, 1);
    library.playlists.splice(1, 1);

    await expectTrue(machine, await machine.run(kind));

    expect((await listNames(machine.state)).filter((name) => name.includes("/answers/"))).toEqual([]);
  });

  test("beside another of the same second is honest, and so is the other", async () => {
    const library = makeSmallLibrary();
    const machine = await startMachine({ library });
    for (let round = 0; round < 3; round += 1) {
      const manifests = await Promise.all([machine.run(kind), machine.run(kind)]);
      expect(new Set(manifests.map(({ id }) => id)).size).toBe(2);
      for (const manifest of manifests) {
        await expectTrue(machine, manifest);
      }
      library.tracks.splice(1, 1);
      library.playlists.splice(0, 1);
    }
    expect(await Array.fromAsync(listSnapshots(machine.archive))).toHaveLength(6);
    const asked = machine.asked();
    await expectTrue(machine, await machine.run(kind));
    expect(machine.asked() - asked).toBeLessThan(exportMinimum(kind, library));
  });
});

function withoutRemoval(archive: Archive): Archive {
  return {
    ...archive,
    remove: async (name) => {
      throw new ArchiveError(`Could not remove ${name}: not allowed.`);
    },
  };
}

test("both kinds at once on the same state are as exact as one after the other", async () => {
  const machine = await startMachine({ library: makeSmallLibrary() });
  for (let round = 0; round < 2; round += 1) {
    const manifests = await Promise.all(kinds.map((kind: Kind) => machine.run(kind)));
    for (const manifest of manifests) {
      await expectTrue(machine, manifest);
    }
  }
});

test("what was kept of playlists that are not chosen this time is there when they are chosen again", async () => {
  const library = makeSmallLibrary();
  library.playlists.push(...generateLibrary({ playlists: 4, entries: 500, seed: 23 }).playlists);
  const machine = await startMachine({ library });
  await machine.run("playlists");
  const asked = () => machine.fake.requests.api.filter(({ path }) => path.startsWith("/playlists/")).length;
  const before = asked();
  const counts: (number | undefined)[] = [];
  for (const playlistType of ["owned", "followed", "owned", "all"] as const) {
    const manifest = await machine.run("playlists", { playlistType });
    await expectHonest(machine.archive, manifest);
    counts.push(manifest.sections["playlists"]?.exported);
  }
  expect(asked()).toBe(before);
  const everything = library.playlists.filter((playlist) => playlist !== null).length;
  expect(counts).toEqual([counts[0], everything - (counts[0] ?? 0), counts[0], everything]);
  const manifest = await machine.run("playlists");
  await expectTrue(machine, manifest);
  expect(machine.asked()).toBeGreaterThan(listingMinimum(library));
});
