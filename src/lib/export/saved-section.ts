import { renderCsv } from "../render/csv.ts";
import { renderTexts } from "../render/json.ts";
import { libraryTables, toColumns } from "../render/tables.ts";
import { sectionTitles } from "../snapshot/section-titles.ts";
import type { ReadPage } from "../spotify/pages.ts";
import type { Spotify } from "../spotify/spotify.ts";
import { collectSaved } from "./collect-saved.ts";
import type { CollectTools } from "./collected.ts";
import { type CollectedSection, type LibrarySection, readEntries, toTableRows } from "./library-section.ts";

/** A section of what the user saved: one collection whose entries do not repeat, the newest first. */
export function savedSection<Entry>(section: {
  readonly name: Exclude<keyof typeof libraryTables, "artists">;
  readonly read: (spotify: Spotify) => ReadPage<Entry>;
  readonly isNull: (entry: Entry) => boolean;
  readonly identify: (entry: Entry) => string | null | undefined;
}): LibrarySection {
  const { name, read, isNull, identify } = section;
  const table = libraryTables[name];
  const title = sectionTitles[name];

  async function collectSection(tools: CollectTools): Promise<CollectedSection> {
    const { part, reading, spared } = await collectSaved(
      { collection: name, readPage: read(tools.spotify), isNull, identify, order: "newest first" },
      { ...tools, onProgress: (progress) => tools.onProgress({ step: title, ...progress }) },
    );
    return {
      reading,
      spared,
      wanted: [name],
      readList: async () => ({ collection: name, entries: await readEntries(name, part), dropped: [] }),
      toCsv: (memory) => ({
        name: table.file,
        type: "csv",
        rows: reading.read + memory.dropped.length,
        render: () => renderCsv(toColumns(table, tools.trackHeaders), toTableRows(part, memory)),
      }),
      renderJson: () => renderTexts(part.readTexts()),
    };
  }

  return { name, title, collect: collectSection };
}
