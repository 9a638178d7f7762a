import { rankColumns } from "../render/columns.ts";
import { type Column, renderCsv } from "../render/csv.ts";
import { renderObject, renderTexts } from "../render/json.ts";
import type { ReadPage } from "../spotify/pages.ts";
import { type Spotify, type TimeRange, timeRanges } from "../spotify/spotify.ts";
import { collectSaved, loadSaved, type SavedCollection } from "./collect-saved.ts";
import type { CollectTools } from "./collected.ts";
import type { CollectedSection, LibrarySection } from "./library-section.ts";
import { mergeReadings } from "./section.ts";

/** A section of the user's most played, a list for each of Spotify's time ranges. */
export function topSection<Entry extends { readonly uri?: string | null | undefined } | null, Row>(section: {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly read: (spotify: Spotify, range: TimeRange) => ReadPage<Entry>;
  readonly toRow: (entry: Entry) => Row;
  readonly columns: (tools: CollectTools) => readonly Column<Row>[];
}): LibrarySection {
  const { name, title, file, read, toRow, columns } = section;
  const toCollection = (range: TimeRange) => `${name}-${range}`;

  async function collectTop(tools: CollectTools): Promise<CollectedSection> {
    const lists: (SavedCollection<Entry> & { readonly range: TimeRange })[] = [];
    for (const range of timeRanges) {
      const collection = toCollection(range);
      // The shortest range moves first: while it stands still, the longer ones are taken to.
      const kept = lists[0]?.isUnchanged ? await loadSaved<Entry>(collection, tools) : undefined;
      const list =
        kept ??
        (await collectSaved(
          {
            collection,
            readPage: read(tools.spotify, range),
            isNull: (entry) => entry === null,
            identify: (entry) => entry?.uri,
            order: "by rank",
          },
          {
            ...tools,
            onProgress: (progress) => tools.onProgress({ step: `${title} (${range})`, ...progress }),
          },
        ));
      lists.push({ range, ...list });
    }

    async function* readRows() {
      for (const { range, part } of lists) {
        let rank = 0;
        for await (const entries of part.read()) {
          yield entries.map((entry) => ({ range, rank: ++rank, row: toRow(entry) }));
        }
      }
    }

    const reading = mergeReadings(lists.map((list) => list.reading));
    const ranked = columns(tools).map(({ header, value }) => ({
      header,
      value: ({ row }: { row: Row }) => value(row),
    }));
    return {
      reading,
      spared: lists.reduce((sum, { spared }) => sum + spared, 0),
      wanted: timeRanges.map(toCollection),
      csv: {
        name: file,
        type: "csv",
        rows: reading.read,
        render: () => renderCsv([...rankColumns, ...ranked], readRows()),
      },
      renderJson: () =>
        renderObject(
          Object.fromEntries(lists.map(({ range, part }) => [range, renderTexts(part.readTexts())])),
        ),
    };
  }

  return { name, title, collect: collectTop };
}
