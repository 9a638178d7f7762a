import { buffer } from "node:stream/consumers";
import type { Archive } from "../archive/archive.ts";
import { type Manifest, parseManifest, type Section } from "../archive/manifest.ts";
import { findSealFault } from "../archive/manifest-seal.ts";
import { manifestFile, toSnapshotFolder, toSnapshotId } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import { sectionNames, toFileNames } from "./expected-files.ts";
import type { Findings } from "./verification.ts";

/** Reads the manifest of a snapshot and checks it by itself; undefined where nothing else can be checked by it. */
export async function checkManifest(
  archive: Archive,
  { kind, id }: Pick<Manifest, "kind" | "id">,
  findings: Findings,
): Promise<Manifest | undefined> {
  const name = `${toSnapshotFolder(kind, id)}/${manifestFile}`;
  const read = await findings.attempt(manifestFile, async () => {
    const text = decode(await buffer(archive.read(name)), name);
    return { text, manifest: parseManifest(text, name) };
  });
  if (read === undefined) {
    return undefined;
  }
  const { text, manifest } = read;
  const report = (problem: string) => findings.report(manifestFile, problem);
  const sealFault = findSealFault(text);
  if (sealFault !== undefined) {
    report(sealFault);
  } else if (manifest.seal === undefined) {
    findings.note("its manifest has no seal: an older version of the exporter wrote it");
  }
  if (manifest.kind !== kind || manifest.id !== id) {
    report(`belongs to ${toSnapshotFolder(manifest.kind, manifest.id)}`);
    return undefined;
  }
  const faults = [...findTimeFaults(manifest), ...findFileFaults(manifest), ...findSectionFaults(manifest)];
  for (const fault of faults) {
    report(fault);
  }
  return manifest;
}

/** Other bytes must not pass for the same text: a mark before it, or what is no UTF-8. */
function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new ArchiveError(`${name} is damaged: it is no UTF-8. Restore the file from another copy.`, {
      cause: error,
    });
  }
}

/** A snapshot is named after its start, or after the next second that was free. */
function findTimeFaults({ id, startedAt }: Manifest): readonly string[] {
  return toSnapshotId(new Date(startedAt)) <= id
    ? []
    : [`says that the run started at ${startedAt}, after its id`];
}

function findFileFaults(manifest: Manifest): readonly string[] {
  const expected = toFileNames(manifest);
  const named = manifest.files.map(({ name }) => name);
  return [
    ...expected.filter((name) => !named.includes(name)).map((name) => `does not name ${name}`),
    ...named
      .filter((name) => !expected.includes(name))
      .map((name) => `names ${name}, which is no file of a snapshot of its kind`),
    ...named.filter((name, index) => named.indexOf(name) < index).map((name) => `names ${name} twice`),
  ];
}

/** What contradicts itself in the counts of a manifest, and in what it says is missing. */
export function findSectionFaults(manifest: Manifest): readonly string[] {
  const { kind, sections, unavailable, status } = manifest;
  const names = sectionNames[kind];
  const hasFailed = unavailable.some(({ cause }) => cause === "failed");
  return [
    ...names.filter((name) => !Object.hasOwn(sections, name)).map((name) => `has no section ${name}`),
    ...Object.keys(sections)
      .filter((name) => !names.includes(name))
      .map((name) => `has a section ${name}, which its kind has not`),
    ...Object.entries(sections).flatMap(([name, section]) => [
      ...findSumFaults(name, section, countNullPlaylists(name, manifest)),
      ...findProblemFaults(name, section, manifest),
    ]),
    ...((status === "partial") === hasFailed
      ? []
      : [`is ${status}, although ${hasFailed ? "something" : "nothing"} is named as failed`]),
  ];
}

/** Entries of Spotify's list of playlists that are null have no place in the files, and are unavailable one by one. */
function countNullPlaylists(name: string, { unavailable }: Manifest): number {
  return name === "playlists" ? unavailable.filter(({ id }) => id === null).length : 0;
}

function findSumFaults(
  name: string,
  { total, exported, unavailable, excluded = 0, problem }: Section,
  nullPlaylists: number,
): readonly string[] {
  if (total === null || unavailable === null) {
    return total === unavailable ? [] : [`does not count section ${name} as a whole`];
  }
  const sum = exported + unavailable + excluded;
  // Where Spotify sends more than it counts, nothing is unavailable, and a problem tells it.
  const isSurplus = sum > total && problem !== undefined && unavailable === nullPlaylists;
  return sum === total || isSurplus
    ? []
    : [`counts ${total} in section ${name}, of which ${sum} are accounted for`];
}

/** What is missing must have been named with its reason. */
function findProblemFaults(
  name: string,
  { total, exported, unavailable, problem }: Section,
  manifest: Manifest,
): readonly string[] {
  if (name === "items") {
    const hasFailed = manifest.unavailable.some(
      ({ id, cause }) => cause === "failed" && id !== null && id !== "playlists",
    );
    return (problem !== undefined) === hasFailed
      ? []
      : ["tells of a problem of items, and of no playlist that failed, or the other way round"];
  }
  const isNamed = manifest.unavailable.some(({ id }) => id === name);
  const isShort = total === null || (unavailable ?? 0) > countNullPlaylists(name, manifest);
  return [
    ...((problem !== undefined) === isNamed
      ? []
      : [`names section ${name} among what is unavailable, or its problem, but not both`]),
    ...(isShort && problem === undefined
      ? [`counts ${total} in section ${name} and has ${exported}, and does not say why`]
      : []),
  ];
}
