import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { PausedError } from "../../src/lib/errors.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { startMemoryMachine } from "../export/memory-machine.ts";
import { answerNothing, answerPage } from "../export/memory-spotify.ts";
import { readLibrary } from "../export/snapshot-documents.ts";

const weekMs = 7 * 24 * 60 * 60 * 1_000;

interface Like {
  readonly added_at: string;
  readonly track: { readonly uri: string; readonly name: string } | null;
}

/** Liked in the minute of its number. */
function like(number: number): Like {
  return {
    added_at: new Date(Date.UTC(2020, 0, 1, 0, number)).toISOString(),
    track: { uri: `spotify:track:${number}`, name: `Song ${number}` },
  };
}

/** Likes of which some are taken down, beside sections that fail; every run is a week after the last and reads everything. */
function startLikes(count: number) {
  const account = {
    likes: Array.from({ length: count }, (_, index) => like(count - index)),
    /** Paths that fail, from an offset on. */
    failing: new Map<string, number>(),
    /** How many likes Spotify counts that it does not have. */
    miscount: 0,
    /** What Spotify says of a track by itself. */
    answerTrack: (id: string): unknown => ({ name: `Song ${id}` }),
  };
  const machine = startMemoryMachine((path, query) => {
    if (Number(query["offset"] ?? 0) >= (account.failing.get(path) ?? Number.POSITIVE_INFINITY)) {
      throw new SpotifyError(`502 for ${path}`, { status: 502 });
    }
    const [, id] = /^\/tracks\/(.+)/.exec(path) ?? [];
    if (id !== undefined) {
      return account.answerTrack(id);
    }
    return path === "/me/tracks"
      ? { ...answerPage(account.likes, query), total: account.likes.length + account.miscount }
      : answerNothing(path, query);
  });
  const read: string[] = [];
  const archive: Archive = {
    ...machine.archive,
    read: (name) => {
      read.push(name);
      return machine.archive.read(name);
    },
  };
  const isTrack = (number: number) => (entry: Like) => entry.track?.uri === `spotify:track:${number}`;
  return {
    account,
    machine,
    /** Runs once more; tells what the new snapshot remembers, and of how many snapshots the contents were read. */
    run: async () => {
      machine.sleep(weekMs);
      read.length = 0;
      const asked = machine.asked.length;
      const manifest = await machine.run("library", { archive, mode: "full" });
      return {
        manifest,
        memory: await readMemory(machine.archive, manifest),
        contentsRead: read.filter((name) => name.endsWith(".json") && !name.endsWith("manifest.json")).length,
        questions: machine.asked.slice(asked).filter((question) => question.startsWith("/tracks/")),
      };
    },
    takeDown: (number: number) => {
      const position = account.likes.findIndex(isTrack(number));
      account.likes = account.likes.map((entry, index) =>
        index === position ? { ...entry, track: null } : entry,
      );
    },
    remove: (...numbers: readonly number[]) => {
      account.likes = account.likes.filter((entry) => !numbers.some((number) => isTrack(number)(entry)));
    },
  };
}

/** What is remembered of likes, as in `3 Song 5 of 2026-11-22T02-00-00Z`. */
async function readMemory(archive: Archive, manifest: Manifest): Promise<readonly string[]> {
  const { remembered } = await readLibrary(archive, manifest);
  return (remembered?.["tracks"] ?? []).map(
    ({ position, name, lastSeen }) => `${position ?? "gone"} ${name} of ${lastSeen}`,
  );
}

