import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { type FakeSpotify, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { Fault } from "../fake-spotify/faults.ts";
import {
  type CommandRun,
  type CommandSurroundings,
  runCommandLine,
  scratchOf,
  settingsFor,
} from "./command-line.ts";

export interface FailedExport extends CommandRun {
  readonly fake: FakeSpotify;
  readonly cwd: string;
}

/** Runs an export that must fail, and checks that it publishes nothing and leaves nothing behind. */
export async function runFailingExport(
  circumstances: Partial<CommandSurroundings> & {
    readonly args?: readonly string[];
    readonly faults?: readonly Fault[];
  },
): Promise<FailedExport> {
  const { args = [], faults = [], cwd = await temporaryFolder(), env = {}, ...rest } = circumstances;
  const fake = await startFakeSpotify({ library: makeSmallLibrary() });
  onTestFinished(() => fake.stop());
  faults.forEach(fake.misbehave);
  const run = await runCommandLine(["export", ...args], {
    cwd,
    env: { ...settingsFor(fake), ...env },
    ...rest,
  });
  expect(await Array.fromAsync(listSnapshots(openFolder(join(cwd, "exports"))))).toEqual([]);
  expect(await readdir(scratchOf(cwd)), "the scratch folder is left behind").toEqual([]);
  // What ends a run on purpose is told in words; a stack is a bug's.
  expect(run.stderr).not.toMatch(/\n {4}at |this is a bug/);
  return { ...run, fake, cwd };
}
