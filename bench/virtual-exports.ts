import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { openFolder } from "../src/lib/archive/folder.ts";
import type { Kind, Manifest } from "../src/lib/archive/manifest.ts";
import { exportSnapshot } from "../src/lib/export/export-snapshot.ts";
import type { SenderOptions } from "../src/lib/spotify/sender.ts";
import { createExportTools } from "../test/export/export-tools.ts";
import { type FakeSpotifyOptions, startFakeSpotify } from "../test/fake-spotify/fake-spotify.ts";
import { createVirtualClock } from "../test/virtual-clock.ts";

const kinds = ["library", "playlists"] as const;

/** Exports one after another against one fake Spotify, in a time that jumps over every wait. */
export interface VirtualExports {
  /** How many requests the Web API was sent so far, in all or for one path. */
  requests(path?: string): number;
  /** How many of them it refused with a 429. */
  refusals(): number;
  /** Milliseconds, as of `Date.now`. */
  now(): number;
  sleepUntil(momentMs: number): Promise<void>;
  /** One run, as by a new process: nothing is left of the last one but its files. Without a pace, unless told. */
  run(kind: Kind, sending?: Pick<SenderOptions, "requestsPer30s">): Promise<Manifest>;
  /** Both kinds, each as by a process of its own. */
  runAll(): Promise<readonly Manifest[]>;
  /** The JSON document of a snapshot. */
  readDocument(manifest: Manifest): Promise<Readonly<Record<string, unknown>>>;
  remove(manifest: Manifest): Promise<void>;
}

/** Gives `use` the product over its real sender and pace, with an empty folder, in this very process. */
export async function withVirtualExports<Result>(
  options: Omit<FakeSpotifyOptions, "now">,
  use: (exports: VirtualExports) => Promise<Result>,
): Promise<Result> {
  let isIdle = () => true;
  const clock = createVirtualClock({ isIdle: () => isIdle() });
  const fake = await startFakeSpotify({ ...options, now: clock.now });
  const { api, token } = fake.requests;
  isIdle = () => [...api.slice(-20), ...token.slice(-2)].every(({ status }) => status !== null);
  const folder = await mkdtemp(join(tmpdir(), "spotify-exporter-bench-"));
  const archive = openFolder(folder);
  const state = openFolder(join(folder, ".state"));

  async function run(kind: Kind, sending: Pick<SenderOptions, "requestsPer30s"> = {}): Promise<Manifest> {
    const tools = createExportTools(fake, {
      archive,
      state,
      now: () => new Date(clock.now()),
      sending: { now: clock.now, sleep: clock.sleep, ...sending },
    });
    return exportSnapshot(kind, tools);
  }

  async function runAll(): Promise<readonly Manifest[]> {
    const manifests: Manifest[] = [];
    for (const kind of kinds) {
      manifests.push(await run(kind));
    }
    return manifests;
  }

  try {
    return await use({
      requests: (path) => api.filter((request) => path === undefined || request.path === path).length,
      refusals: () => api.filter(({ status }) => status === 429).length,
      now: clock.now,
      sleepUntil: (momentMs) => clock.sleep(momentMs - clock.now()),
      run,
      runAll,
      async readDocument({ kind, id }) {
        const json = await text(archive.read(`${kind}/${id}/${kind}_${id}.json`));
        return z.record(z.string(), z.unknown()).parse(JSON.parse(json));
      },
      async remove({ kind, id }) {
        for await (const { name } of archive.list(`${kind}/${id}/`)) {
          await archive.remove(name);
        }
      },
    });
  } finally {
    await fake.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