describe("while another section fails for weeks, so that no snapshot is good", () => {
  test("what was liked and taken down meanwhile is remembered all the same", async () => {
    const { account, run, takeDown } = startLikes(5);
    await run();
    account.failing.set("/me/albums", 0);
    account.likes = [like(6), ...account.likes];
    const { manifest: partial } = await run();
    takeDown(6);

    const first = await run();
    const weeks = [await run(), await run(), await run()];

    expect(first.manifest.status).toBe("partial");
    for (const { memory } of [first, ...weeks]) {
      expect(memory).toEqual([`1 Song 6 of ${partial.id}`]);
    }
  });

  test("who took out a like is asked once", async () => {
    const { account, run, remove } = startLikes(9);
    const { manifest: good } = await run();
    account.failing.set("/me/albums", 0);
    remove(3, 4);
    account.answerTrack = (id) => {
      if (id === "4") {
        throw new SpotifyError("404", { status: 404 });
      }
      return { name: "Song" };
    };

    const first = await run();
    const second = await run();
    remove(7);
    const third = await run();

    expect([first, second, third].map(({ questions }) => questions)).toEqual([
      ["/tracks/4?", "/tracks/3?"],
      [],
      ["/tracks/7?"],
    ]);
    for (const { manifest, memory } of [first, second, third]) {
      expect(memory).toEqual([`gone Song 4 of ${good.id}`]);
      expect(manifest.changes).toMatchObject({ since: good.id, sections: { tracks: { dropped: 1 } } });
    }
    expect(third.manifest.changes?.sections["tracks"]?.removed).toBe(2);
  });

  test("no more than the newest snapshot and the last good one are read", async () => {
    const { account, run } = startLikes(5);
    await run();
    account.failing.set("/me/audiobooks", 0);
    const counts: number[] = [];
    for (let week = 0; week < 13; week += 1) {
      counts.push((await run()).contentsRead);
    }
    expect(counts).toEqual([1, ...Array.from({ length: 12 }, () => 2)]);
  });

  test("from the first on, no more than the newest is read", async () => {
    const { account, run, takeDown } = startLikes(5);
    account.failing.set("/me/audiobooks", 0);
    const { manifest: first } = await run();
    takeDown(2);
    const counts: number[] = [];
    for (let week = 0; week < 13; week += 1) {
      const { contentsRead, memory } = await run();
      counts.push(contentsRead);
      expect(memory).toEqual([`4 Song 2 of ${first.id}`]);
    }
    expect(counts).toEqual(Array.from({ length: 13 }, () => 1));
  });
});

describe("a section that was cut short", () => {
  test("tells of its beginning what it saw last, and an older snapshot tells the rest", async () => {
    const { account, run, takeDown } = startLikes(120);
    const { manifest: good } = await run();
    account.likes = [like(121), ...account.likes];
    account.failing.set("/me/tracks", 100);
    const { manifest: cut } = await run();
    account.failing.clear();
    takeDown(121);
    takeDown(70);
    takeDown(2);

    const { manifest, memory } = await run();

    expect(cut.sections["tracks"]).toMatchObject({ exported: 100, unavailable: 21 });
    expect(memory).toEqual([
      `1 Song 121 of ${cut.id}`,
      `52 Song 70 of ${cut.id}`,
      `120 Song 2 of ${good.id}`,
    ]);
    expect(manifest.changes).toMatchObject({
      since: good.id,
      sections: { tracks: { added: 1, vanished: 2 } },
    });
  });

  test("remembers what it can, and asks nothing about what it lacks", async () => {
    const { account, run, takeDown } = startLikes(120);
    const { manifest: good } = await run();
    takeDown(100);
    takeDown(1);
    account.failing.set("/me/tracks", 50);
    const cut = await run();
    account.failing.clear();

    const whole = await run();

    expect(cut.memory).toEqual([`21 Song 100 of ${good.id}`]);
    expect([cut.questions, whole.questions]).toEqual([[], []]);
    expect(whole.memory).toEqual([`21 Song 100 of ${good.id}`, `120 Song 1 of ${good.id}`]);
  });

  test("because Spotify counts more than it has, week after week, is remembered, for one snapshot read", async () => {
    const { account, run, takeDown } = startLikes(5);
    account.miscount = 1;
    const { manifest: first } = await run();
    takeDown(2);
    for (let week = 0; week < 12; week += 1) {
      const { manifest, memory, contentsRead } = await run();
      expect(manifest.status).toBe("partial");
      expect([memory, contentsRead]).toEqual([[`4 Song 2 of ${first.id}`], 1]);
    }
  });
});

test("a long wait that Spotify asks for, when asked who took out a like, is kept and costs no snapshot", async () => {
  const { account, machine, run, remove } = startLikes(9);
  await run();
  remove(3, 4);
  account.answerTrack = () => {
    throw new PausedError("Spotify asks for a long wait.", new Date(machine.now() + 50_000_000));
  };

  const { manifest, questions } = await run();

  expect(manifest).toMatchObject({ status: "complete", changes: { sections: { tracks: { removed: 2 } } } });
  expect(questions).toHaveLength(1);
  const asked = machine.asked.length;
  machine.sleep(40_000_000);
  await expect(machine.run("library")).rejects.toThrow(PausedError);
  expect(machine.asked.length).toBe(asked);
  machine.sleep(20_000_000);
  await machine.run("library");
});
