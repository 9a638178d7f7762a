import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { forge, measure, readExactly } from "../export/forge.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { copyOlderArchive, exportLibrary, findProblems, makeTinyLibrary } from "../export/verified.ts";

const id = "2026-11-01T02-00-00Z";
const later = "2026-11-08T02-00-00Z";

describe("the chain of snapshots", () => {
  async function makeChain(): Promise<Archive> {
    const archive = await copyOlderArchive(createMemoryArchive());
    const texts = await readExactly(archive);
    for (const kind of ["library", "playlists"] as const) {
      const { sha256 } = measure(texts.get(`${kind}/${id}/manifest.json`) ?? "");
      await forge(archive, { kind, id: later }, ({ manifest }) => {
        manifest.previous = { id, manifestSha256: sha256 };
      });
    }
    return archive;
  }

  test("is whole where each names the manifest before it", async () => {
    expect(await findProblems(await makeChain())).toEqual([]);
  });

  test("tells of a snapshot that was forged in all of its files, whichever of both is verified", async () => {
    const archive = await makeChain();
    await forge(archive, { kind: "playlists", id }, ({ edit }) => {
      edit("playlists.json", (json) => json.replace('"name": "Oddities"', '"name": "Rarities"'));
      edit("playlists.csv", (csv) => csv.replace("Oddities", "Rarities"));
      edit("playlist-items.csv", (csv) => csv.replaceAll("Oddities", "Rarities"));
    });
    const problem = `the manifest of playlists/${id} is not the one whose hash playlists/${later} has noted`;

    expect(await findProblems(archive)).toEqual([`playlists/${later}/manifest.json: ${problem}`]);
    expect(await findProblems(archive, "latest")).toEqual([`playlists/${later}/manifest.json: ${problem}`]);
    expect(await findProblems(archive, id)).toEqual([`playlists/${id}/manifest.json: ${problem}`]);
  });

  test("is what exports make", async () => {
    const archive = createMemoryArchive();
    for (const day of [1, 2, 3]) {
      const now = () => new Date(Date.UTC(2026, 10, day, 2));
      await exportLibrary(makeTinyLibrary(), { archive, now });
    }
    expect(await findProblems(archive)).toEqual([]);
    await forge(archive, { kind: "library", id: "2026-11-02T02-00-00Z" }, ({ manifest }) => {
      manifest.account = { ...manifest.account, display_name: "Another" };
    });
    expect(await findProblems(archive, "latest")).toEqual([
      "library/2026-11-03T02-00-00Z/manifest.json: the manifest of library/2026-11-02T02-00-00Z is not the one whose hash library/2026-11-03T02-00-00Z has noted",
    ]);
  });

  test("ends where the older one was pruned", async () => {
    const archive = await makeChain();
    for await (const { name } of archive.list(`playlists/${id}/`)) {
      await archive.remove(name);
    }
    expect(await findProblems(archive)).toEqual([]);
  });
});
