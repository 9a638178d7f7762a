import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** What one run of the command line took. Sizes in bytes. */
export interface MeasuredRun {
  /** Requests to the Web API, as its server has counted them. */
  readonly requests: number;
  /** Of all requests those that were sent again. */
  readonly retried: number;
  readonly seconds: number;
  readonly peakBytes: number;
  readonly snapshotBytes: number;
  readonly stateBytes: number;
  /** Absent where the system does not tell. */
  readonly writtenBytes?: number;
}

export interface CommandLine {
  /** Exports both kinds. Settings that are not given are the product's own. */
  exportAll(settings?: Readonly<Record<string, string>>): Promise<MeasuredRun>;
}

/** Settings under which nothing waits for the pace. */
export const noPace = { SPOTIFY_REQUESTS_PER_30S: "100000" };

const root = fileURLToPath(new URL("../", import.meta.url));
const addressSchema = z.object({
  apiUrl: z.string(),
  accountsUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  refreshToken: z.string(),
});
const countsSchema = z.object({ api: z.number() });
const usageSchema = z.object({ peakBytes: z.number(), writtenBytes: z.number().nullable() });
const exportedSchema = z.object({
  snapshots: z.array(z.object({ status: z.string(), requests: z.object({ retried: z.number() }) })),
});

/**
 * Gives `use` the built command line with an empty folder to export to, and a fake Spotify in another process.
 *
 * @param fakeOptions options of the fake, without their dashes
 */
export async function withCommandLine<Result>(
  fakeOptions: Readonly<Record<string, string | number>>,
  use: (commandLine: CommandLine) => Promise<Result>,
): Promise<Result> {
  const named = Object.entries(fakeOptions).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const fake = spawn(
    process.execPath,
    [join(root, "test/fake-spotify/main.ts"), "--until-stdin-closes", ...named],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const ended = once(fake, "exit");
  const folder = await mkdtemp(join(tmpdir(), "spotify-exporter-bench-"));
  try {
    const [line] = await Promise.race([
      once(createInterface(fake.stdout), "line"),
      ended.then(([code]) => {
        throw new Error(`The fake Spotify ended with ${code} before it listened.`);
      }),
    ]);
    const address = addressSchema.parse(JSON.parse(String(line)));
    return await use({ exportAll: (settings = {}) => measureExport({ address, folder, settings }) });
  } finally {
    fake.stdin.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureExport({
  address,
  folder,
  settings,
}: {
  readonly address: z.infer<typeof addressSchema>;
  readonly folder: string;
  readonly settings: Readonly<Record<string, string>>;
}): Promise<MeasuredRun> {
  const askedBefore = await countRequests(address.accountsUrl);
  const bytesBefore = await measureFolder(folder);
  const { printed, ...used } = await measureCommand(["export", "--json", "--out", folder], folder, {
    SPOTIFY_API_URL: address.apiUrl,
    SPOTIFY_ACCOUNTS_URL: address.accountsUrl,
    SPOTIFY_CLIENT_ID: address.clientId,
    SPOTIFY_CLIENT_SECRET: address.clientSecret,
    SPOTIFY_REFRESH_TOKEN: address.refreshToken,
    ...settings,
  });
  const { snapshots } = exportedSchema.parse(JSON.parse(printed));
  return {
    requests: (await countRequests(address.accountsUrl)) - askedBefore,
    retried: snapshots.reduce((sum, { requests }) => sum + requests.retried, 0),
    ...used,
    snapshotBytes: (await measureFolder(folder)) - bytesBefore,
    stateBytes: await measureFolder(join(folder, ".state")),
  };
}

/** What one run of any command took, and what it has printed. */
export interface MeasuredCommand extends Pick<MeasuredRun, "seconds" | "peakBytes" | "writtenBytes"> {
  readonly printed: string;
}

/** Runs a command of the built command line in `folder`, as a process of its own. */
export async function measureCommand(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<MeasuredCommand> {
  const startedMs = performance.now();
  const run = spawn(
    process.execPath,
    ["--import", join(root, "bench/report-resources.js"), join(root, "dist/cli.js"), ...args],
    {
      cwd: folder,
      env: { PATH: process.env["PATH"], ...env },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    },
  );
  const [, stdout, stderr, usage] = run.stdio;
  if (!(usage instanceof Readable) || stdout === null || stderr === null) {
    throw new Error("The command was started without pipes.");
  }
  const [printed, messages, used, [exitCode]] = await Promise.all([
    text(stdout),
    text(stderr),
    text(usage),
    once(run, "close"),
  ]);
  const seconds = (performance.now() - startedMs) / 1_000;
  if (exitCode !== 0) {
    throw new Error(`${args[0]} ended with ${exitCode}:\n${messages}`);
  }
  const { peakBytes, writtenBytes } = usageSchema.parse(JSON.parse(used));
  return { printed, seconds, peakBytes, ...(writtenBytes === null ? {} : { writtenBytes }) };
}

async function countRequests(fakeUrl: string): Promise<number> {
  const response = await fetch(`${fakeUrl}/fake/requests`);
  return countsSchema.parse(await response.json()).api;
}

/** The size of all files in a folder, without those that no listing shows. */
async function measureFolder(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.name.startsWith(".")) {
      const path = join(folder, entry.name);
      bytes += entry.isDirectory() ? await measureFolder(path) : (await stat(path)).size;
    }
  }
  return bytes;
}
