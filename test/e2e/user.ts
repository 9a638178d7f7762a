import { onTestFinished } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { expectHonest } from "../export/honesty.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { type FakeSpotify, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { type CommandRun, runCommandLine, settingsFor } from "./command-line.ts";

/** A fake Spotify, and an empty folder in which commands are called. */
export async function startUser(): Promise<{
  readonly fake: FakeSpotify;
  readonly cwd: string;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandRun>;
}> {
  const fake = await startFakeSpotify({ library: makeSmallLibrary() });
  onTestFinished(() => fake.stop());
  const cwd = await temporaryFolder();
  return { fake, cwd, run: (args, env) => runCommandLine(args, { cwd, env: env ?? settingsFor(fake) }) };
}

/** The manifests of all that a folder lists, each of them compared with its files. */
export async function manifestsIn(folder: string): Promise<readonly Manifest[]> {
  const archive = openFolder(folder);
  const manifests: Manifest[] = [];
  for await (const snapshot of listSnapshots(archive)) {
    if ("problem" in snapshot) {
      throw new Error(snapshot.problem);
    }
    manifests.push(snapshot.manifest);
    await expectHonest(archive, snapshot.manifest);
  }
  return manifests;
}
