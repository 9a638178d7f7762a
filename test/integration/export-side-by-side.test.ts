import { expect, onTestFinished, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { createExportTools } from "../export/export-tools.ts";
import { failNthWrite } from "../export/failing-archive.ts";
import { expectHonest } from "../export/honesty.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";

test("of two runs that began in the same second, one that fails takes nothing from the other", async () => {
  const fake = await startFakeSpotify({ library: makeSmallLibrary() });
  onTestFinished(() => fake.stop());
  const archive = openFolder(await temporaryFolder());
  const state = openFolder(await temporaryFolder());
  const other = Promise.withResolvers<void>();

  const failing = exportSnapshot(
    "library",
    createExportTools(fake, { archive: beginWith(other.promise, failNthWrite(archive, 4, "before")), state }),
  );
  const failed = expect(failing).rejects.toThrow(ArchiveError);
  // The first has chosen its id and waits: the second chooses the same.
  const manifest = await exportSnapshot(
    "library",
    createExportTools(fake, {
      state,
      archive: {
        ...archive,
        async write(name, content, options) {
          other.resolve();
          if (name.endsWith("manifest.json")) {
            await failed;
          }
          return archive.write(name, content, options);
        },
      },
    }),
  );

  await expectHonest(archive, manifest);
});

function beginWith(signal: Promise<void>, archive: Archive): Archive {
  return {
    ...archive,
    async write(name, content, options) {
      await signal;
      return archive.write(name, content, options);
    },
  };
}
