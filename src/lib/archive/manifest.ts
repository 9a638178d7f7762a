import { z } from "zod";
import { ArchiveError } from "../errors.ts";

/** The version of the archive's format that this exporter writes; `docs/archive-format.md` describes it. */
export const archiveFormat = "spotify-exporter/1";

export const kinds = ["library", "playlists"] as const;
export type Kind = (typeof kinds)[number];

const count = z.number().int().nonnegative();

/**
 * What became of one collection: `exported + unavailable + excluded = total`. Where Spotify persistently sends more than
 * it counts, `unavailable` is 0 and `problem` says so.
 */
const section = z.looseObject({
  /** What Spotify counted; null where not even that could be had. */
  total: count.nullable(),
  exported: count,
  /** Entries that Spotify counted and that are not in the snapshot; null where the total is. */
  unavailable: count.nullable(),
  /** How many of the exported entries hold no item: taken down, with nothing left but their place. */
  nulls: count,
  /** How many playlists there are whose number of entries Spotify does not tell. */
  uncounted: count.optional(),
  /** Entries that the settings leave out. */
  excluded: count.optional(),
  /** Why a part of it failed; the snapshot is then `partial`. */
  problem: z.string().optional(),
});
export type Section = z.infer<typeof section>;

/** How a section differs from the same one in another snapshot. What cannot happen to it is absent. */
const sectionChanges = z.looseObject({
  added: count,
  /** Taken out by the user, as far as can be told. */
  removed: count,
  /** Entries of a playlist that stand elsewhere than before. */
  moved: count.optional(),
  /** Playlists whose name, description, owner or visibility is another. */
  edited: count.optional(),
  /** In the list as before, but Spotify has taken them down. */
  vanished: count.optional(),
  /** Not in the list any more, although nobody took them out. */
  dropped: count.optional(),
  /** Can be had again. */
  returned: count.optional(),
});
export type SectionChanges = z.infer<typeof sectionChanges>;

const manifestSchema = z.looseObject({
  format: z.literal(archiveFormat),
  kind: z.enum(kinds),
  id: z.string(),
  /** `partial`: something failed, and is named in `sections` and `unavailable`. */
  status: z.enum(["complete", "partial"]),
  account: z.looseObject({ id: z.string(), display_name: z.string().nullable() }),
  /** Which playlists the settings chose, unless all. */
  playlistType: z.string().optional(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  files: z.array(z.looseObject({ name: z.string(), bytes: count, sha256: z.string(), rows: count })),
  sections: z.record(z.string(), section),
  /** `refused`: Spotify does not give it, which leaves a snapshot complete; `failed`: it should have come. */
  unavailable: z.array(
    z.looseObject({
      id: z.string().nullable(),
      name: z.string().nullable(),
      reason: z.string(),
      cause: z.enum(["refused", "failed"]),
    }),
  ),
  /** Of the playlists, the images that the user has set; files are named from the archive's root, and shared by snapshots. */
  covers: z
    .looseObject({
      kept: z.array(
        z.looseObject({
          /** Of the playlist. */
          id: z.string(),
          name: z.string(),
          bytes: count,
          sha256: z.string(),
          /** Where Spotify had it. */
          source: z.string(),
        }),
      ),
      unavailable: z.array(
        z.looseObject({ id: z.string(), name: z.string().nullable(), reason: z.string() }),
      ),
    })
    .optional(),
  /** The snapshot of the kind that was published before, with the hash of its manifest. */
  previous: z.looseObject({ id: z.string(), manifestSha256: z.string() }).optional(),
  /** What is different from the last good snapshot of the account. */
  changes: z.looseObject({ since: z.string(), sections: z.record(z.string(), sectionChanges) }).optional(),
  /** Sections that have shrunk so much since the last good snapshot that something may be wrong. */
  suspect: z
    .array(z.looseObject({ section: z.string(), before: count, now: count, since: z.string() }))
    .optional(),
  requests: z.looseObject({ sent: count, reused: count, retried: count, throttledMs: count }),
  exporter: z.looseObject({ version: z.string() }),
  /** The hash of this manifest's own text without this field; absent where an early version wrote it. */
  seal: z.string().optional(),
});

/** The file that makes a snapshot exist; `files` have names without their folder. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Whether a snapshot can stand for the state of the account: complete, and no section has shrunk suspiciously. */
export function isGood({ status, suspect = [] }: Pick<Manifest, "status" | "suspect">): boolean {
  return status === "complete" && suspect.length === 0;
}

/** @throws {ArchiveError} naming the file, where the text is no manifest or one of a newer format */
export function parseManifest(text: string, name: string): Manifest {
  const document = parseJson(text, name);
  const format = z.looseObject({ format: z.string() }).safeParse(document).data?.format;
  if (format !== undefined && format !== archiveFormat) {
    throw new ArchiveError(
      `${name} has the format ${format}; this version reads ${archiveFormat}. Use a version of spotify-exporter that knows it.`,
    );
  }
  const parsed = manifestSchema.safeParse(document);
  if (!parsed.success) {
    const places = parsed.error.issues
      .slice(0, 3)
      .map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ArchiveError(
      `${name} is no manifest of a snapshot (${places.join("; ")}). Restore the file from another copy.`,
    );
  }
  return parsed.data;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ArchiveError(`${name} is damaged: it is no JSON. Restore the file from another copy.`, {
      cause: error,
    });
  }
}
