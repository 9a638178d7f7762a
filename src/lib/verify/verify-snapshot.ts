import type { Archive } from "../archive/archive.ts";
import type { Kind, Manifest } from "../archive/manifest.ts";
import { toFileName, toSnapshotFolder } from "../archive/snapshot.ts";
import type { OnProgress } from "../export/progress.ts";
import { checkFiles } from "./file-check.ts";
import { checkLibrary } from "./library-check.ts";
import { checkManifest } from "./manifest-check.ts";
import { checkPlaylists } from "./playlists-check.ts";
import { createFindings, type Findings, type Verification } from "./verification.ts";

const contentChecks = { library: checkLibrary, playlists: checkPlaylists } satisfies Record<Kind, unknown>;

/** Reads a snapshot back and checks everything in it that can be checked by itself; `more` adds what others tell of it. */
export async function verifySnapshot(
  archive: Archive,
  { kind, id }: { readonly kind: Kind; readonly id: string },
  {
    onProgress,
    more,
  }: {
    readonly onProgress: OnProgress;
    readonly more: (manifest: Manifest | undefined, findings: Findings) => Promise<void>;
  },
): Promise<Verification> {
  const findings = createFindings(toSnapshotFolder(kind, id));
  const { problems, notes } = findings;
  const manifest = await checkManifest(archive, { kind, id }, findings);
  if (manifest !== undefined) {
    const { metered, end } = meter(archive, { manifest, onProgress });
    const { readable, whole } = await checkFiles(metered, manifest, findings);
    const file = toFileName(kind, id, "json");
    if (whole.has(file)) {
      await findings.attempt(file, () =>
        contentChecks[kind]({ archive: metered, manifest, readable, findings }),
      );
    }
    end();
  }
  await more(manifest, findings);
  const { files = [], sections = {} } = manifest ?? {};
  return {
    kind,
    id,
    isPublished: true,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    entries: Object.entries(sections).reduce(
      (sum, [name, { exported }]) => sum + (name === "playlists" ? 0 : exported),
      0,
    ),
    problems,
    notes,
  };
}

/** Tells the progress as bytes of the snapshot, of which each is read more than once: for its hash, and for what it means. */
function meter(
  archive: Archive,
  { manifest, onProgress }: { readonly manifest: Manifest; readonly onProgress: OnProgress },
): { readonly metered: Archive; readonly end: () => void } {
  const { kind, id, files } = manifest;
  const step = toSnapshotFolder(kind, id);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const secondReading =
    kind === "playlists" ? (files.find(({ name }) => name === toFileName(kind, id, "json"))?.bytes ?? 0) : 0;
  const planned = Math.max(1, 2 * total + secondReading);
  let read = 0;

  async function* readMetered(name: string): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of archive.read(name)) {
      read += chunk.byteLength;
      onProgress({ step, done: Math.min(total - 1, Math.floor((total * read) / planned)), total });
      yield chunk;
    }
  }

  return {
    metered: { ...archive, read: readMetered },
    end: () => onProgress({ step, done: total, total }),
  };
}
