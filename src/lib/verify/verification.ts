import type { Kind } from "../archive/manifest.ts";
import { ArchiveError } from "../errors.ts";

/** Something that is wrong with a file of a snapshot; `file` is its name without the folder. */
export interface Problem {
  readonly file: string;
  readonly problem: string;
}

/** What a check of one snapshot has found. It is whole where there is no problem. */
export interface Verification {
  readonly kind: Kind;
  readonly id: string;
  /** How many files the manifest names, and their bytes and entries; 0 where it cannot be read. */
  readonly files: number;
  readonly bytes: number;
  readonly entries: number;
  readonly problems: readonly Problem[];
  /** What is no fault, and yet worth knowing. */
  readonly notes: readonly string[];
}

/** Collects what is found. */
export interface Findings {
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  report(file: string, problem: string): void;
  note(text: string): void;
  /** Does a part of the check; where a file cannot be read, that is a finding, and the check goes on with the next part. */
  attempt<T>(file: string, work: () => Promise<T>): Promise<T | undefined>;
}

export function createFindings(): Findings {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const report = (file: string, problem: string) => void problems.push({ file, problem });
  return {
    problems,
    notes,
    report,
    note: (text) => void notes.push(text),
    async attempt(file, work) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof ArchiveError)) {
          throw error;
        }
        report(file, error.message);
        return undefined;
      }
    },
  };
}
