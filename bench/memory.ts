import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { arch, cpus, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/*
 * Peak resident memory of an export, with everything real but Spotify: the built command line in a process of its own,
 * a fake Spotify in another, a folder on disk. Ends with exit code 1 where a bound is passed.
 */

const mostMegabytes = 250;
const mostGrowth = 1.2;
const sizes = [
  { entries: 50_000, likes: 10_000, playlists: 230 },
  { entries: 100_000, likes: 20_000, playlists: 460 },
  { entries: 200_000, likes: 40_000, playlists: 920 },
] as const;

type Size = (typeof sizes)[number];
interface Figures {
  readonly megabytes: number;
  readonly seconds: number;
  readonly requests: number;
}

const root = fileURLToPath(new URL("../", import.meta.url));
const report =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))";

const fakeAddress = z.object({
  apiUrl: z.string(),
  accountsUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  refreshToken: z.string(),
});
const exported = z.object({ snapshots: z.array(z.object({ requests: z.object({ sent: z.number() }) })) });

async function measure(size: Size): Promise<Figures> {
  const fake = spawn(
    process.execPath,
    [
      join(root, "test/fake-spotify/main.ts"),
      ...["--library", "generated", "--until-stdin-closes"],
      ...Object.entries(size).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const out = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    const [line] = await Promise.race([
      once(createInterface(fake.stdout), "line"),
      once(fake, "exit").then(([code]) => {
        throw new Error(`the fake Spotify ended with ${code} before it listened`);
      }),
    ]);
    const address = fakeAddress.parse(JSON.parse(String(line)));
    const startedMs = performance.now();
    const run = spawn(
      process.execPath,
      ["--import", report, join(root, "dist/cli.js"), "export", "--json", "--out", out],
      {
        cwd: out,
        env: {
          PATH: process.env["PATH"],
          SPOTIFY_API_URL: address.apiUrl,
          SPOTIFY_ACCOUNTS_URL: address.accountsUrl,
          SPOTIFY_CLIENT_ID: address.clientId,
          SPOTIFY_CLIENT_SECRET: address.clientSecret,
          SPOTIFY_REFRESH_TOKEN: address.refreshToken,
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const [stdout, stderr, [exitCode]] = await Promise.all([
      run.stdout.setEncoding("utf8").toArray(),
      run.stderr.setEncoding("utf8").toArray(),
      once(run, "close"),
    ]);
    const seconds = (performance.now() - startedMs) / 1_000;
    const peakKilobytes = /^peak (\d+)$/m.exec(stderr.join(""))?.[1];
    if (exitCode !== 0 || peakKilobytes === undefined) {
      throw new Error(`the export ended with ${exitCode}:\n${stderr.join("")}`);
    }
    const { snapshots } = exported.parse(JSON.parse(stdout.join("")));
    return {
      megabytes: (Number(peakKilobytes) * 1_024) / 1_000_000,
      seconds,
      requests: snapshots.reduce((sum, { requests }) => sum + requests.sent, 0),
    };
  } finally {
    fake.stdin.end();
    await rm(out, { recursive: true, force: true });
  }
}

execFileSync(process.execPath, [join(root, "scripts/build.ts")]);
console.log(
  `Export of a generated library to a folder, Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} cores\n`,
);
console.log("| playlist entries | likes | playlists | requests | wall time | peak resident memory |");
console.log("|---:|---:|---:|---:|---:|---:|");
const peaks: number[] = [];
for (const size of sizes) {
  const { megabytes, seconds, requests } = await measure(size);
  peaks.push(megabytes);
  const cells = [size.entries, size.likes, size.playlists, requests].map((count) =>
    count.toLocaleString("en-US"),
  );
  console.log(`| ${cells.join(" | ")} | ${seconds.toFixed(1)} s | ${megabytes.toFixed(0)} MB |`);
}
const [, middle = Number.NaN, large = Number.NaN] = peaks;
const growth = large / middle;
console.log(`\nTwice the entries take ${growth.toFixed(2)} times the memory (at most ${mostGrowth}).`);
if (!(middle < mostMegabytes && growth < mostGrowth)) {
  console.error(`A bound is passed: 100,000 entries must stay under ${mostMegabytes} MB.`);
  process.exitCode = 1;
}
