import type { ListChanges, Placed } from "../lib/diff/compare-lists.ts";
import type { EditableFact } from "../lib/diff/compare-snapshots.ts";
import type { SnapshotDifference } from "../lib/diff/diff-snapshots.ts";
import type { ListDifference } from "../lib/diff/list-difference.ts";
import { type Column, renderCsv } from "../lib/render/csv.ts";
import { type Entry, findLastSeen, whatIs } from "../lib/snapshot/entry.ts";
import type { PlaylistFacts } from "../lib/snapshot/lists.ts";
import type { Words } from "../lib/snapshot/words.ts";

/** A change: of an entry, or of a playlist as a whole. */
interface ChangeRow {
  readonly change: string;
  readonly section: string;
  /** The ids of the snapshots that were compared. */
  readonly former?: string;
  readonly latter?: string;
  readonly playlist?: PlaylistFacts | undefined;
  readonly position?: number;
  readonly previousPosition?: number;
  readonly entry?: Entry;
  readonly lastSeen?: string;
  /** What was edited, before and after. */
  readonly edit?: readonly [before: string, after: string];
}

const columns = [
  { header: "Change", value: ({ change }) => change },
  { header: "Section", value: ({ section }) => section },
  { header: "Playlist Name", value: ({ playlist }) => playlist?.name },
  { header: "Playlist URI", value: ({ playlist }) => playlist && `spotify:playlist:${playlist.id}` },
  { header: "Position", value: ({ position }) => position },
  { header: "Previous Position", value: ({ previousPosition }) => previousPosition },
  {
    header: "Track URI",
    value: ({ entry }) => entry && (entry.uri || tellWords(entry, ({ uri }) => uri)),
  },
  { header: "Track Name", value: ({ entry }) => tellWords(entry, ({ name }) => name) },
  { header: "Artist Name(s)", value: ({ entry }) => tellWords(entry, ({ artists }) => artists.join(";")) },
  { header: "Album Name", value: ({ entry }) => tellWords(entry, ({ album }) => album) },
  { header: "ISRC", value: ({ entry }) => tellWords(entry, ({ isrc }) => isrc) },
  { header: "Added At", value: ({ entry }) => entry?.addedAt },
  { header: "Last Seen", value: ({ lastSeen }) => lastSeen },
  { header: "Before", value: ({ edit }) => edit?.[0] },
  { header: "After", value: ({ edit }) => edit?.[1] },
  { header: "Former Snapshot", value: ({ former }) => former },
  { header: "Latter Snapshot", value: ({ latter }) => latter },
] as const satisfies readonly Column<ChangeRow>[];

/** All differences as CSV, a row a change. */
export async function renderDiffCsv(differences: readonly SnapshotDifference[]): Promise<string> {
  async function* toBatches() {
    for (const difference of differences) {
      for (const list of difference.lists) {
        const { before: former, after: latter } = difference;
        yield toRows(list, difference).map((row) => ({ ...row, former, latter }));
      }
    }
  }
  return (await Array.fromAsync(renderCsv<ChangeRow>(columns, toBatches()))).join("");
}

function toRows(list: ListDifference, { before }: SnapshotDifference): readonly ChangeRow[] {
  const section = list.collection;
  const playlist = list.playlist?.after ?? list.playlist?.before;
  const ofList = { section: playlist === undefined ? section : "playlists", playlist };
  return [
    ...(playlist !== undefined && (list.type === "added" || list.type === "removed")
      ? [{ change: list.type, ...ofList }]
      : []),
    ...toEditRows(list).map((row) => ({ ...row, ...ofList })),
    ...(list.missingIn.length > 0 ? [{ change: "not compared", ...ofList }] : []),
    ...toEntryRows(list.changes, before).map((row) => ({ ...row, section, playlist })),
  ];
}

const editWords: Readonly<Record<EditableFact, string>> = {
  name: "renamed",
  description: "described",
  ownerId: "owner changed",
  isPublic: "publicity changed",
  isCollaborative: "collaboration changed",
};

function toEditRows({ playlist, edits }: ListDifference): readonly Pick<ChangeRow, "change" | "edit">[] {
  const { before, after } = playlist ?? {};
  return before === undefined || after === undefined
    ? []
    : edits.map((fact) => ({
        change: editWords[fact],
        edit: [String(before[fact]), String(after[fact])],
      }));
}

function toEntryRows(changes: ListChanges, before: string): readonly Omit<ChangeRow, "section">[] {
  const { added, removed, moved, vanished, dropped, returned } = changes;
  const lastSeen = ({ entry }: Placed) => findLastSeen(entry, before);
  return [
    ...added.map(({ entry, position }) => ({ change: "added", position, entry })),
    ...removed.map(({ entry, position }) => ({ change: "removed", previousPosition: position, entry })),
    ...moved.map(({ entry, position, from }) => ({
      ...{ change: "moved", position, previousPosition: from, entry },
    })),
    ...vanished.map((placed) => ({ change: "vanished", ...placed, lastSeen: lastSeen(placed) })),
    ...dropped.map((placed) => ({
      ...{ change: "dropped", previousPosition: placed.position, entry: placed.entry },
      lastSeen: lastSeen(placed),
    })),
    ...returned.map(({ entry, position }) => ({ change: "returned", position, entry })),
  ];
}

/** What is certain of an entry, and nothing where it can be one of several. */
function tellWords(entry: Entry | undefined, toText: (words: Words) => string): string | undefined {
  const words = entry === undefined ? undefined : whatIs(entry);
  return words === undefined ? undefined : toText(words);
}
