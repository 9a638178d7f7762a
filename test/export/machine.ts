import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Archive, Content } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Kind, Manifest } from "../../src/lib/archive/manifest.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import type { ExportTools } from "../../src/lib/export/export-tools.ts";
import type { FakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { type FakeSpotifyOptions, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { createVirtualClock } from "../virtual-clock.ts";
import { createExportTools, type ExportToolsOptions } from "./export-tools.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface Machine {
  readonly fake: FakeSpotify;
  readonly archive: Archive;
  /** What the runs keep for themselves. */
  readonly state: Archive;
  /** How many requests the API was sent in all. */
  readonly asked: () => number;
  /** Milliseconds, as of `Date.now`, on the clock that the fake and all runs share. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** One run, as by a new process: nothing is left of the last one but its files. */
  run(kind: Kind, options?: Partial<ExportToolsOptions>): Promise<Manifest>;
  /** Both kinds by one process, which asks once whose account it is. */
  runBoth(options?: Partial<ExportToolsOptions>): Promise<Readonly<Record<Kind, Manifest>>>;
  /** A run that is killed when the API is sent so many requests: from then on it sends and writes nothing. */
  runKilledAt(kind: Kind, request: number): Promise<"killed" | "done">;
}

class KilledError extends Error {}

/** A machine with a disk on which exports run one after another, against one fake Spotify, in virtual time. */
export async function startMachine(
  options: Omit<FakeSpotifyOptions, "now">,
  { state: openState = openFolder }: { readonly state?: (path: string) => Archive } = {},
): Promise<Machine> {
  let isIdle = () => true;
  const clock = createVirtualClock({ isIdle: () => isIdle() });
  const fake = await startFakeSpotify({ ...options, now: clock.now });
  onTestFinished(() => fake.stop());
  const { api, token } = fake.requests;
  isIdle = () => [...api.slice(-20), ...token.slice(-2)].every(({ status }) => status !== null);
  const root = join(await temporaryFolder(), randomUUID());
  const archive = openFolder(root);
  const state = openState(join(root, ".state"));

  function startProcess({ sending, ...others }: Partial<ExportToolsOptions>): ExportTools {
    return createExportTools(fake, {
      archive,
      state,
      now: () => new Date(clock.now()),
      sending: { now: clock.now, sleep: clock.sleep, ...sending },
      ...others,
    });
  }

  async function runBoth(given: Partial<ExportToolsOptions> = {}) {
    const tools = startProcess(given);
    let profile: ReturnType<ExportTools["readProfile"]> | undefined;
    const readProfile = () => {
      profile ??= tools.readProfile();
      return profile;
    };
    const library = await exportSnapshot("library", { ...tools, readProfile });
    const playlists = await exportSnapshot("playlists", { ...tools, readProfile });
    await clock.sleep(1_000);
    return { library, playlists };
  }

  async function run(kind: Kind, given: Partial<ExportToolsOptions> = {}): Promise<Manifest> {
    const tools = startProcess(given);
    const manifest = await exportSnapshot(kind, tools);
    // Two runs of one second would be told apart by their names alone.
    await clock.sleep(1_000);
    return manifest;
  }

  async function runKilledAt(kind: Kind, request: number): Promise<"killed" | "done"> {
    const kill = new AbortController();
    const last = api.length + request;
    fake.misbehave({
      when: ({ index }) => index === last,
      does: { kind: "event", happen: () => kill.abort(new KilledError()) },
    });
    const dead = (kept: Archive) => failWhen(kept, kill.signal);
    try {
      await run(kind, { archive: dead(archive), state: dead(state), signal: kill.signal });
      return "done";
    } catch (error) {
      if (!kill.signal.aborted) {
        throw error;
      }
      return "killed";
    } finally {
      fake.behave();
    }
  }

  return {
    fake,
    archive,
    state,
    asked: () => api.length,
    now: clock.now,
    sleep: (ms) => clock.sleep(ms),
    run,
    runBoth,
    runKilledAt,
  };
}

function failWhen(archive: Archive, signal: AbortSignal): Archive {
  const expectAlive = () => {
    if (signal.aborted) {
      throw new ArchiveError("The process is dead.", { cause: signal.reason });
    }
  };
  return {
    ...archive,
    async write(name, content, options) {
      expectAlive();
      return archive.write(name, dieWith(content, expectAlive), options);
    },
    async remove(name) {
      expectAlive();
      return archive.remove(name);
    },
  };
}

async function* dieWith(
  content: Content,
  expectAlive: () => void,
): AsyncGenerator<string | Uint8Array, void> {
  for await (const chunk of content) {
    expectAlive();
    yield chunk;
  }
}
