import type { EditableFact } from "../lib/diff/compare-snapshots.ts";
import type { ListDifference } from "../lib/diff/list-difference.ts";
import type { PlaylistFacts } from "../lib/snapshot/lists.ts";
import { toPrintable } from "./format-snapshot.ts";

/** What of a playlist is another than before, a line for each. */
export function formatEdits({
  playlist,
  edits,
}: Pick<ListDifference, "playlist" | "edits">): readonly string[] {
  const { before, after } = playlist ?? {};
  return before === undefined || after === undefined
    ? []
    : edits.map((fact) => `= ${formatEdit[fact](before, after)}`);
}

const formatEdit: Readonly<Record<EditableFact, (before: PlaylistFacts, after: PlaylistFacts) => string>> = {
  name: (before, after) => `renamed from ${quote(before.name)} to ${quote(after.name)}`,
  description: (before, after) =>
    `described as ${quote(after.description)}, before as ${quote(before.description)}`,
  ownerId: (before, after) => `owned by ${toOwner(after)}, before by ${toOwner(before)}`,
  isPublic: (_, { isPublic }) =>
    ({ true: "made public", false: "made private" })[isPublic] ?? "not said any more whether it is public",
  isCollaborative: (_, { isCollaborative }) =>
    isCollaborative ? "made collaborative" : "made collaborative no more",
};

function toOwner({ ownerName, ownerId }: PlaylistFacts): string {
  return quote(ownerName || ownerId);
}

function quote(text: string): string {
  // A break that became a blank would otherwise be told as a change from one text to the same.
  return `"${toPrintable(text.replace(/\r\n?|\n/g, "⏎"))}"`;
}
