import { expect, test } from "vitest";
import { ArchiveError, PausedError } from "../../src/lib/errors.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { startMemoryMachine } from "../export/memory-machine.ts";
import { createLivePlaylists, range } from "../export/memory-spotify.ts";
import { failureOf } from "../setup/failure.ts";

const hourMs = 60 * 60 * 1_000;
const weekMs = 7 * 24 * hourMs;

test("a consent without a scope is refused, and the next run after a login is not", async () => {
  const playlists = createLivePlaylists([{ id: "P", owner: "me", length: 10 }]);
  let hasScope = false;
  const machine = startMemoryMachine((path, query) => {
    if (!hasScope) {
      throw new SpotifyError("403 Forbidden (Insufficient client scope)", { status: 403 });
    }
    return playlists.answer(path, query);
  });
  for (let tries = 0; tries < 2; tries += 1) {
    expect((await failureOf(machine.run("playlists"))).message).toContain("Insufficient client scope");
  }
  expect(machine.asked).toHaveLength(2);
  hasScope = true;
  expect((await machine.run("playlists")).status).toBe("complete");
});

test("a pause that cannot be kept is told all the same, and that it could not be kept", async () => {
  const until = new Date("2026-11-23T02:00:00Z");
  const machine = startMemoryMachine(() => {
    throw new PausedError("quota", until);
  });
  const write = async () => {
    throw new ArchiveError("The disk is full.");
  };
  const failure = await failureOf(machine.run("playlists", { state: { ...machine.state, write } }));
  expect(failure).toBeInstanceOf(PausedError);
  expect(failure).toMatchObject({ message: "quota", until });
  expect(machine.warnings).toMatchObject([{ reason: "The disk is full." }]);
});

/** Three playlists of a friend's, of which one can turn private, as an older app sees them. */
function startFriends() {
  const ids = ["A", "B", "C"];
  const playlists = createLivePlaylists(ids.map((id) => ({ id, owner: "friend", length: 10 })));
  let hidden: string | undefined;
  const machine = startMemoryMachine((path, query) => {
    const isHidden = hidden !== undefined && path.startsWith(`/playlists/${hidden}`);
    if (isHidden && path.endsWith("/items")) {
      throw new SpotifyError("403 Forbidden", { status: 403 });
    }
    return isHidden ? { id: hidden, snapshot_id: "hidden" } : playlists.answer(path, query);
  });
  return {
    machine,
    hide(id: string | undefined) {
      hidden = id;
    },
    /** Adds to all of them, and tells which of them a run then holds nothing of. */
    async editAndExport(): Promise<readonly (string | null)[]> {
      machine.sleep(weekMs);
      for (const id of ids) {
        playlists.edit(id, (numbers) => [...numbers, ...range(numbers.length, numbers.length + 5)]);
      }
      return (await machine.run("playlists")).unavailable.map(({ id }) => id);
    },
  };
}

test("a playlist that turned private does not speak for others of which one came before it", async () => {
  const { machine, hide, editAndExport } = startFriends();
  expect((await machine.run("playlists")).unavailable).toEqual([]);
  hide("B");
  expect(await editAndExport()).toEqual(["B"]);
  hide(undefined);
  expect(await editAndExport()).toEqual([]);
});

test("an answer of an unknown shape, after which nothing could be read, is asked for again", async () => {
  const playlists = createLivePlaylists([{ id: "P", owner: "me", length: 10 }]);
  let isWell = false;
  const machine = startMemoryMachine((path, query) => (isWell ? playlists.answer(path, query) : {}));
  expect((await failureOf(machine.run("playlists"))).message).toContain("unknown shape");
  isWell = true;
  expect((await machine.run("playlists")).status).toBe("complete");
});
