import { expect, onTestFinished, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { rehearseExport } from "../../src/lib/rehearse/rehearse-export.ts";
import { listNames } from "../export/archive-files.ts";
import { createExportTools } from "../export/export-tools.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { makePlaylist } from "../fake-spotify/make-playlist.ts";

const kinds = ["library", "playlists"] as const;

test("a rehearsal comes close to what the export then asks, be it the first, the next or a full one", async () => {
  const library = makeSmallLibrary();
  const fake = await startFakeSpotify({ library });
  onTestFinished(() => fake.stop());
  const archives = { archive: createMemoryArchive(), state: createMemoryArchive() };
  const openTools = (mode: "usual" | "full" = "usual") => {
    const tools = createExportTools(fake, { ...archives, mode });
    const profile = tools.readProfile();
    return { ...tools, readProfile: () => profile };
  };
  const count = async (work: () => Promise<unknown>) => {
    const before = fake.requests.api.length + fake.requests.token.length;
    await work();
    return fake.requests.api.length + fake.requests.token.length - before;
  };
  const exportBoth = async (mode?: "full") => {
    const tools = openTools(mode);
    await exportSnapshot("library", tools);
    await exportSnapshot("playlists", tools);
  };
  const rehearse = async (mode?: "full") => {
    const before = await namesIn(archives);
    const rehearsal = await rehearseExport(kinds, openTools(mode));
    expect(await namesIn(archives)).toEqual(before);
    return rehearsal;
  };

  const first = await rehearse();
  expect(Math.abs(first.requests - (await count(() => exportBoth())))).toBeLessThanOrEqual(2);

  const unchanged = await rehearse();
  expect(unchanged.kinds[1]?.playlists?.toRead).toBe(0);
  expect(Math.abs(unchanged.requests - (await count(() => exportBoth())))).toBeLessThanOrEqual(2);

  const entries = library.playlists[0]?.entries ?? [];
  library.playlists.push(makePlaylist({ name: "New", entries }));
  const grown = await rehearse();
  expect(grown.kinds[1]?.playlists?.toRead).toBe(1);
  expect(grown.requests).toBe(unchanged.requests + 2);

  const full = await rehearse("full");
  expect(Math.abs(full.requests - (await count(() => exportBoth("full"))))).toBeLessThanOrEqual(2);
});

async function namesIn({ archive, state }: { archive: Archive; state: Archive }): Promise<readonly string[]> {
  return [...(await listNames(archive)), ...(await listNames(state))];
}
