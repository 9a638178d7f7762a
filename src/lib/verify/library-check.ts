import type { Archive } from "../archive/archive.ts";
import type { Manifest } from "../archive/manifest.ts";
import { toFileName, toSnapshotFolder } from "../archive/snapshot.ts";
import { type Ranked, rankColumns } from "../render/columns.ts";
import type { Column } from "../render/csv.ts";
import { libraryTables, type Table, topTables } from "../render/tables.ts";
import { type Path, type Piece, readDocument } from "../snapshot/document.ts";
import { type ListMemory, noMemory } from "../snapshot/remembered.ts";
import { timeRanges } from "../spotify/spotify.ts";
import { checkCounts, checkRows } from "./count-check.ts";
import { createCsvCheck } from "./csv-check.ts";
import { chooseByHeader, toTableOf } from "./csv-columns.ts";
import { createHeaderCheck } from "./header-check.ts";
import { checkMemory } from "./list-check.ts";
import { createSectionCheck, type SectionCheck, type SectionTools } from "./section-check.ts";
import type { Findings } from "./verification.ts";

interface LibraryCheck {
  readonly archive: Archive;
  readonly manifest: Manifest;
  /** The files that can be compared with the JSON file. */
  readonly readable: ReadonlySet<string>;
  readonly findings: Findings;
}

/** Checks `library_<id>.json`, and in the same passage each CSV file against it. */
export async function checkLibrary({ archive, manifest, readable, findings }: LibraryCheck): Promise<void> {
  const file = toFileName(manifest.kind, manifest.id, "json");
  const folder = toSnapshotFolder(manifest.kind, manifest.id);
  const report = (problem: string) => findings.report(file, problem);
  const header = createHeaderCheck(manifest, {
    lists: [...Object.keys(libraryTables), ...Object.keys(topTables)],
    optional: manifest.seal === undefined ? [] : ["remembered"],
    report,
  });
  const sections = new Map([
    ...Object.entries(libraryTables).map(([name, table]) => [name, openSection(name, table)] as const),
    ...Object.entries(topTables).map(([name, table]) => [name, openTopSection(name, table)] as const),
  ]);
  const memories = new Map<string, ListMemory>();

  function openSection(name: string, table: Table): SectionCheck {
    return createSectionCheck({ name, table, lists: [""] }, tools(table, []));
  }

  function openTopSection(name: string, table: Table): SectionCheck {
    return createSectionCheck({ name, table, lists: timeRanges }, tools(table, rankColumns));
  }

  function tools(table: Table, placeColumns: readonly Column<Ranked>[]): SectionTools {
    const csvName = toFileName(table.file, manifest.id, "csv");
    const content = archive.read(`${folder}/${csvName}`);
    const csv = createCsvCheck(content, {
      chooseColumns: chooseByHeader(toTableOf(manifest, table), placeColumns),
      report: (problem) => findings.report(csvName, problem),
    });
    return {
      report,
      memoryOf: (section) => memories.get(section) ?? noMemory,
      compare: async (work) => {
        if (readable.has(csvName)) {
          await findings.attempt(csvName, () => work(csv));
        }
      },
      tellRows: (rows) => checkRows(manifest, { name: csvName, rows }, findings),
    };
  }

  try {
    for await (const piece of readDocument(archive.read(`${folder}/${file}`), file)) {
      header.add(piece);
      await checkPiece(piece);
    }
    header.finish();
    await finish();
  } finally {
    for (const section of sections.values()) {
      await section.close();
    }
  }

  async function checkPiece(piece: Piece): Promise<void> {
    const [key = "", range = "", ...deeper] = piece.at;
    const section = sections.get(String(key));
    if (piece.type === "field") {
      if (key === "remembered") {
        keepMemory(piece.key, piece.value);
      } else {
        checkField(piece.at, piece.key, piece.value);
      }
    } else if (section !== undefined && deeper.length === 0) {
      if (piece.type === "elements") {
        await section.add(String(range), piece.values);
      } else if (piece.type === "begin" && range !== "") {
        section.begin(String(range));
      }
    } else if (key === "remembered" && (range !== "" || piece.type === "elements")) {
      report("what is remembered is not what the exporter writes there");
    }
  }

  function keepMemory(list: string, value: unknown): void {
    if (!Object.hasOwn(libraryTables, list)) {
      report(`remembers a list ${JSON.stringify(list)}, which it has not`);
    }
    memories.set(list, checkMemory(value, report));
  }

  /** A list without elements is a field of its own line; nothing else may stand in the place of one. */
  function checkField([key, ...deeper]: Path, name: string, value: unknown): void {
    const isEmptyList = Array.isArray(value) && value.length === 0;
    if (key !== undefined && Object.hasOwn(topTables, key) && deeper.length === 0) {
      sections.get(String(key))?.begin(name);
    }
    if (key === undefined && name === "remembered") {
      report("what is remembered is not what the exporter writes there");
    }
    const isList = key !== undefined || sections.has(name);
    if (isList && !isEmptyList) {
      const place = key === undefined ? name : `${key}.${name}`;
      report(`has something else than a list of entries in the place of ${place}`);
    }
  }

  async function finish(): Promise<void> {
    const held: Record<string, { exported: number; nulls: number }> = {};
    for (const [name, section] of sections) {
      await section.finish();
      held[name] = { exported: section.entries(), nulls: section.nulls() };
    }
    checkCounts(manifest, held, findings);
    const rows = Object.values(held).reduce((sum, { exported }) => sum + exported, 0);
    checkRows(manifest, { name: file, rows }, findings);
  }
}
