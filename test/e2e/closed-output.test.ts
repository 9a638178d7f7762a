import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { makeSmallLibrary } from "../export/small-library.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { settingsFor } from "./command-line.ts";
import { manifestsIn } from "./user.ts";

const program = join(import.meta.dirname, "../../dist/cli.js");

/** Starts an export of everything whose standard output goes to `stdout`, or into a pipe. */
async function startExport(args: readonly string[], stdout: "pipe" | FileHandle) {
  const fake = await startFakeSpotify({ library: makeSmallLibrary() });
  onTestFinished(() => fake.stop());
  const cwd = await temporaryFolder();
  const child = spawn(process.execPath, [program, "export", ...args], {
    cwd,
    env: { TMPDIR: cwd, ...settingsFor(fake) },
    stdio: ["ignore", stdout === "pipe" ? stdout : stdout.fd, "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return { cwd, child };
}

test.each([[[]], [["--json"]]])("who reads may go away, and the backup goes on: %j", async (args) => {
  const { cwd, child } = await startExport(args, "pipe");
  child.stdout?.destroy();
  const stderr = child.stderr === null ? "" : text(child.stderr);

  expect(await once(child, "close")).toEqual([0, null]);
  expect(await stderr).not.toMatch(/\n {4}at |EPIPE|bug/);
  expect(await manifestsIn(join(cwd, "exports"))).toMatchObject([{ kind: "library" }, { kind: "playlists" }]);
});

test("even who listens to progress may go away", async () => {
  const { cwd, child } = await startExport([], "pipe");
  child.stdout?.destroy();
  child.stderr?.destroy();

  expect(await once(child, "close")).toEqual([0, null]);
  expect(await manifestsIn(join(cwd, "exports"))).toHaveLength(2);
});

test.skipIf(!existsSync("/dev/full"))(
  "a result that cannot be written is told, and is a failure",
  async () => {
    const full = await open("/dev/full", "w");
    onTestFinished(() => full.close());
    const { cwd, child } = await startExport(["--json"], full);
    const stderr = child.stderr === null ? "" : text(child.stderr);

    expect(await once(child, "close")).toEqual([1, null]);
    expect(await stderr).toMatch(/^error: the output could not be written: ENOSPC/m);
    expect(await manifestsIn(join(cwd, "exports"))).toHaveLength(2);
  },
);
