import { type RestorableSection, restorableSections } from "../lib/restore/saved-state.ts";
import type { Candidate, Substitution } from "../lib/restore/substitutes.ts";
import { sectionWords } from "./format-changes.ts";
import { formatCount, formatNumberOf } from "./format-count.ts";
import { formatWords } from "./format-entry.ts";
import { toPrintable } from "./format-snapshot.ts";
import type { Style } from "./terminal.ts";

/** What a run of a restore has done, as far as people are told. */
export interface FinishedRestore {
  /** How many entries were saved, by section. */
  readonly saved: Readonly<Partial<Record<RestorableSection, number>>>;
  readonly playlists: { readonly followed: number; readonly created: number; readonly changed: number };
  /** How many entries were put into playlists. */
  readonly entries: number;
  readonly covers: number;
  readonly searched: readonly Substitution[];
  /** What Spotify did not take, although the plan had it. */
  readonly refused: readonly { readonly uri: string; readonly name: string; readonly where: string }[];
  readonly failures: readonly { readonly where: string; readonly reason: string }[];
  readonly notes: readonly string[];
}

const mostLines = 20;
const mostCandidates = 3;

/** What came of a restore, for people: a line of numbers, what stands in for what is gone, and what could not be done. */
export function formatRestoreReport(report: FinishedRestore, style: Style): string {
  const { searched, refused, failures, notes } = report;
  const found = searched.flatMap(({ entry, taken, verdicts }) =>
    taken === undefined ? [] : [formatTaken({ entry, verdicts }, taken)],
  );
  const missed = searched.flatMap((one) => (one.taken === undefined ? [formatMissed(one)] : []));
  const lost = refused.map(({ uri, name, where }) => toPrintable(`${name || uri} (${where})`));
  return [
    style("bold", formatSummary(report)),
    ...formatGroup("Gone, and put back as another release:", found),
    ...formatGroup("Gone, and not found again:", missed),
    ...formatGroup("Not taken by Spotify, which has it no more:", lost),
    ...failures.map(({ where, reason }) => style("red", toPrintable(`failed: ${where}: ${reason}`))),
    ...notes.map((note) => `note: ${toPrintable(note)}`),
  ].join("\n");
}

function formatSummary({ saved, playlists, entries, covers }: FinishedRestore): string {
  const { created, changed, followed } = playlists;
  const counted = [
    ...restorableSections.map((section) => ({ count: saved[section] ?? 0, words: sectionWords[section] })),
    { count: created, words: ["playlist made", "playlists made"] as const },
    { count: changed, words: ["playlist changed", "playlists changed"] as const },
    { count: followed, words: ["playlist followed", "playlists followed"] as const },
    { count: entries, words: ["entry put into them", "entries put into playlists"] as const },
    { count: covers, words: ["cover", "covers"] as const },
  ].filter(({ count }) => count > 0);
  return counted.length === 0
    ? "Nothing was written."
    : `Restored: ${counted.map(({ count, words: [one, many] }) => formatNumberOf(count, one, many)).join(", ")}.`;
}

function formatGroup(heading: string, lines: readonly string[]): readonly string[] {
  const more = lines.length - mostLines;
  return lines.length === 0
    ? []
    : [
        "",
        heading,
        ...lines.slice(0, mostLines).map((line) => `  ${line}`),
        ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
      ];
}

function formatTaken(
  { entry, verdicts }: Pick<Substitution, "entry" | "verdicts">,
  taken: Candidate,
): string {
  const reason = verdicts.find(({ candidate }) => candidate === taken)?.reason ?? "";
  return `${formatEntryWords(entry)} → ${formatCandidate(taken)}: ${reason}`;
}

function formatMissed({ entry, verdicts }: Substitution): string {
  const some = verdicts
    .slice(0, mostCandidates)
    .map(({ candidate, reason }) => `${formatCandidate(candidate)}: ${reason}`);
  const more = verdicts.length - some.length;
  const found = some.length === 0 ? "nothing is called so" : some.join("; ");
  return `${formatEntryWords(entry)} (${found}${more > 0 ? `; and ${formatCount(more)} more` : ""})`;
}

function formatEntryWords({ words, uri }: Substitution["entry"]): string {
  return words === undefined ? toPrintable(uri) : formatWords(words);
}

function formatCandidate({ words }: Candidate): string {
  return words.album === "" ? formatWords(words) : `${formatWords(words)}, ${toPrintable(words.album)}`;
}
