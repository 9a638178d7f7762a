import { onTestFinished } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Kind, Manifest } from "../../src/lib/archive/manifest.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { FakeLibrary } from "../fake-spotify/library.ts";
import { createExportTools, type ExportToolsOptions } from "./export-tools.ts";
import { createRecordedLog } from "./recorded-log.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Exports of one account into one archive, a week apart. */
export async function startWeeks(library: FakeLibrary, archive: Archive) {
  const fake = await startFakeSpotify({ library });
  onTestFinished(() => fake.stop());
  const state = openFolder(await temporaryFolder());
  const log = createRecordedLog();
  let week = 0;
  return {
    fake,
    log,
    export: async (kind: Kind, options: Partial<ExportToolsOptions> = {}): Promise<Manifest> => {
      week += 1;
      const at = new Date(Date.UTC(2026, 10, 1 + 7 * week, 2));
      return exportSnapshot(
        kind,
        createExportTools(fake, { archive, state, now: () => at, log: log.log, mode: "full", ...options }),
      );
    },
  };
}
