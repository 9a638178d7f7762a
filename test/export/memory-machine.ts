import type { Archive } from "../../src/lib/archive/archive.ts";
import type { Kind, Manifest } from "../../src/lib/archive/manifest.ts";
import { ImageError } from "../../src/lib/covers/fetch-image.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { exportSnapshot, exportSnapshots } from "../../src/lib/export/export-snapshot.ts";
import type { ExportTools } from "../../src/lib/export/export-tools.ts";
import { keepAll } from "../../src/lib/prune/keep-rules.ts";
import { defaultTrackHeaders } from "../../src/lib/render/columns.ts";
import type { ApiGet } from "../../src/lib/spotify/request.ts";
import { createMemoryArchive } from "./memory-archive.ts";
import { createRecordedLog, type RecordedLog } from "./recorded-log.ts";

export type Query = Readonly<Record<string, string | number>>;

/** What Spotify answers; throws what the request fails with. */
export type Answering = (path: string, query: Query) => unknown;

/** Thrown by an `Answering`, it ends the process: from then on it asks and writes nothing. */
export class KilledError extends Error {}

export interface MemoryMachine {
  readonly archive: Archive;
  readonly state: Archive;
  /** The paths and queries of everything that was asked, in order. */
  readonly asked: readonly string[];
  readonly warnings: RecordedLog["warnings"];
  /** Milliseconds, as of `Date.now`. */
  now(): number;
  sleep(ms: number): void;
  /** One run, as by a new process. */
  run(kind: Kind, given?: Partial<ExportTools>): Promise<Manifest>;
  /** Both kinds as one call. */
  runBoth(given?: Partial<ExportTools>): Promise<readonly Manifest[]>;
}

/** A machine on which exports run one after another against a Spotify in memory. */
export function startMemoryMachine(
  answer: Answering,
  {
    requestMs = 100,
    beforeWrite = () => {},
  }: {
    readonly requestMs?: number;
    /** Is told of every file of the state before it is written; may end the process as an `Answering` may. */
    readonly beforeWrite?: (name: string) => void;
  } = {},
): MemoryMachine {
  const archive = createMemoryArchive();
  const state = createMemoryArchive();
  const { log, warnings } = createRecordedLog();
  const asked: string[] = [];
  let nowMs = Date.parse("2026-11-22T02:00:00Z");

  function startProcess(given: Partial<ExportTools>): ExportTools {
    const life = new AbortController();
    let sent = 0;
    const get: ApiGet = async (path, query = {}) => {
      life.signal.throwIfAborted();
      sent += 1;
      nowMs += requestMs;
      asked.push(
        `${path}?${Object.entries(query)
          .map((parameter) => parameter.join("="))
          .join("&")}`,
      );
      return dieIfKilled(life, () => structuredClone(answer(path, query)));
    };
    return {
      get,
      fetchImage: () => Promise.reject(new ImageError("there are no images")),
      readProfile: async () => ({ id: "me", display_name: "Me" }),
      readClientId: async () => "client",
      archive: stopWriting(archive, life.signal),
      state: stopWriting(
        {
          ...state,
          async write(name, content, options) {
            dieIfKilled(life, () => beforeWrite(name));
            return state.write(name, content, options);
          },
        },
        life.signal,
      ),
      mode: "usual",
      concurrency: 1,
      fullRefreshDays: 28,
      suspectPercent: 30,
      keepRules: keepAll,
      playlistType: "all",
      trackHeaders: defaultTrackHeaders,
      countRequests: () => ({ sent, retried: 0, throttledMs: 0 }),
      now: () => new Date(nowMs),
      onProgress: () => {},
      log,
      signal: life.signal,
      ...given,
    };
  }

  return {
    archive,
    state,
    asked,
    warnings,
    now: () => nowMs,
    sleep(ms) {
      nowMs += ms;
    },
    run: (kind, given = {}) => exportSnapshot(kind, startProcess(given)),
    runBoth: (given = {}) => Array.fromAsync(exportSnapshots(["library", "playlists"], startProcess(given))),
  };
}

function dieIfKilled<Result>(life: AbortController, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof KilledError) {
      life.abort(error);
    }
    throw error;
  }
}

function stopWriting(archive: Archive, signal: AbortSignal): Archive {
  const expectAlive = () => {
    if (signal.aborted) {
      throw new ArchiveError("The process is dead.", { cause: signal.reason });
    }
  };
  return {
    ...archive,
    async write(name, content, options) {
      expectAlive();
      return archive.write(name, content, options);
    },
    async remove(name) {
      expectAlive();
      return archive.remove(name);
    },
  };
}
