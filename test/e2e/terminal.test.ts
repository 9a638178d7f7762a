import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { makeSmallLibrary } from "../export/small-library.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { fakeSecrets, runCommandLine, settingsFor } from "./command-line.ts";

/** Runs a program on a pseudo terminal and ends as the program does. */
const onTerminal = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
const noPython =
  spawnSync("python3", ["-c", "import pty, os; os.waitstatus_to_exitcode"]).status === 0
    ? undefined
    : "no python3 to make a pseudo terminal";

test("on a terminal a bar with counts is drawn for each step", async (context) => {
  context.skip(noPython !== undefined, noPython);
  const fake = await startFakeSpotify({ library: makeSmallLibrary(), latencyMs: 120 });
  onTestFinished(() => fake.stop());
  const cwd = await temporaryFolder();
  const program = join(import.meta.dirname, "../../dist/cli.js");
  const child = spawn("python3", ["-c", onTerminal, process.execPath, program, "export", "library"], {
    cwd,
    env: { ...process.env, TERM: "xterm", TMPDIR: cwd, ...settingsFor(fake) },
    stdio: ["ignore", "pipe", "inherit"],
  });

  const [[exitCode], screen] = await Promise.all([once(child, "close"), text(child.stdout)]);

  expect(exitCode).toBe(0);
  expect(screen).toMatch(/Liked songs +\S+ 50\/60/);
  expect(screen).toMatch(/Liked songs +\S+ 60\/60/);
  expect(screen).toMatch(/Top artists \(long_term\) +\S+ 3\/3/);
  expect(screen.indexOf("library: complete")).toBeGreaterThan(screen.lastIndexOf(" 3/3"));
  // The cursor, hidden while bars are drawn, is shown again.
  expect(screen.lastIndexOf("\u001b[?25h")).toBeGreaterThan(screen.lastIndexOf("\u001b[?25l"));
  expect(screen).not.toMatch(fakeSecrets);
});

test("elsewhere there are plain lines without control characters", async () => {
  const fake = await startFakeSpotify({ library: makeSmallLibrary() });
  onTestFinished(() => fake.stop());

  const { stdout, stderr } = await runCommandLine(["export"], {
    cwd: await temporaryFolder(),
    env: settingsFor(fake),
  });

  expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
  expect(stderr.split("\n").filter((line) => line.startsWith("Liked songs"))).toEqual([
    "Liked songs: 60 of 60",
  ]);
});
