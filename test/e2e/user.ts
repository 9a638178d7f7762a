import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { expectHonest } from "../export/honesty.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { type FakeSpotify, type FakeSpotifyOptions, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { type CommandRun, runCommandLine, settingsFor } from "./command-line.ts";

/** A fake Spotify, and an empty folder in which commands are called. */
export async function startUser(options: Partial<FakeSpotifyOptions> = {}): Promise<{
  readonly fake: FakeSpotify;
  readonly cwd: string;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandRun>;
}> {
  const fake = await startFakeSpotify({ library: makeSmallLibrary(), ...options });
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

/** The names of all that runs have kept for themselves beside the snapshots of a folder. */
export async function stateIn(folder: string): Promise<readonly string[]> {
  const kept = await Array.fromAsync(openFolder(join(folder, ".state")).list(""));
  return kept.map(({ name }) => name);
}

/** What is kept of runs that have not published. */
export async function answersIn(folder: string): Promise<readonly string[]> {
  return (await stateIn(folder)).filter((name) => name.includes("/answers/"));
}
