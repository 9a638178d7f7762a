import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { hashName } from "../../src/lib/state/hash-name.ts";
import { listNames, writeText } from "../export/archive-files.ts";
import { writeSnapshot } from "../export/hand-made-snapshot.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { inDays, pruneLater } from "../export/prune-later.ts";

const id = "2024-10-01T02-00-00Z";

describe("the state", () => {
  const account = hashName("me");
  const stranger = hashName("stranger");
  const names = [account, stranger].flatMap((hash) => [
    `accounts/${hash}/library/parts/part.ndjson`,
    `accounts/${hash}/playlists/answers/run/answer.json`,
    `accounts/${hash}/together/note.txt`,
  ]);

  async function openState(): Promise<Archive> {
    const state = createMemoryArchive();
    for (const name of [...names, "accounts/mine/library/x.txt", "pauses/x/y.txt"]) {
      await writeText(state, name, "xy");
    }
    return state;
  }

  test("of accounts and kinds without a snapshot goes four weeks after it was last written", async () => {
    const archive = createMemoryArchive();
    await writeSnapshot(archive, { id });
    const state = await openState();
    const before = await listNames(state);

    expect(await pruneLater({ archive, state, now: inDays(27) })).toMatchObject({ unneededState: [] });
    const unneededState = [
      `accounts/${account}/playlists`,
      `accounts/${stranger}/library`,
      `accounts/${stranger}/playlists`,
    ].sort();
    expect(await pruneLater({ archive, state, now: inDays(29) })).toMatchObject({
      unneededState,
      bytesFreed: 6,
    });

    expect(await listNames(state)).toEqual(
      before.filter((name) => !unneededState.some((folder) => name.startsWith(`${folder}/`))),
    );
  });

  test("stays where it may belong to a snapshot that cannot be read", async () => {
    const archive = createMemoryArchive();
    await writeText(archive, `library/${id}/manifest.json`, "{");
    await writeSnapshot(archive, { id, kind: "playlists" });
    const state = await openState();

    const { unneededState } = await pruneLater({ archive, state, now: inDays(29) });

    expect(unneededState).toEqual([`accounts/${stranger}/playlists`]);
  });

  test("of an account with an immutable id is known by that or by the other", async () => {
    const archive = createMemoryArchive();
    await writeSnapshot(archive, { id, account: { id: "me", display_name: null, account_id: "stranger" } });
    const state = await openState();

    const { unneededState } = await pruneLater({ archive, state, now: inDays(29) });

    expect(unneededState).toEqual([`accounts/${account}/playlists`, `accounts/${stranger}/playlists`].sort());
  });
});
