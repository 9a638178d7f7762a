import { randomUUID } from "node:crypto";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, vi } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import type { Kind, Manifest } from "../../src/lib/archive/manifest.ts";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { ExporterError } from "../../src/lib/errors.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { FakeRequest, Fault } from "../fake-spotify/faults.ts";
import { createExportTools, type ExportToolsOptions } from "./export-tools.ts";
import { expectHonest } from "./honesty.ts";
import { makeSmallLibrary } from "./small-library.ts";
import { readFiles, readPlaylists } from "./snapshot-documents.ts";

/** How an export ended: with what it published, or with an error that the user can act on. */
export type Outcome = { readonly manifest: Manifest } | { readonly error: ExporterError };

export interface FaultRun {
  readonly archive: Archive;
  readonly outcome: Outcome;
  /** What was asked of the fake, tokens first. */
  readonly requests: readonly FakeRequest[];
}

/**
 * Exports the small library into a new folder below `root`, or into `archive`, while the faults befall it. Nothing is known
 * from before, unless `state` says so.
 */
export async function runWithFaults(
  kind: Kind,
  faults: readonly Fault[],
  options: { readonly root: string } & Partial<ExportToolsOptions>,
): Promise<FaultRun> {
  const { root, archive = openFolder(join(root, randomUUID())), ...rest } = options;
  const { state = openFolder(join(root, `${randomUUID()}-state`)) } = rest;
  await using fake = await startFakeSpotify({ library: makeSmallLibrary() });
  faults.forEach(fake.misbehave);
  const scratch = join(root, "scratch");
  await mkdir(scratch, { recursive: true });
  vi.stubEnv("TMPDIR", scratch);
  const outcome = await exportSnapshot(kind, createExportTools(fake, { ...rest, archive, state })).then(
    (manifest) => ({ manifest }),
    (error: unknown) => ({ error: toExporterError(error) }),
  );
  expect(await readdir(scratch), "the scratch folder is left behind").toEqual([]);
  return { archive, outcome, requests: [...fake.requests.token, ...fake.requests.api] };
}

/** The promise that holds whatever fails: published and honest, or an error and no trace of a snapshot. */
export async function expectHonestOrNothing({ archive, outcome }: FaultRun): Promise<void> {
  const snapshots = await Array.fromAsync(listSnapshots(archive));
  if ("manifest" in outcome) {
    const { manifest } = outcome;
    expect(snapshots).toEqual([{ kind: manifest.kind, id: manifest.id, manifest }]);
    await expectHonest(archive, manifest);
  } else {
    expect(snapshots).toEqual([]);
  }
}

/** The manifest of a run that must have published one. */
export function manifestOf({ outcome }: Pick<FaultRun, "outcome">): Manifest {
  if ("error" in outcome) {
    throw outcome.error;
  }
  return outcome.manifest;
}

/** The files of a run, but for the snapshot ids of Spotify's own playlists, which change with every request. */
export async function readComparable(run: FaultRun): Promise<ReadonlyMap<string, string>> {
  const manifest = manifestOf(run);
  const files = await readFiles(run.archive, manifest);
  if (manifest.kind === "library") {
    return files;
  }
  const { playlists } = await readPlaylists(run.archive, manifest);
  const changing = playlists
    .filter(({ id }) => id.startsWith("37i9dQZ"))
    .map((playlist) => playlist.snapshot_id);
  return new Map(
    [...files].map(([name, text]) => [
      name,
      changing.reduce((left, id) => left.replaceAll(id, "changing"), text),
    ]),
  );
}

/** The request as a title says it, as in `GET /me/tracks?offset=50`. */
export function describeRequest({ method, path, query }: FakeRequest): string {
  const places = ["offset", "after", "time_range"].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [`${name}=${value}`];
  });
  return [`${method} ${path}`, ...places].join(" ");
}

function toExporterError(error: unknown): ExporterError {
  if (error instanceof ExporterError) {
    return error;
  }
  throw error;
}
