import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import type { Manifest, Section } from "../../src/lib/archive/manifest.ts";
import { parseCsv } from "./parse-csv.ts";
import { readFiles, readLibrary, readPlaylists } from "./snapshot-documents.ts";

/** What the files themselves hold of one section. */
interface Held {
  readonly exported: number;
  readonly nulls: number;
}

/** Whatever went wrong: a manifest's counts add up, agree with the files, and everything that is missing is named. */
export async function expectHonest(archive: Archive, manifest: Manifest): Promise<void> {
  const held =
    manifest.kind === "library"
      ? await countLibrary(archive, manifest)
      : await countPlaylists(archive, manifest);
  expect(countsOf(manifest)).toEqual(held);
  for (const [name, section] of Object.entries(manifest.sections)) {
    expect({ name, ...addUp(section) }).toEqual({ name, total: section.total });
  }
  const failed = manifest.unavailable.some(({ cause }) => cause === "failed");
  expect(manifest.status).toBe(failed ? "partial" : "complete");
  expect(manifest.unavailable.filter(({ reason }) => reason === "")).toEqual([]);
  await expectFilesAsNamed(archive, manifest);
}

/** Where Spotify sends more than it counts, which a problem must say, nothing can add up to its count. */
function addUp({ total, exported, unavailable, excluded = 0, problem }: Section): { total: number | null } {
  if (total === null) {
    return { total: unavailable };
  }
  const surplus = problem === undefined ? 0 : Math.max(0, exported + excluded - total);
  return { total: exported + (unavailable ?? Number.NaN) + excluded - surplus };
}

function countsOf({ sections }: Manifest): Record<string, Held> {
  return Object.fromEntries(
    Object.entries(sections).map(([name, { exported, nulls }]) => [name, { exported, nulls }]),
  );
}

async function countLibrary(archive: Archive, manifest: Manifest): Promise<Record<string, Held>> {
  const {
    format: _,
    kind: _kind,
    id: _id,
    account: _account,
    remembered: _remembered,
    ...lists
  } = await readLibrary(archive, manifest);
  const counted = Object.entries(lists).map(([name, list]): [string, Held] => {
    const entries = Array.isArray(list) ? list : Object.values(list).flat();
    return [name, { exported: entries.length, nulls: entries.filter(isEmpty).length }];
  });
  for (const [name, { exported }] of counted) {
    const section = manifest.sections[name];
    const isNamed = manifest.unavailable.some(({ id }) => id === name);
    expect({ name, isNamed }).toEqual({ name, isNamed: section?.problem !== undefined });
    expect({ name, isShort: !isNamed && section?.total !== exported }).toEqual({ name, isShort: false });
  }
  return Object.fromEntries(counted);
}

/** Whether an entry is null or holds null in place of what was saved. */
function isEmpty(entry: Readonly<Record<string, unknown>> | null): boolean {
  return entry === null || ["track", "album", "show", "episode"].some((key) => entry[key] === null);
}

async function countPlaylists(archive: Archive, manifest: Manifest): Promise<Record<string, Held>> {
  const { playlists } = await readPlaylists(archive, manifest);
  const items = playlists.flatMap((playlist) => playlist.items ?? []);
  const named = manifest.unavailable.map(({ id }) => id);
  const withoutContents = playlists.filter((playlist) => playlist.items === null).map(({ id }) => id);
  expect(named.filter((id) => id !== null && id !== "playlists").sort()).toEqual(withoutContents.sort());

  expect(manifest.sections["items"]?.uncounted ?? 0).toBeLessThanOrEqual(withoutContents.length);

  const { total, exported, excluded = 0 } = manifest.sections["playlists"] ?? { total: null, exported: 0 };
  const isListNamed = named.some((id) => id === null || id === "playlists");
  expect(isListNamed || total === exported + excluded).toBe(true);
  return {
    playlists: { exported: playlists.length, nulls: 0 },
    items: { exported: items.length, nulls: items.filter(({ item }) => item === null).length },
  };
}

async function expectFilesAsNamed(archive: Archive, manifest: Manifest): Promise<void> {
  const { kind, id, files } = manifest;
  const found = await Array.fromAsync(archive.list(`${kind}/${id}/`), ({ name }) => name);
  const named = [...files.map(({ name }) => name), "manifest.json"];
  expect(found).toEqual(named.map((name) => `${kind}/${id}/${name}`).sort());

  const texts = await readFiles(archive, manifest);
  const jsonRows = Object.entries(manifest.sections)
    .filter(([name]) => name !== "playlists")
    .reduce((sum, [, { exported }]) => sum + exported, 0);
  const recounted = [...texts].map(([name, text]) => ({
    name: name.replace(".", `_${id}.`),
    bytes: Buffer.byteLength(text),
    sha256: createHash("sha256").update(text).digest("hex"),
    rows: name.endsWith(".csv") ? parseCsv(text).length : jsonRows,
  }));
  expect(files).toEqual(recounted);
}
