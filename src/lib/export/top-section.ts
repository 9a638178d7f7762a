import { rankColumns } from "../render/columns.ts";
import { renderCsv } from "../render/csv.ts";
import { renderObject, renderTexts } from "../render/json.ts";
import { toColumns, topTables } from "../render/tables.ts";
import { sectionTitles } from "../snapshot/section-titles.ts";
import type { ReadPage } from "../spotify/pages.ts";
import { type Spotify, type TimeRange, timeRanges } from "../spotify/spotify.ts";
import { collectSaved, loadSaved, type SavedCollection } from "./collect-saved.ts";
import type { CollectTools } from "./collected.ts";
import type { CollectedSection, LibrarySection } from "./library-section.ts";
import { mergeReadings } from "./section.ts";

/** A section of the user's most played, a list for each of Spotify's time ranges. */
export function topSection<Entry extends { readonly uri?: string | null | undefined } | null>(section: {
  readonly name: keyof typeof topTables;
  readonly read: (spotify: Spotify, range: TimeRange) => ReadPage<Entry>;
}): LibrarySection {
  const { name, read } = section;
  const table = topTables[name];
  const title = sectionTitles[name];
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
          yield entries.map((value) => ({ range, rank: ++rank, value }));
        }
      }
    }

    const reading = mergeReadings(lists.map((list) => list.reading));
    return {
      reading,
      spared: lists.reduce((sum, { spared }) => sum + spared, 0),
      wanted: timeRanges.map(toCollection),
      toCsv: () => ({
        name: table.file,
        type: "csv",
        rows: reading.read,
        render: () => renderCsv([...rankColumns, ...toColumns(table, tools.trackHeaders)], readRows()),
      }),
      renderJson: () =>
        renderObject(
          Object.fromEntries(lists.map(({ range, part }) => [range, renderTexts(part.readTexts())])),
        ),
    };
  }

  return { name, title, collect: collectTop };
}
