import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Kind } from "../../src/lib/archive/manifest.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { failNthWrite } from "../export/failing-archive.ts";
import { expectHonestOrNothing, manifestOf, runWithFaults } from "../export/fault-run.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "spotify-exporter-test-"));
});
afterAll(() => rm(root, { recursive: true }));

describe.each<Kind>(["library", "playlists"])("%s", (kind) => {
  test.each(["before", "midway"] as const)(
    "any write may fail (%s), nothing is listed, and the next run is whole and asks for nothing again",
    async (when) => {
      const clean = await runWithFaults(kind, [], { root });
      const { files } = manifestOf(clean);

      for (let n = 1; n <= files.length + 1; n += 1) {
        const path = join(root, `${kind}-${when}-${n}`);
        const archive = openFolder(path);
        const state = openFolder(join(root, `${kind}-${when}-${n}-state`));
        const run = await runWithFaults(kind, [], { root, archive: failNthWrite(archive, n, when), state });

        expect("error" in run.outcome && run.outcome.error, `write ${n}`).toBeInstanceOf(ArchiveError);
        await expectHonestOrNothing(run);
        // A manifest in doubt may exist after all, so that its files stay.
        const left = n > files.length ? files.length : 0;
        expect(await readFileNames(path)).toHaveLength(left);

        const next = await runWithFaults(kind, [], { root, archive, state });
        expect(manifestOf(next).status).toBe("complete");
        const asked = next.requests.filter(({ service }) => service === "api");
        expect(asked.map(({ path }) => path)).toEqual(["/me"]);
        await expectHonestOrNothing(next);
      }
    },
  );
});

/** All files, those with hidden names as well. */
async function readFileNames(path: string): Promise<readonly string[]> {
  await mkdir(path, { recursive: true });
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
