import { type Column, renderCsv } from "../render/csv.ts";
import { renderTexts } from "../render/json.ts";
import type { ReadPage } from "../spotify/pages.ts";
import type { Spotify } from "../spotify/spotify.ts";
import { collectSaved } from "./collect-saved.ts";
import type { CollectTools } from "./collected.ts";
import { type CollectedSection, type LibrarySection, toRows } from "./library-section.ts";

/** A section of what the user saved: one collection whose entries do not repeat, the newest first. */
export function savedSection<Entry, Row>(section: {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly read: (spotify: Spotify) => ReadPage<Entry>;
  readonly isNull: (entry: Entry) => boolean;
  readonly identify: (entry: Entry) => string | null | undefined;
  readonly toRow: (entry: Entry) => Row;
  readonly columns: (tools: CollectTools) => readonly Column<Row>[];
}): LibrarySection {
  const { name, title, file, read, isNull, identify, toRow, columns } = section;

  async function collectSection(tools: CollectTools): Promise<CollectedSection> {
    const { part, reading, spared } = await collectSaved(
      { collection: name, readPage: read(tools.spotify), isNull, identify, order: "newest first" },
      { ...tools, onProgress: (progress) => tools.onProgress({ step: title, ...progress }) },
    );
    return {
      reading,
      spared,
      wanted: [name],
      csv: {
        name: file,
        type: "csv",
        rows: reading.read,
        render: () => renderCsv(columns(tools), toRows(part, toRow)),
      },
      renderJson: () => renderTexts(part.readTexts()),
    };
  }

  return { name, title, collect: collectSection };
}
