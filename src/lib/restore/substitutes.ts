import { toStatus, toWords, type Words } from "../snapshot/words.ts";
import type { Playable } from "../spotify/schemas.ts";
import type { SavedEntry } from "./saved-state.ts";
import { findKinds, parseTitle, toComparable } from "./title.ts";

/** A track that a search has found. */
export interface Candidate {
  readonly words: Words;
  readonly durationMs: number | undefined;
  /** Whether it cannot be had either. */
  readonly isGone: boolean;
}

/** Whether a candidate is the same recording, and by what that is told, in words for people. */
export interface Verdict {
  readonly candidate: Candidate;
  readonly isSame: boolean;
  readonly reason: string;
}

/** What became of a search. */
export interface Substitution {
  readonly entry: SavedEntry;
  /** What stands in for it; undefined where nothing is certain to be the same. */
  readonly taken: Candidate | undefined;
  /** One for each candidate, in the order of the search. */
  readonly verdicts: readonly Verdict[];
}

/** Releases of one recording begin and end a little differently. */
const toleratedMs = 2_000;

/** By what a track is known that is gone: equal wherever it stands. Undefined where nothing is known. */
export function toGoneKey({ uri, words }: Pick<SavedEntry, "uri" | "words">): string | undefined {
  return (
    uri || (words === undefined ? undefined : JSON.stringify([words.isrc, words.name, ...words.artists]))
  );
}

/** Undefined where a search has found nothing that has a name. */
export function toCandidate(track: Playable | null): Candidate | undefined {
  const words = track === null ? undefined : toWords(track);
  if (track === null || words === undefined) {
    return undefined;
  }
  const durationMs = Number(track.duration_ms ?? Number.NaN);
  return {
    words,
    durationMs: durationMs > 0 ? durationMs : undefined,
    isGone: words.uri === "" || toStatus(track) !== "available",
  };
}

/**
 * Looks for the same recording among what was found. Of several the one with the same code goes first, then the one of an
 * album of the same name, then the one whose length is nearest.
 */
export function chooseSubstitute(entry: SavedEntry, candidates: readonly Candidate[]): Substitution {
  const { words } = entry;
  if (words === undefined) {
    return { entry, taken: undefined, verdicts: [] };
  }
  const wanted = { ...entry, words };
  const verdicts = candidates.map((candidate) => judge(wanted, candidate));
  const [best] = verdicts
    .filter(({ isSame }) => isSame)
    .map(({ candidate }) => ({ candidate, rank: toRank(wanted, candidate) }))
    .toSorted((a, b) => compareRanks(a.rank, b.rank));
  return { entry, taken: best?.candidate, verdicts };
}

type Wanted = SavedEntry & { readonly words: Words };

/** The lower the better, number by number. */
function toRank({ words, durationMs = 0 }: Wanted, candidate: Candidate): readonly number[] {
  return [
    Number(!isSameCode(words, candidate.words)),
    Number(toComparable(words.album) !== toComparable(candidate.words.album)),
    Math.abs(durationMs - (candidate.durationMs ?? 0)),
  ];
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const differences = a.map((number, index) => number - (b[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** Whoever is not certain says no: another version is worse than none. */
function judge(wanted: Wanted, candidate: Candidate): Verdict {
  if (candidate.isGone || candidate.words.uri === wanted.uri) {
    return { candidate, isSame: false, reason: "taken down as well" };
  }
  if (isSameCode(wanted.words, candidate.words)) {
    return { candidate, isSame: true, reason: "the same recording by its ISRC" };
  }
  const difference =
    findOtherArtists(wanted.words, candidate.words) ??
    findOtherTitle(wanted.words, candidate.words) ??
    findOtherLength(wanted.durationMs, candidate.durationMs);
  return difference === undefined
    ? { candidate, isSame: true, reason: "the same title, artists and length" }
    : { candidate, isSame: false, reason: difference };
}

function isSameCode(a: Words, b: Words): boolean {
  const [code, other] = [a, b].map(({ isrc }) => toComparable(isrc).replaceAll(" ", ""));
  return code !== "" && code === other;
}

function findOtherArtists(a: Words, b: Words): string | undefined {
  const [artists = [], others = []] = [a, b].map((words) => words.artists.map(toComparable));
  const isSame = artists[0] !== undefined && artists[0] === others[0] && isSameSet(artists, others);
  return isSame ? undefined : "other artists";
}

function findOtherTitle(wanted: Words, found: Words): string | undefined {
  const [title, other] = [parseTitle(wanted.name), parseTitle(found.name)];
  if (toComparable(title.base) !== toComparable(other.base)) {
    return "another title";
  }
  const kinds = findKinds(title, wanted.album);
  const otherKinds = findKinds(other, found.album);
  const added = otherKinds.find((kind) => !kinds.includes(kind));
  if (added !== undefined) {
    return `another version: ${added}`;
  }
  const missing = kinds.find((kind) => !otherKinds.includes(kind));
  if (missing !== undefined) {
    return `another version: not ${missing}`;
  }
  return isSameSet(title.parts.map(toComparable), other.parts.map(toComparable))
    ? undefined
    : "another version";
}

function isSameSet(texts: readonly string[], others: readonly string[]): boolean {
  return texts.every((text) => others.includes(text)) && others.every((text) => texts.includes(text));
}

function findOtherLength(wantedMs: number | undefined, foundMs: number | undefined): string | undefined {
  if (wantedMs === undefined || foundMs === undefined) {
    return "its length is not known";
  }
  const differenceMs = foundMs - wantedMs;
  if (Math.abs(differenceMs) <= toleratedMs) {
    return undefined;
  }
  const seconds = Math.max(Math.round(Math.abs(differenceMs) / 1_000), toleratedMs / 1_000);
  return `${seconds} s ${differenceMs > 0 ? "longer" : "shorter"}`;
}
