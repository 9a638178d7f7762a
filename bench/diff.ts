import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFolder } from "../src/lib/archive/folder.ts";
import { exportSnapshot } from "../src/lib/export/export-snapshot.ts";
import { createExportTools } from "../test/export/export-tools.ts";
import { moveEntries, removeEntries, unlikeTrack } from "../test/fake-spotify/change-library.ts";
import { startFakeSpotify } from "../test/fake-spotify/fake-spotify.ts";
import { generateLibrary } from "../test/fake-spotify/generated-library.ts";
import { measureCommand } from "./command-line.ts";
import type { Row } from "./row.ts";
import { describeSize, type Size } from "./sizes.ts";

const mostSeconds = 5;
const mostMegabytes = 300;

/** Comparing two snapshots of the playlists, and verifying the newest, by the built command line in a process of its own. */
export async function measureDiff(size: Size): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "spotify-exporter-bench-"));
  try {
    await exportTwice(size, folder);
    const library = describeSize(size);
    const diff = await measureCommand(["diff", "--kind", "playlists", "--out", folder], folder);
    const verify = await measureCommand(["verify", "--latest", "--out", folder], folder);
    return [
      {
        library,
        run: "diff of two snapshots of the playlists, one in ten edited",
        ...diff,
        goals: [
          { of: "s", value: diff.seconds, must: "at most", bound: mostSeconds, decimals: 1 },
          { of: "MB", value: diff.peakBytes / 1_000_000, must: "at most", bound: mostMegabytes },
        ],
      },
      {
        library,
        run: "verify the newest snapshot of each kind",
        ...verify,
        goals: [{ of: "MB", value: verify.peakBytes / 1_000_000, must: "at most", bound: mostMegabytes }],
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function exportTwice(size: Size, folder: string): Promise<void> {
  const library = generateLibrary(size);
  const fake = await startFakeSpotify({ library });
  try {
    const archive = openFolder(folder);
    const state = openFolder(join(folder, ".state"));
    const exportBoth = async (at: Date) => {
      const tools = createExportTools(fake, { archive, state, now: () => at });
      await exportSnapshot("library", tools);
      await exportSnapshot("playlists", tools);
    };
    await exportBoth(new Date("2026-11-15T02:00:00Z"));
    for (const [index, playlist] of library.playlists.entries()) {
      if (playlist !== null && playlist.entries.length > 50 && index % 10 === 0) {
        moveEntries(playlist, 0, 20, 30);
        removeEntries(playlist, 5, 3);
      }
    }
    unlikeTrack(library, 100);
    await exportBoth(new Date("2026-11-22T02:00:00Z"));
  } finally {
    await fake.stop();
  }
}
