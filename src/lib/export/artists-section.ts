import { renderCsv } from "../render/csv.ts";
import { renderTexts } from "../render/json.ts";
import { libraryTables } from "../render/tables.ts";
import { sectionTitles } from "../snapshot/section-titles.ts";
import type { FollowedArtist } from "../spotify/schemas.ts";
import { collect } from "./collect.ts";
import type { CollectTools } from "./collected.ts";
import { type CollectedSection, type LibrarySection, readEntries, toTableRows } from "./library-section.ts";

const title = sectionTitles.artists;

/** Followed artists come by cursor and in no order of time, so that all of them are read every time. */
export const artistsSection: LibrarySection = {
  name: "artists",
  title,
  collect: collectArtists,
};

const table = libraryTables.artists;

async function collectArtists(tools: CollectTools): Promise<CollectedSection> {
  const part = tools.scratch.openPart<FollowedArtist>("artists");
  const reading = await collect(() => tools.spotify.readFollowedArtists(), part, {
    isNull: (artist) => artist === null,
    identify: (artist) => artist?.uri,
    onProgress: (progress) => tools.onProgress({ step: title, ...progress }),
  });
  return {
    reading,
    spared: 0,
    wanted: [],
    readList: async () => ({
      collection: "artists",
      entries: await readEntries("artists", part),
      dropped: [],
    }),
    toCsv: (memory) => ({
      name: table.file,
      type: "csv",
      rows: reading.read + memory.dropped.length,
      render: () => renderCsv(table.columns, toTableRows(part, memory)),
    }),
    renderJson: () => renderTexts(part.readTexts()),
  };
}
