import type { Archive } from "../../src/lib/archive/archive.ts";
import { kinds } from "../../src/lib/archive/manifest.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { createExportTools } from "../export/export-tools.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import type { FakeAccount } from "../fake-spotify/fake-account.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { FakeLibrary } from "../fake-spotify/library.ts";

/** Exports an account, both kinds of it, into an archive that is new unless it is given. */
export async function exportAccount(
  account: FakeAccount,
  archive: Archive = createMemoryArchive(),
): Promise<Archive> {
  const tools = createExportTools(account, { archive, state: createMemoryArchive() });
  for (const kind of kinds) {
    await exportSnapshot(kind, tools);
  }
  return archive;
}

/** The same of a library that some fake Spotify serves meanwhile. */
export async function exportLibrary(library: FakeLibrary): Promise<Archive> {
  await using fake = await startFakeSpotify({ library });
  return await exportAccount(fake);
}
