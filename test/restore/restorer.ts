import { onTestFinished } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import type { FakeSpotifyOptions } from "../fake-spotify/fake-spotify.ts";
import type { FakeLibrary } from "../fake-spotify/library.ts";
import { exportLibrary } from "./export-library.ts";
import { startFreshAccount } from "./fresh-account.ts";
import { type RestoringOptions, restoreFrom } from "./restore-from.ts";

/** Somebody who has an export of the library, and restores it into an account of their own. All of it ends with the test. */
export async function startRestorer({
  library,
  held = {},
  archive,
  ...options
}: FakeSpotifyOptions & {
  /** What the account has already. @default nothing */
  readonly held?: Partial<FakeLibrary>;
  /** @default an export of the library as it is now */
  readonly archive?: Archive;
}) {
  const exported = archive ?? (await exportLibrary(library));
  const { fake, account } = await startFreshAccount({ library, ...options }, held);
  onTestFinished(() => fake.stop());
  const state = createMemoryArchive();
  return {
    fake,
    /** What the account holds. */
    library: account.library,
    account,
    archive: exported,
    state,
    restore: (given: RestoringOptions = {}) => restoreFrom(exported, account, { state, ...given }),
    /** What changed something so far, as `METHOD path`. */
    writes: () =>
      fake.requests.api
        .filter(({ method }) => method !== "GET")
        .map(({ method, path }) => `${method} ${path.replace(/[0-9A-Za-z]{22}/, "ID")}`),
  };
}
