import type { Ranked } from "../render/columns.ts";
import type { Table, TableRow } from "../render/tables.ts";
import type { ListMemory } from "../snapshot/remembered.ts";
import type { CsvCheck } from "./csv-check.ts";
import type { PlacedRow } from "./csv-columns.ts";
import { createListCheck, type ListCheck } from "./list-check.ts";

export interface SectionTools {
  readonly report: (problem: string) => void;
  readonly memoryOf: (section: string) => ListMemory;
  /** Does something with the section's CSV file, where it can be read. */
  readonly compare: (work: (csv: CsvCheck<PlacedRow<Ranked>>) => Promise<void>) => Promise<void>;
  /** Called with how many rows the CSV file has to have. */
  readonly tellRows: (rows: number) => void;
}

/** Checks a section of the library while its entries come. */
export interface SectionCheck {
  readonly entries: () => number;
  readonly nulls: () => number;
  /** Notes that a list of the section is there. */
  begin(list: string): void;
  add(list: string, values: readonly unknown[]): Promise<void>;
  finish(): Promise<void>;
  /** Frees what is open; called whatever happens. */
  close(): Promise<void>;
}

/** A section is one list, or one for each time range. */
export function createSectionCheck(
  { name, table, lists }: { readonly name: string; readonly table: Table; readonly lists: readonly string[] },
  { report, memoryOf, compare, tellRows }: SectionTools,
): SectionCheck {
  const isRanked = lists.length > 1;
  const begun: string[] = [];
  const checks = new Map(
    lists.map((list) => {
      const title = isRanked ? `${name}.${list}` : name;
      const check = createListCheck({ section: name, table }, (problem) => report(`${title}: ${problem}`));
      return [list, check] as const;
    }),
  );
  const isSound = () => [...checks.values()].every((check) => check.isSound());
  const sum = (count: (check: ListCheck) => number) =>
    [...checks.values()].reduce((total, check) => total + count(check), 0);

  function place(range: string, rank: number, row: TableRow): PlacedRow<Ranked> {
    return { place: { range, rank }, row };
  }

  /** What breaks the schema must not be rendered, and after it the rows of the file are out of step. */
  async function compareSound(work: Parameters<typeof compare>[0]): Promise<void> {
    if (isSound()) {
      await compare(work);
    }
  }

  return {
    entries: () => sum((check) => check.entries()),
    nulls: () => sum((check) => check.nulls()),
    begin(list) {
      begun.push(list);
      if (!checks.has(list)) {
        report(`has something else than a list of entries in the place of ${name}.${list}`);
      }
    },
    async add(list, values) {
      const check = checks.get(list);
      if (check === undefined) {
        report(`has entries in ${name} that belong to none of its lists`);
        return;
      }
      const before = check.entries();
      check.add(values);
      const { known } = memoryOf(name);
      const rows = values.map((value, index) =>
        place(list, before + index + 1, { value, known: known.get(before + index + 1) }),
      );
      await compareSound((csv) => csv.expectRows(rows));
    },
    async finish() {
      if (isRanked && begun.join() !== lists.join()) {
        report(`${name} does not have the lists ${lists.join(", ")}, each once and in this order`);
      }
      const memory = memoryOf(name);
      for (const check of isRanked ? [] : checks.values()) {
        check.finish(memory);
      }
      const dropped = memory.dropped.map((item) => place("", 0, { dropped: item }));
      await compareSound(async (csv) => {
        await csv.expectRows(dropped);
        await csv.finish();
      });
      tellRows(sum((check) => check.entries()) + dropped.length);
    },
    close: () => compare((csv) => csv.close()),
  };
}
