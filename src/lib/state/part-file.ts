import { createHash } from "node:crypto";
import { z } from "zod";
import type { Archive } from "../archive/archive.ts";
import { ArchiveError } from "../errors.ts";
import { decodeText, splitLines } from "../lines.ts";
import type { Part } from "../part.ts";

/** What a kept part says of itself. */
export interface PartLabel {
  /** What it holds the entries of, such as `tracks` or `playlist:3cEYpjA9oz9GiPac4AsH4n`. */
  readonly collection: string;
  /** The collection's version as Spotify names it (`snapshot_id`), or null where it has none. */
  readonly version: string | null;
  /** When all of it was read; entries that were added since may have been read later. */
  readonly fullAt: Date;
  readonly entries: number;
  /** How many of the entries are null. */
  readonly nulls: number;
  /** What else belongs to the version, for whoever keeps the part. */
  readonly details: string;
}

const format = "spotify-exporter-part/1";

const headerSchema = z.object({
  format: z.literal(format),
  collection: z.string(),
  version: z.string().nullable(),
  fullAt: z.iso.datetime(),
  entries: z.number().int().nonnegative(),
  nulls: z.number().int().nonnegative(),
  details: z.string(),
});
const footerSchema = z.object({ header: z.string(), sha256: z.string() });

/** A part as a file: a line that says what it is, a line an entry, a line with the hashes of the first line and of the entries' lines. */
export async function* renderPart<Entry>(
  { fullAt, ...label }: PartLabel,
  { part, sha256 }: { readonly part: Part<Entry>; readonly sha256: string },
): AsyncGenerator<string, void> {
  const header = JSON.stringify({ format, ...label, fullAt: fullAt.toISOString() });
  yield `${header}\n`;
  for await (const texts of part.readTexts()) {
    yield texts.map((text) => `${text}\n`).join("");
  }
  yield `${JSON.stringify({ header: hashLine(header), sha256 })}\n`;
}

/** The hash of a part's entries, lower-case hexadecimal. */
export async function hashPart<Entry>(part: Part<Entry>): Promise<string> {
  const hash = createHash("sha256");
  for await (const texts of part.readTexts()) {
    hash.update(texts.map((text) => `${text}\n`).join(""));
  }
  return hash.digest("hex");
}

/**
 * Copies the entries of a kept part into `part`.
 *
 * @throws {ArchiveError} where the file is not there, or not what was written
 */
export async function copyPart<Entry>(
  archive: Archive,
  {
    name,
    collection,
    part,
  }: { readonly name: string; readonly collection: string; readonly part: Part<Entry> },
): Promise<{ readonly label: PartLabel; readonly sha256: string }> {
  const hash = createHash("sha256");
  let header: z.infer<typeof headerSchema> | undefined;
  let headerHash: string | undefined;
  let last: string | undefined;
  let entries = 0;
  for await (const lines of splitLines(decodeText(archive.read(name)))) {
    const unread = header === undefined ? lines.slice(1) : lines;
    header ??= parse(headerSchema, lines[0], name);
    headerHash ??= hashLine(lines[0] ?? "");
    // The last line is the footer, and which one is the last shows only at the end.
    const texts = last === undefined ? [...unread] : [last, ...unread];
    last = texts.pop();
    hash.update(texts.map((text) => `${text}\n`).join(""));
    await part.appendTexts(texts, entries);
    entries += texts.length;
  }
  const footer = parse(footerSchema, last, name);
  const sha256 = hash.digest("hex");
  if (
    header === undefined ||
    header.collection !== collection ||
    header.entries !== entries ||
    footer.header !== headerHash ||
    footer.sha256 !== sha256
  ) {
    throw new ArchiveError(`${name} is not what was written.`);
  }
  const { format: _, fullAt, ...label } = header;
  return { label: { ...label, fullAt: new Date(fullAt) }, sha256 };
}

function hashLine(line: string): string {
  return createHash("sha256").update(line).digest("hex");
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  line: string | undefined,
  name: string,
): z.infer<Schema> {
  try {
    return schema.parse(JSON.parse(line ?? ""));
  } catch (error) {
    throw new ArchiveError(`${name} is damaged.`, { cause: error });
  }
}
