import { artistColumns } from "../render/columns.ts";
import { renderCsv } from "../render/csv.ts";
import { renderTexts } from "../render/json.ts";
import type { FollowedArtist } from "../spotify/schemas.ts";
import { collect } from "./collect.ts";
import type { CollectTools } from "./collected.ts";
import { type CollectedSection, type LibrarySection, toRows } from "./library-section.ts";

/** Followed artists come by cursor and in no order of time, so that all of them are read every time. */
export const artistsSection: LibrarySection = {
  name: "artists",
  title: "Followed artists",
  collect: collectArtists,
};

async function collectArtists(tools: CollectTools): Promise<CollectedSection> {
  const part = tools.scratch.openPart<FollowedArtist>("artists");
  const reading = await collect(() => tools.spotify.readFollowedArtists(), part, {
    isNull: (artist) => artist === null,
    identify: (artist) => artist?.uri,
    onProgress: (progress) => tools.onProgress({ step: "Followed artists", ...progress }),
  });
  return {
    reading,
    spared: 0,
    wanted: [],
    csv: {
      name: "artists",
      type: "csv",
      rows: reading.read,
      render: () =>
        renderCsv(
          artistColumns,
          toRows(part, (artist) => artist),
        ),
    },
    renderJson: () => renderTexts(part.readTexts()),
  };
}
