import { z } from "zod";
import type { Table } from "../render/tables.ts";
import { type ListMemory, noMemory, parseRemembered } from "../snapshot/remembered.ts";

/** The key under which an entry of a section holds its item; entries of the others are items themselves. */
const itemKeys: Readonly<Record<string, string>> = {
  tracks: "track",
  albums: "album",
  shows: "show",
  episodes: "episode",
  items: "item",
};

/** Checks the entries of one list while they come, and counts them. Only the first fault of a list is told. */
export interface ListCheck {
  readonly entries: () => number;
  readonly nulls: () => number;
  /** Whether all entries so far can be rendered as rows: each is what its table relies on. */
  readonly isSound: () => boolean;
  add(values: readonly unknown[]): void;
  /** Called after the last entry, with what is remembered of the list. */
  finish(memory: ListMemory): void;
}

export function createListCheck(
  { section, table }: { readonly section: string; readonly table: Table },
  report: (problem: string) => void,
): ListCheck {
  const wordless = new Set<number>();
  let entries = 0;
  let nulls = 0;
  let hasFault = false;

  function add(values: readonly unknown[]): void {
    for (const value of values) {
      entries += 1;
      const item = toItem(section, value);
      nulls += item === null ? 1 : 0;
      if (item === null || isNameless(section, item)) {
        wordless.add(entries);
      }
      const { error } = hasFault ? { error: undefined } : table.schema.safeParse(value);
      if (error !== undefined) {
        hasFault = true;
        report(
          `entry ${entries} is not what Spotify sends there: ${describe(error)}; so the list is not compared with its CSV file`,
        );
      }
    }
  }

  function finish({ known }: ListMemory): void {
    const wrong = [...known.keys()].find((position) => !wordless.has(position));
    if (wrong !== undefined) {
      report(
        wrong > entries
          ? `remembers position ${wrong} of ${entries}`
          : `remembers entry ${wrong}, which has its words`,
      );
    }
  }

  return { entries: () => entries, nulls: () => nulls, isSound: () => !hasFault, add, finish };
}

/** What is remembered of a list, where it is as the exporter writes it. */
export function checkMemory(value: unknown, report: (problem: string) => void): ListMemory {
  try {
    return parseRemembered(value);
  } catch (error) {
    if (!(error instanceof z.ZodError)) {
      throw error;
    }
    report(`what is remembered is not what the exporter writes there: ${describe(error)}`);
    return noMemory;
  }
}

/** Where something does not fit a schema, and why, without the data. */
export function describe({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join(".") || "the whole"}: ${issue?.message}`;
}

/** Null where nothing is left but the place. */
function toItem(section: string, entry: unknown): unknown {
  const key = itemKeys[section];
  return entry === null || key === undefined ? entry : (readField(entry, key) ?? null);
}

function isNameless(section: string, item: unknown): boolean {
  const named = section === "audiobooks" ? (readField(item, "audiobook") ?? item) : item;
  return (readField(named, "name") ?? "") === "";
}

function readField(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
