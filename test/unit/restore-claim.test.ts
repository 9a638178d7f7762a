import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import { toSnapshotId } from "../../src/lib/archive/snapshot.ts";
import { claimRestore } from "../../src/lib/restore/claim.ts";
import { hashName } from "../../src/lib/state/hash-name.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";

const noon = new Date("2026-11-22T12:00:00Z");
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
/** No process has the highest number there is. */
const nobody = 2 ** 31 - 2;

async function startClaimed({ host = hostname(), process: id = process.pid } = {}) {
  const state = createMemoryArchive();
  const name = `restore/claims/${toSnapshotId(noon)}_someone_${hashName(host)}_${id}.txt`;
  await state.write(name, (async function* () {})(), { contentType: "text/plain" });
  const claim = (now: Date) => claimRestore(state, { folder: "restore", now: () => now });
  return { claim, names: async () => (await Array.fromAsync(state.list(""))).map((file) => file.name) };
}

describe("a restore that another one has claimed", () => {
  test.each<[string, Parameters<typeof startClaimed>[0], number, boolean]>([
    ["is refused while its process is there", {}, 14, false],
    ["is free when nothing was heard for 15 minutes", {}, 15, true],
    ["is free at once when its process is gone", { process: nobody }, 0, true],
    [
      "is refused when nobody can tell whether its process is gone",
      { process: nobody, host: "other" },
      14,
      false,
    ],
  ])("%s", async (_, other, minutes, isFree) => {
    const { claim, names } = await startClaimed(other);
    const claiming = claim(later(minutes));
    await (isFree
      ? expect(claiming).resolves.toBeDefined()
      : expect(claiming).rejects.toThrow(/is under way/));
    expect(await names(), "one claim is left").toHaveLength(1);
  });
});

test("a claim is renewed now and then, and leaves nothing when it is released", async () => {
  const state = createMemoryArchive();
  let now = noon;
  const claim = await claimRestore(state, { folder: "restore", now: () => now });
  const names = async () => (await Array.fromAsync(state.list(""))).map(({ name }) => name);
  const [first] = await names();
  now = later(0.5);
  await claim.renew();
  expect(await names()).toEqual([first]);
  now = later(2);
  await claim.renew();
  expect(await names()).toEqual([expect.stringContaining("2026-11-22T12-02-00Z")]);
  await claim.release();
  expect(await names()).toEqual([]);
});
