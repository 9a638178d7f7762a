import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished } from "vitest";
import type { FakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { fakeSecrets } from "../setup/secrets.ts";

const program = join(import.meta.dirname, "../../dist/cli.js");

/** How a command ended and all that it printed. */
export interface CommandRun {
  /** Null where a signal ended the process. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandSurroundings {
  /** The folder in which the command is called; its scratch folders go to `tmp` within. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Given to Node before the program. */
  readonly nodeOptions?: readonly string[];
}

/** Starts the built command as a user would. It inherits no variable but the way to programs. */
export async function startCommand(
  args: readonly string[],
  surroundings: CommandSurroundings,
): Promise<{ readonly child: ChildProcess; readonly ended: Promise<CommandRun> }> {
  const { cwd, env = {}, nodeOptions = [] } = surroundings;
  const TMPDIR = scratchOf(cwd);
  await mkdir(TMPDIR, { recursive: true });
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [...nodeOptions, program, ...args], {
    cwd,
    env: { PATH, TMPDIR, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return { child, ended: awaitEnd(child, [text(child.stdout), text(child.stderr)]) };
}

/** Runs the built command to its end. None of the secrets of the fake may be in what it prints. */
export async function runCommandLine(
  args: readonly string[],
  surroundings: CommandSurroundings,
): Promise<CommandRun> {
  const { ended } = await startCommand(args, surroundings);
  return ended;
}

/** Where a command that is called in `cwd` keeps what it has downloaded. */
export function scratchOf(cwd: string): string {
  return join(cwd, "tmp");
}

/** The settings that lead to a fake Spotify, with the credentials it knows. */
export function settingsFor({ apiUrl, accountsUrl, credentials }: FakeSpotify): Record<string, string> {
  return {
    SPOTIFY_API_URL: apiUrl,
    SPOTIFY_ACCOUNTS_URL: accountsUrl,
    SPOTIFY_CLIENT_ID: credentials.clientId,
    SPOTIFY_CLIENT_SECRET: credentials.clientSecret,
    SPOTIFY_REFRESH_TOKEN: credentials.refreshToken,
  };
}

async function awaitEnd(
  child: ChildProcess,
  [out, err]: readonly [Promise<string>, Promise<string>],
): Promise<CommandRun> {
  const [[exitCode], stdout, stderr] = await Promise.all([once(child, "close"), out, err]);
  expect(stdout + stderr).not.toMatch(fakeSecrets);
  return { exitCode: typeof exitCode === "number" ? exitCode : null, stdout, stderr };
}
