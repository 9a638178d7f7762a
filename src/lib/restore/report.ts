import type { Failure } from "./read-account.ts";
import type { RestorableSection } from "./saved-state.ts";
import type { Substitution } from "./substitutes.ts";

/** What a run of a restore has done, and what it could not do. */
export interface RestoreReport {
  /** How many entries were saved, by section. */
  readonly saved: Partial<Record<RestorableSection, number>>;
  readonly playlists: { followed: number; created: number; changed: number };
  /** How many entries playlists have gained of what they were to hold. */
  entries: number;
  covers: number;
  /** Tracks that are gone, with what was found in their place, and why that was taken or not. */
  readonly searched: Substitution[];
  /** What Spotify does not have any more, which the plan could not know, and where it was to go. */
  readonly refused: { readonly uri: string; readonly name: string; readonly where: string }[];
  readonly failures: Failure[];
  /** What came out otherwise than planned, and needs no remedy. */
  readonly notes: string[];
}

export function createReport(failures: readonly Failure[] = []): RestoreReport {
  return {
    saved: {},
    playlists: { followed: 0, created: 0, changed: 0 },
    entries: 0,
    covers: 0,
    searched: [],
    refused: [],
    failures: [...failures],
    notes: [],
  };
}

/** Whether all came out that the plan had promised. A track for which another release stands in has come out. */
export function isAsPlanned({ refused, failures }: RestoreReport): boolean {
  return refused.length === 0 && failures.length === 0;
}
