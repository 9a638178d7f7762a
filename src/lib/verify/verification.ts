import type { Kind } from "../archive/manifest.ts";
import { ArchiveError } from "../errors.ts";

/** Something that is wrong with a file of a snapshot; `file` is its name without the folder. */
interface Problem {
  readonly file: string;
  readonly problem: string;
}

/** What a check of one snapshot has found. It is whole where there is no problem. */
export interface Verification {
  readonly kind: Kind;
  readonly id: string;
  /** False of a folder without a manifest, in which nothing can be checked. */
  readonly isPublished: boolean;
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

/** @param folder the snapshot's, as in `library/2026-11-22T02-00-00Z` */
export function createFindings(folder: string): Findings {
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
        report(file, withoutName(error.message, [`${folder}/${file}`, file]));
        return undefined;
      }
    },
  };
}

/** Errors of files begin with the name, which a finding has told. */
function withoutName(message: string, names: readonly string[]): string {
  const name = names.find((candidate) => message.startsWith(`${candidate} `));
  return name === undefined ? message : message.slice(name.length + 1);
}
