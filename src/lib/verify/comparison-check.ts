import type { Archive } from "../archive/archive.ts";
import type { Manifest, Section } from "../archive/manifest.ts";
import { manifestFile, readSnapshot } from "../archive/snapshot.ts";
import { findIncomplete } from "../diff/compare-snapshots.ts";
import { collections } from "../snapshot/entry.ts";
import { sectionNames } from "./expected-files.ts";
import type { Findings } from "./verification.ts";

/**
 * Checks what a manifest says of an earlier snapshot, as far as counts can tell: by itself, and against the manifest of that
 * one where it is still there.
 *
 * @param ids of the published snapshots of the kind
 */
export async function checkComparison(
  archive: Archive,
  { manifest, ids }: { readonly manifest: Manifest; readonly ids: readonly string[] },
  findings: Findings,
): Promise<void> {
  const { kind, changes, suspect = [] } = manifest;
  const formers = new Map<string, Manifest>();
  for (const id of new Set([
    ...(changes === undefined ? [] : [changes.since]),
    ...suspect.map(({ since }) => since),
  ])) {
    // One that cannot be read is told where it is verified itself.
    const former = ids.includes(id) ? await readSnapshot(archive, { kind, id }) : undefined;
    if (former !== undefined && "manifest" in former) {
      formers.set(id, former.manifest);
    }
  }
  for (const fault of findComparisonFaults(manifest, (id) => formers.get(id))) {
    findings.report(manifestFile, fault);
  }
}

/** @param findFormer gives the manifest of an earlier snapshot, where it is still there */
export function findComparisonFaults(
  manifest: Manifest,
  findFormer: (id: string) => Manifest | undefined,
): readonly string[] {
  const { kind, changes, suspect = [] } = manifest;
  const told = [...Object.keys(changes?.sections ?? {}), ...suspect.map(({ section }) => section)];
  const base = changes === undefined ? undefined : findFormer(changes.since);
  return [
    ...[...new Set(told)]
      .filter((name) => !sectionNames[kind].includes(name))
      .map((name) => `compares a section ${name}, which its kind has not`),
    ...(base === undefined ? [] : findChangeFaults(manifest, base)),
    ...suspect.flatMap((figures) => findSuspectFaults(figures, manifest, findFormer(figures.since))),
  ];
}

/** What came and what went must lead from one count to the other, wherever both snapshots hold all of a section. */
function findChangeFaults(manifest: Manifest, base: Manifest): readonly string[] {
  const comparable = findComparable(manifest, base);
  return Object.entries(manifest.changes?.sections ?? {}).flatMap(
    ([name, { added, removed, dropped = 0 }]) => {
      const before = base.sections[name]?.exported;
      const after = manifest.sections[name]?.exported;
      return !comparable.has(name) || before === undefined || before + added - removed - dropped === after
        ? []
        : [
            `counts changes in section ${name} that do not lead from the ${before} entries of ${base.id} to its own ${after}`,
          ];
    },
  );
}

function findComparable(manifest: Manifest, base: Manifest): ReadonlySet<string> {
  if (manifest.kind === "library") {
    const incomplete = new Set([...findIncomplete(manifest), ...findIncomplete(base)]);
    return new Set(collections.filter((name) => !incomplete.has(name)));
  }
  // Where something failed, or others were chosen, a list may be in one of them alone that is no more or less of the user's.
  const isListedAlike =
    manifest.status === "complete" &&
    base.status === "complete" &&
    manifest.playlistType === base.playlistType;
  const areHeldAlike = listUnavailable(manifest) === listUnavailable(base);
  return new Set([
    ...(isListedAlike ? ["playlists"] : []),
    ...(isListedAlike && areHeldAlike ? ["items"] : []),
  ]);
}

function listUnavailable({ unavailable }: Manifest): string {
  return unavailable
    .map(({ id }) => id ?? "")
    .sort()
    .join();
}

function findSuspectFaults(
  { section, before, now }: NonNullable<Manifest["suspect"]>[number],
  manifest: Manifest,
  former: Manifest | undefined,
): readonly string[] {
  const found = countItems(manifest.sections[section]);
  const had = former === undefined ? before : countItems(former.sections[section]);
  return [
    ...(now === found ? [] : [`suspects section ${section} for its ${now} items, and it has ${found}`]),
    ...(before === had
      ? []
      : [`suspects section ${section} for ${before} items in ${former?.id}, which had ${had}`]),
  ];
}

/** An entry that was taken down, with nothing left but its place, counts as lost. */
function countItems(section: Section | undefined): number {
  return section === undefined ? 0 : section.exported - section.nulls;
}
