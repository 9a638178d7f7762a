import { mostUrisInSave } from "../spotify/writer.ts";
import { countMisplaced } from "./count-misplaced.ts";
import type { Loss, LossReason, Step } from "./plan.ts";
import { isWritable } from "./plan-playlist-writes.ts";
import { type ReplacementContext, replaceGone } from "./replace-gone.ts";
import type { RestoreOptions } from "./restore-options.ts";
import type { RestorableSection, SavedEntry } from "./saved-state.ts";

/** What Spotify dates. It does not say since when an artist is followed. */
const datedSections: readonly RestorableSection[] = ["tracks", "albums", "shows", "episodes"];

/** A section of the library as it was, and what the account holds of it; both newest first. */
export interface SectionState {
  readonly section: RestorableSection;
  readonly saved: readonly SavedEntry[];
  readonly held: readonly string[];
  readonly isSameAccount: boolean;
  readonly saving: RestoreOptions["saving"];
}

/** What is to be saved, the oldest first, so that the last of them comes to stand on top. */
export function planSection(
  { section, saved, held, isSameAccount, saving }: SectionState,
  context: ReplacementContext,
): { readonly steps: readonly Step[]; readonly losses: readonly Loss[] } {
  // What is empty in another account is nothing of this one.
  const { wanted, lost } = replaceGone(saved, {
    ...context,
    held: isSameAccount ? held : held.filter((uri) => uri !== ""),
  });
  const isHeld = new Set(held);
  const distinct = [...new Set(wanted)];
  const local = distinct.filter((uri) => uri !== "" && !isWritable(uri) && !isHeld.has(uri));
  const missing = distinct.filter((uri) => isWritable(uri) && !isHeld.has(uri));

  // Whatever is saved now comes above all that is saved already.
  const misplaced = countMisplaced([...missing, ...held.filter((uri) => uri !== "")], distinct);

  const atOnce = saving === "one by one" && section !== "artists" ? 1 : mostUrisInSave;
  const toLoss = (reason: LossReason, count: number): readonly Loss[] =>
    count === 0 ? [] : [{ reason, where: section, count }];
  const countLost = (reason: LossReason) => lost.filter((one) => one === reason).length;
  return {
    steps: missing.length === 0 ? [] : [{ type: "save", section, uris: missing.toReversed(), atOnce }],
    losses: [
      ...toLoss("taken-down", countLost("taken-down")),
      ...toLoss("unknown-items", countLost("unknown-items")),
      ...toLoss("local-files", local.length),
      ...toLoss("added-dates", datedSections.includes(section) ? missing.length : 0),
      ...toLoss("liked-order", section === "tracks" ? misplaced : 0),
    ],
  };
}
