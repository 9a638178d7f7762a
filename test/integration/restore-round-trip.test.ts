import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { archives } from "../export/archives.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { makeDemoLibrary } from "../fake-spotify/demo-library.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { FakeLibrary } from "../fake-spotify/library.ts";
import { findRealPlaylists, loadRealPlaylists } from "../fake-spotify/real-playlists.ts";
import { compareExports } from "../restore/compare-exports.ts";
import { exportAccount } from "../restore/export-library.ts";
import { startFreshAccount } from "../restore/fresh-account.ts";
import { restoreFrom } from "../restore/restore-from.ts";
import { makeSmallSource } from "../restore/small-source.ts";

async function goAround(
  library: FakeLibrary,
  { archive: empty, state }: { readonly archive: Archive; readonly state: Archive } = {
    archive: createMemoryArchive(),
    state: createMemoryArchive(),
  },
) {
  const { fake, account, ...disposable } = await startFreshAccount({ library });
  await using _ = disposable;
  const archive = await exportAccount(fake, empty);
  const before = fake.requests.api.length;
  const { prepared, report } = await restoreFrom(archive, account, { state });
  const writes = fake.requests.api.slice(before).filter(({ method }) => method !== "GET");
  const difference = await compareExports(archive, await exportAccount(account));
  const middle = fake.requests.api.length;
  await restoreFrom(archive, account, { state });
  const later = fake.requests.api.slice(middle).filter(({ method }) => method !== "GET");
  return { prepared, report, writes, difference, later };
}

/** The losses that a comparison of two exports shows. */
function foretell(losses: Awaited<ReturnType<typeof goAround>>["prepared"]["plan"]["losses"]) {
  const count = (...reasons: readonly string[]) =>
    losses.filter(({ reason }) => reasons.includes(reason)).reduce((sum, loss) => sum + loss.count, 0);
  return {
    missingEntries: count("local-files", "taken-down", "unknown-items"),
    missingPlaylists: count("personalised-playlists"),
    otherDetails: count("description-changed", "name-changed"),
  };
}

const libraries: readonly [string, () => Promise<FakeLibrary | undefined>][] = [
  ["the demo library", async () => makeDemoLibrary()],
  ...[11, 12].map((seed): [string, () => Promise<FakeLibrary>] => [
    `a generated library (${seed})`,
    async () => generateLibrary({ seed, playlists: 15, entries: 900, followed: 4, likes: 150 }),
  ]),
];

describe("exported, put back into an empty account and exported again", () => {
  test.each(libraries)("%s is the same but for what the plan had foretold", async (_, load) => {
    await expectSame(await load());
  });

  test.each(archives)("a small library is the same through $kind, covers included", async ({ openNew }) => {
    const places = { archive: await openNew(), state: await openNew() };
    const { report, difference, later } = await goAround(makeSmallSource(), places);
    expect(report).toMatchObject({ failures: [], refused: [], covers: 1 });
    expect(difference.order).toEqual([]);
    expect(difference.counts).toEqual({ missingEntries: 0, missingPlaylists: 0, otherDetails: 0 });
    expect(later).toEqual([]);
  });

  test.skipIf(findRealPlaylists() === undefined)(
    "125 real playlists and 6,000 likes are the same",
    { timeout: 300_000 },
    async () => {
      await expectSame(await loadRealPlaylists());
    },
  );
});

async function expectSame(library: FakeLibrary | undefined): Promise<void> {
  if (library === undefined) {
    throw new Error("There is no such library.");
  }
  const { prepared, report, writes, difference, later } = await goAround(library);
  const { plan } = prepared;
  expect(report).toMatchObject({ failures: [], refused: [], notes: [] });
  expect(difference.order).toEqual([]);
  expect(difference.counts).toEqual(foretell(plan.losses));
  expect(writes).toHaveLength(plan.requests.writes);
  const made = plan.steps.filter((step) => step.type === "create");
  const likes = plan.steps.find((step) => step.type === "save" && step.section === "tracks");
  const least =
    made.reduce(
      (sum, { uris, playlist }) => sum + 1 + Math.ceil(uris.length / 100) + (playlist.coverFile ? 1 : 0),
      0,
    ) + (likes?.type === "save" ? Math.ceil(likes.uris.length / 40) : 0);
  const ofThese = writes.filter(
    ({ path, query }) => path !== "/me/library" || query.get("uris")?.startsWith("spotify:track:"),
  );
  expect(ofThese).toHaveLength(least);
  expect(later).toEqual([]);
}
